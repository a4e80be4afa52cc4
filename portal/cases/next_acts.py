"""What to do next with a case: which act keeps which promise, and when an aim is about to be missed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.cases.stages import Act, Status, allows
from portal.charters.standards import CaseKind, Event
from portal.clock.calendars import WorkingCalendar
from portal.commitments.promise_line import Step

AIM_WARNING_WORKING_DAYS = 2

_DAY = timedelta(days=1)


class Task(StrEnum):
    """Something staff do with a case; the value stands in the page's address."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    PROGRESS = "progress"
    DELAY = "delay"
    RING = "ring"
    OPTIONS = "options"
    NOTE = "note"
    ASSIGN = "assign"
    HAND_OVER = "hand-over"
    ASK_MANAGER = "ask-manager"
    REFER = "refer"
    NAMING = "naming"
    SUBMIT = "submit"
    LINK = "link"
    EXTEND = "extend"
    STOP_CLOCK = "stop-clock"
    START_CLOCK = "start-clock"
    ASK_IDENTITY = "ask-identity"
    IDENTITY_HERE = "identity-here"
    RECEIVED = "received"
    THEMES = "themes"
    PRAISE = "praise"
    COMPLAIN = "complain"
    CLOSE = "close"
    REOPEN = "reopen"


ACT_OF = {
    Task.ACKNOWLEDGE: Act.ACKNOWLEDGED,
    Task.ANSWER: Act.ANSWERED,
    Task.PROGRESS: Act.PROGRESS,
    Task.DELAY: Act.DELAYED,
    Task.RING: Act.CALLED,
    Task.OPTIONS: Act.OPTIONS_PUT,
    Task.NOTE: Act.NOTED,
    Task.ASSIGN: Act.ASSIGNED,
    Task.HAND_OVER: Act.HANDED_OVER,
    Task.ASK_MANAGER: Act.MANAGER_ASKED,
    Task.REFER: Act.REFERRED,
    Task.NAMING: Act.OPTION_CHOSEN,
    Task.SUBMIT: Act.SUBMITTED,
    Task.LINK: Act.LINKED,
    Task.EXTEND: Act.EXTENDED,
    Task.STOP_CLOCK: Act.PAUSED,
    Task.START_CLOCK: Act.RESUMED,
    Task.ASK_IDENTITY: Act.IDENTITY_ASKED,
    Task.IDENTITY_HERE: Act.IDENTITY_PROVED,
    Task.RECEIVED: Act.RECEIPT_CORRECTED,
    Task.THEMES: Act.THEMED,
    Task.PRAISE: Act.PASSED_ON,
    Task.COMPLAIN: Act.LINKED,
    Task.CLOSE: Act.CLOSED,
    Task.REOPEN: Act.REOPENED,
}

# What may be done on a complaint's case page: everything else of it is under the Code, on pages of its own.
ON_A_COMPLAINT = frozenset(
    {
        Task.NOTE,
        Task.RING,
        Task.PROGRESS,
        Task.DELAY,
        Task.ASK_MANAGER,
        Task.LINK,
        Task.RECEIVED,
    }
)

# What each task makes happen to promises. A full answer also is the writing, and the dealing with, that
# some policies promise by another name; a call keeps one only if it reached the customer.
EVENTS_OF: dict[Task, tuple[Event, ...]] = {
    Task.ACKNOWLEDGE: (Event.ACKNOWLEDGED,),
    Task.ANSWER: (Event.ANSWERED, Event.WRITTEN_TO, Event.DEALT_WITH),
    Task.RING: (Event.CALLED_BACK,),
    Task.REFER: (Event.REFERRED,),
    Task.SUBMIT: (Event.SUBMITTED_TO_AUTHORITY,),
    Task.CLOSE: (Event.CLOSED,),
}

