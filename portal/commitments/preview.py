"""What an act would do to the promises on a record, before anybody does it. Pure.

The same rules as `services.note_event` and `begin`, on steps that have been read already.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.charters.standards import Charter, Event, Standard
from portal.charters.starting import standards_following
from portal.clock.calendars import Calendars
from portal.clock.due import Due, due, start_of_office_hours
from portal.commitments.promise_line import Step
from portal.commitments.targets import TARGET
from portal.errors import RuleBroken
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A promise that would begin, and when it would fall due. `by_instant` as in `promise_line.Step`."""

    label: str
    clause: str
    promise: str
    due: Due
    by_instant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A promise whose clock stands, and when it would fall due if it ran from now."""

    step: Step
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What an act does: the open promises it keeps, late or not, and those it begins, the earliest first.

    `stops`: the promises whose clock it may stop, or hold back until proof of identity is here; `moves`:
    those whose clock stands and goes on.
    """

    keeps: tuple[Step, ...] = ()
    starts: tuple[Started, ...] = ()
    stops: tuple[Step, ...] = ()
    moves: tuple[Moved, ...] = ()

    @property
    def are_none(self) -> bool:
        """No clock is touched."""
        return not (self.keeps or self.starts or self.stops or self.moves)


NO_EFFECTS = Effects()


def effects(
    steps: Sequence[Step],
    events: Collection[Event],
    *,
    charter: Charter,
    calendars: Calendars,
    at: datetime,
) -> Effects:
    """What happens when those events happen at `at`, in their order, by the work of a person.

    An open promise is kept by the first event that keeps it, and what is counted from its keeping begins
    (product rule 11).
    """
    on = local_date(at, calendars.zone)
    kept: list[Step] = []
    following: list[Standard] = []
    for event in events:
        for step in steps:
            if not step.ended and step not in kept and event.value in step.kept_by:
                kept.append(step)
                following += standards_following(charter, step.standard, event, on=on)
    return Effects(keeps=tuple(kept), starts=started(following, calendars=calendars, at=at))


def started(
    standards: Sequence[Standard],
    *,
    calendars: Calendars,
    at: datetime,
    back_at: datetime | None = None,
) -> tuple[Started, ...]:
    """When those standards would fall due if they began at `at`, the earliest first.

    `back_at`: a voicemail for somebody away is counted from their return, except by the law (rule 5).
    Those without a limit have no date, nor those whose clock cannot run: an office that never opens.
    """
    found = []
    for standard in standards:
        ours = standard.regime in (None, TARGET)
        begins = max(at, back_at) if back_at is not None and ours else at
        one = _started(standard, calendars, begins)
        if one is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda s: s.due.at))


def _started(standard: Standard, calendars: Calendars, at: datetime) -> Started | None:
    if standard.limit is None:
        return None
    try:
        if standard.trigger.collected_by is not None:  # counted from the first check after it (rule 5)
            hours = calendars.hours
            at = start_of_office_hours(at, hours, first_check_at=hours.next_opening(at))
        found = due(standard.limit, at, calendars)
    except RuleBroken:
        return None
    return Started(
        label=standard.label,
        clause=standard.clause,
        promise=standard.promise,
        due=found,
        by_instant=not standard.limit.counts_days,
    )
