"""Making times and stretches into the values that customers' pages print. Texts are the templates'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from portal.appointments.models.bookings import Proposal
from portal.appointments.slot_days import Part, SlotDay, part_of, written
from portal.clock.intervals import Interval
from portal.clock.zones import day_start, wall_instant

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTime:
    """A time to choose: its value in the form, when it begins, and its number on the page (0: the first).

    `is_other`: somebody else comes then than so far.
    """

    value: str
    starts_at: datetime
    number: int
    is_other: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPart:
    """The times of one part of a day."""

    part: Part
    times: tuple[ShownTime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDay:
    """A local day with the parts that have times."""

    on: date
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStretch:
    """A stretch of one local day as it was meant; no time means from the beginning, or to the end, of it."""

    on: date
    from_at: time | None
    until_at: time | None


def shown_days(
    days: Sequence[SlotDay], zone: ZoneInfo, *, stays_with: int | None = None
) -> tuple[ShownDay, ...]:
    """The days with their times under morning, afternoon and evening, numbered through.

    `stays_with`: the officer who comes so far; None: nobody does yet.
    """
    shown: list[ShownDay] = []
    number = 0
    for day in days:
        parts: list[ShownPart] = []
        for part, slots in groupby(day.slots, key=lambda slot: part_of(slot.starts_at, zone)):
            times = [
                ShownTime(
                    value=written(slot),
                    starts_at=slot.starts_at,
                    number=number + count,
                    is_other=stays_with is not None and stays_with not in slot.officer_ids,
                )
                for count, slot in enumerate(slots)
            ]
            number += len(times)
            parts.append(ShownPart(part=part, times=tuple(times)))
        shown.append(ShownDay(on=day.on, parts=tuple(parts)))
    # The first has the field's own id, where a link from the summary of errors leads.
    return tuple(shown)


def stretches(given: Mapping[str, Any], zone: ZoneInfo) -> tuple[list[Interval], list[Interval]]:
    """What suits and what never does, from the answer of `forms.SuitsForm`, as instants."""
    return (
        [_interval(stretch, zone) for stretch in given.get("suits", ())],
        [_interval(stretch, zone) for stretch in given.get("never", ())],
    )


def shown_stretches(intervals: Sequence[Interval], zone: ZoneInfo) -> list[ShownStretch]:
    """Stretches as people gave them: a day, and times where it is not the whole of it."""
    return [_shown(begins, ends, zone) for begins, ends in intervals]


def shown_proposals(proposals: Sequence[Proposal], zone: ZoneInfo) -> list[ShownStretch]:
    """The same for those that are kept."""
    return shown_stretches([(p.starts_at, p.ends_at) for p in proposals], zone)


def _interval(stretch: Mapping[str, str], zone: ZoneInfo) -> Interval:
    on = date.fromisoformat(stretch["on"])
    begins, ends = stretch["from_at"], stretch["until_at"]
    return (
        wall_instant(on, time.fromisoformat(begins), zone) if begins else day_start(on, zone),
        wall_instant(on, time.fromisoformat(ends), zone) if ends else day_start(on + _DAY, zone),
    )


def _shown(begins: datetime, ends: datetime, zone: ZoneInfo) -> ShownStretch:
    local_from, local_until = begins.astimezone(zone), ends.astimezone(zone)
    on = local_from.date()
    return ShownStretch(
        on=on,
        from_at=local_from.time() if begins != day_start(on, zone) else None,
        until_at=local_until.time() if ends != day_start(on + _DAY, zone) else None,
    )