# Of several tasks that would keep a step, the one that is least to do.
_KEEPING = (Task.SUBMIT, Task.RING, Task.ACKNOWLEDGE, Task.ANSWER, Task.REFER, Task.CLOSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands, as far as it decides what can be done with it.

    `kind` is the record's. `acknowledged` and `passed_on` are of feedback.
    """

    status: Status
    has_handler: bool
    steps: tuple[Step, ...]
    may_extend: bool = False
    may_stop: bool = False
    is_stopped: bool = False
    may_ask_identity: bool = False
    waits_for_identity: bool = False
    handing_over_to_authority: bool = False
    name_not_asked: bool = False
    has_manager_reader: bool = False
    kind: str = CaseKind.ENQUIRY
    acknowledged: bool = False
    passed_on: bool = False


def keeps(step: Step) -> Task | None:
    """The task that would keep an open step; None for what nothing here keeps, and once it has ended."""
    if step.ended:
        return None
    for task in _KEEPING:
        if any(event.value in step.kept_by for event in EVENTS_OF[task]):
            return task
    return None


def possible(standing: Standing) -> tuple[Task, ...]:
    """Everything that can be done with the case now, in the order it is offered."""
    feedback = standing.kind in (CaseKind.COMMENT, CaseKind.COMPLIMENT)
    extra = {
        Task.EXTEND: standing.may_extend,
        Task.STOP_CLOCK: standing.may_stop,
        Task.START_CLOCK: standing.is_stopped,
        Task.ASK_IDENTITY: standing.may_ask_identity,
        Task.IDENTITY_HERE: standing.waits_for_identity,
        Task.NAMING: standing.handing_over_to_authority and standing.name_not_asked,
        Task.SUBMIT: standing.handing_over_to_authority,
        Task.RECEIVED: standing.has_manager_reader,
        Task.ACKNOWLEDGE: any(keeps(step) is Task.ACKNOWLEDGE for step in standing.steps)
        or (feedback and not standing.acknowledged),
        Task.THEMES: feedback,
        Task.PRAISE: feedback,
        Task.COMPLAIN: standing.kind != CaseKind.COMPLAINT,
    }
    allowed = ON_A_COMPLAINT if standing.kind == CaseKind.COMPLAINT else frozenset(Task)
    return tuple(
        task
        for task in Task
        if task in allowed and extra.get(task, True) and allows(standing.status, ACT_OF[task])
    )


def first(standing: Standing) -> Task | None:
    """The one thing to do next.

    Somebody has to take it first; then what keeps the promise that falls due next; without one an open case
    is answered, an answered one closed, and a closed one is left alone. Thanks are passed on, and comments
    and thanks acknowledged, before they are closed; a complaint's own pages say what it waits for.
    """
    if standing.status is Status.CLOSED or standing.kind == CaseKind.COMPLAINT:
        return None
    if not standing.has_handler:
        return Task.ASSIGN
    can = possible(standing)
    if Task.NAMING in can:
        return Task.NAMING
    waiting = sorted((s for s in standing.steps if not s.ended and not s.paused), key=lambda s: s.due_at)
    for step in waiting:
        task = keeps(step)
        if task in can:
            return task
    if standing.kind == CaseKind.COMPLIMENT and not standing.passed_on:
        return Task.PRAISE
    if standing.kind in (CaseKind.COMMENT, CaseKind.COMPLIMENT):
        return Task.ACKNOWLEDGE if Task.ACKNOWLEDGE in can else Task.CLOSE
    return Task.ANSWER if standing.status is Status.OPEN else Task.CLOSE


@dataclass(frozen=True, slots=True, kw_only=True)
class AimWarning:
    """An aim that runs out within two working days, or has (HOWM 3.1e, f). `limit_on` is the last day."""

    aim_on: date
    limit_on: date
    is_past: bool


def aim_warning(steps: Sequence[Step], *, today: date, calendar: WorkingCalendar) -> AimWarning | None:
    """The warning of the earliest aim that is near or past, while its promise is open and nobody was told."""
    near = [
        step
        for step in steps
        if step.aim_on is not None
        and not step.ended
        and step.expected_on is None
        and _working_days_until(step.aim_on, today, calendar) <= AIM_WARNING_WORKING_DAYS
    ]
    if not near:
        return None
    step = min(near, key=lambda s: s.aim_on or s.due_on)
    aim_on = step.aim_on or step.due_on
    return AimWarning(aim_on=aim_on, limit_on=step.due_on, is_past=aim_on < today)


def _working_days_until(day: date, today: date, calendar: WorkingCalendar) -> int:
    """How many working days lie after today up to and with that day; 0 for today and earlier."""
    passed, count = today, 0
    while passed < day and count <= AIM_WARNING_WORKING_DAYS:
        passed += _DAY
        count += calendar.is_working(passed)
    return count
