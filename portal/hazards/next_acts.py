"""What staff may do with a hazard as it stands, what comes first, and what each keeps. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.charters.standards import Event
from portal.hazards.kinds import Accommodation, Further, Grade


class Task(StrEnum):
    """An act of staff, as it stands in its address, in the order a page offers them."""

    ASSIGN = "assign"
    JUDGE = "judge"
    INVESTIGATED = "investigated"
    SUMMARY = "summary"
    SAFE = "made-safe"
    ARRANGED = "work-arranged"
    STARTED = "work-started"
    DONE = "work-done"
    NO_FURTHER = "no-further-work"
    NO_ACCESS = "no-access"
    OFFER_PLACE = "offer-a-place"
    THEIR_ANSWER = "their-answer"
    LONGER = "longer"
    NOTE = "note"
    NO_HAZARD = "no-hazard"
    CLOSE = "close"


# What each makes happen to promises.
EVENT_OF = {
    Task.INVESTIGATED: Event.INVESTIGATED,
    Task.SUMMARY: Event.SUMMARY_SENT,
    Task.SAFE: Event.MADE_SAFE,
    Task.ARRANGED: Event.ARRANGED,
    Task.STARTED: Event.WORK_STARTED,
    Task.DONE: Event.WORK_DONE,
}
_SETTLED = (Further.DONE, Further.NOT_NEEDED)
_BEFORE = {
    Task.ARRANGED: (Further.OPEN,),
    Task.STARTED: (Further.OPEN, Further.ARRANGED),
    Task.DONE: (Further.OPEN, Further.ARRANGED, Further.STARTED),
    Task.NO_FURTHER: (Further.OPEN, Further.ARRANGED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which acts are possible. `owes`: a promise on it is still open."""

    grade: Grade
    is_judged: bool = False
    has_handler: bool = False
    is_investigated: bool = False
    summary_sent: bool = False
    is_safe: bool = False
    further: Further = Further.OPEN
    accommodation: Accommodation = Accommodation.NOT_OFFERED
    owes: bool = False
    is_closed: bool = False

    @property
    def is_alarm(self) -> bool:
        """An emergency that is not safe yet: it stands at the top of every worklist."""
        return self.grade is Grade.EMERGENCY and not self.is_safe and not self.is_closed

    @property
    def is_done(self) -> bool:
        """Safe, and where it was looked into, everything that follows from that is done too."""
        if not self.is_safe:
            return False
        followed = self.summary_sent and self.further in _SETTLED
        return followed if self.is_investigated else self.grade is Grade.EMERGENCY


def possible(standing: Standing) -> tuple[Task, ...]:
    """The acts that make sense now, in the order a page lists them."""
    if standing.is_closed:
        return (Task.NOTE,)
    may = {
        Task.INVESTIGATED: not standing.is_investigated,
        Task.SUMMARY: standing.is_investigated and not standing.summary_sent,
        Task.SAFE: not standing.is_safe,
        Task.NO_FURTHER: standing.is_investigated and standing.further in _BEFORE[Task.NO_FURTHER],
        Task.OFFER_PLACE: standing.accommodation is not Accommodation.ACCEPTED,
        Task.THEIR_ANSWER: standing.accommodation is Accommodation.OFFERED,
        Task.LONGER: standing.owes,
        Task.CLOSE: standing.is_done,
        **{task: _follows(task, standing) for task in (Task.ARRANGED, Task.STARTED, Task.DONE)},
    }
    return tuple(task for task in Task if may.get(task, True))


def _follows(task: Task, standing: Standing) -> bool:
    """Work that stops it coming back follows from looking into it, or from making it safe."""
    return standing.further in _BEFORE[task] and (standing.is_investigated or standing.is_safe)


def first(standing: Standing) -> Task | None:
    """What to do next: somebody has it, it is judged, an emergency is made safe, then step by step."""
    wanted = (
        None if standing.has_handler else Task.ASSIGN,
        None if standing.is_judged else Task.JUDGE,
        Task.SAFE if standing.is_alarm else None,
        Task.CLOSE,
        Task.INVESTIGATED,
        Task.SUMMARY,
        Task.SAFE,
        {Further.OPEN: Task.ARRANGED, Further.ARRANGED: Task.STARTED}.get(standing.further, Task.DONE),
    )
    can = possible(standing)
    return next((task for task in wanted if task in can), None)
