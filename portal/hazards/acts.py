"""What happens with a hazard; the value is its name on the timeline. Pure."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """In the order in which they may come up."""

    NAMED_IN = "hazard.named in it"  # on the timeline of the case it was named in
    NAMED = "hazard.named"
    DUTY_TOLD = "hazard.duty told"
    DUTY_NOT_TOLD = "hazard.nobody on duty to tell"
    ASSIGNED = "hazard.assigned"
    HANDED_OVER = "hazard.handed over"
    JUDGED = "hazard.judged"
    NOTED = "hazard.noted"
    NO_ACCESS = "hazard.no access"
    INVESTIGATED = "hazard.investigated"
    SUMMARY_SENT = "hazard.summary sent"
    MADE_SAFE = "hazard.made safe"
    WORK_ARRANGED = "hazard.work arranged"
    WORK_STARTED = "hazard.work started"
    WORK_DONE = "hazard.work done"
    NO_FURTHER_WORK = "hazard.no further work"
    PLACE_OFFERED = "hazard.place to stay offered"
    PLACE_ANSWERED = "hazard.place to stay answered"
    DELAYED = "hazard.delayed"
    NO_HAZARD = "hazard.none after all"
    CLOSED = "hazard.closed"
