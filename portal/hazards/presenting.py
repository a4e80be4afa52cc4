"""What judging and mending would do to a hazard's dates, and its promise lines for the component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.commitments.presenting import Links, ShownLine, all_shown
from portal.commitments.preview import NO_EFFECTS, Effects, Started, effects, started
from portal.commitments.promise_line import PromiseLine, Step
from portal.hazards.kinds import Grade, HazardKind, Uncovered
from portal.hazards.next_acts import EVENT_OF, Task
from portal.hazards.services.clocks import Situated, standards_of, why_uncovered
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class IfJudged:
    """The dates of one grade: `starts` where the law gives any, else `uncovered` says why not."""

    grade: Grade
    starts: Sequence[Started]
    uncovered: Uncovered | None


def foreseen(record: Record, steps: Sequence[Step], task: Task, *, now: datetime) -> Effects:
    """What the act keeps and begins if what it tells of happens now."""
    if task not in EVENT_OF:
        return NO_EFFECTS
    facts = landlord()
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return effects(steps, [EVENT_OF[task]], charter=facts.charter, calendars=calendars, at=now)


def if_judged(record: Situated, kind: HazardKind, grade: Grade, *, at: datetime) -> IfJudged:
    """The dates a hazard of that kind and grade begins at `at`; for a case, those of one named in it."""
    facts = landlord()
    standards = standards_of(record, kind, grade, on=local_date(at, facts.zone))
    calendars = facts.calendars(office_id=record.office_id, division=record.division)
    return IfJudged(
        grade=grade,
        starts=started(standards, calendars=calendars, at=at),
        uncovered=None if standards else why_uncovered(record, kind, grade),
    )


def shown_lines(lines: tuple[PromiseLine, ...], *, links: Links, now: datetime) -> tuple[ShownLine, ...]:
    """The promise lines with their texts."""
    return all_shown(lines, now=now, zone=landlord().zone, links=links)
