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
from portal.clock.due import Due, due
from portal.commitments.promise_line import Step
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
class Effects:
    """What an act does: the open promises it keeps, late or not, and those it begins, the earliest first."""

    keeps: tuple[Step, ...] = ()
    starts: tuple[Started, ...] = ()

    @property
    def are_none(self) -> bool:
        """No clock is touched."""
        return not (self.keeps or self.starts)


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


def started(standards: Sequence[Standard], *, calendars: Calendars, at: datetime) -> tuple[Started, ...]:
    """When those standards would fall due if they began at `at`; those without a limit have no date."""
    found = [
        Started(
            label=standard.label,
            clause=standard.clause,
            promise=standard.promise,
            due=due(standard.limit, at, calendars),
            by_instant=not standard.limit.counts_days,
        )
        for standard in standards
        if standard.limit is not None
    ]
    return tuple(sorted(found, key=lambda s: s.due.at))
