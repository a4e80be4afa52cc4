"""When a visit could begin. Pure search over half-open intervals; people and diaries are given as intervals.

All functions take datetimes of one sort, all aware or all on one wall clock, and answer in the same sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.clock.calendars import WorkingCalendar
from portal.clock.hours import OpeningHours
from portal.clock.intervals import Interval, merge, overlaps, subtract
from portal.clock.zones import local_day, wall_instant

_MINUTE = timedelta(minutes=1)
_GRANULES = (60, 30, 20, 15, 10, 5, 1)


def slots(
    ranges: Iterable[Interval],
    *,
    length_minutes: int,
    step_minutes: int,
    zone: ZoneInfo,
    not_before: datetime,
    busy: Iterable[Interval] = (),
    join_touching: bool = False,
) -> tuple[datetime, ...]:
    """Starts of visits of `length_minutes` inside the free part of `ranges`, in order, in UTC.

    A range begins at `not_before` at the earliest. Its first start is its beginning rounded up, within the
    local hour, to a multiple of the largest of 60, 30, 20, 15, 10, 5, 1 minutes that divides the step; then
    every step, while the visit ends inside the range. `join_touching` lets a visit run over from one
    range into the next.
    """
    free = merge(subtract(ranges, busy), touching=join_touching)
    granule = next(g for g in _GRANULES if step_minutes % g == 0)
    found: set[datetime] = set()
    for begins, ends in free:
        # In UTC, since adding to a time in a zone with clock changes counts by the wall.
        first = _rounded_up(max(begins, not_before).astimezone(UTC), granule, zone)
        found.update(_every(first, step_minutes, ends.astimezone(UTC) - length_minutes * _MINUTE))
    return tuple(sorted(found))


def half_hour_starts(
    day: date, hours: OpeningHours, *, now: datetime, lead_same_day_minutes: int = 0
) -> tuple[datetime, ...]:
    """The half hours of that local day on which something may be booked, closing time excluded.

    Nothing on a day gone by; today only from `lead_same_day_minutes` after `now`, exactly that included.
    """
    today = local_day(now, hours.zone)
    if day < today:
        return ()
    starts = (
        start
        for opens, closes in hours.windows_on(day)
        for start in _every(_rounded_up(opens, 30, hours.zone), 30, closes)
        if start < closes
    )
    earliest = now + lead_same_day_minutes * _MINUTE
    return tuple(start for start in starts if day > today or start >= earliest)


def is_bookable(
    slot: datetime, hours: OpeningHours, *, now: datetime, lead_same_day_minutes: int = 0
) -> bool:
    """Whether `slot` is one of the half hours on offer for its day."""
    day = local_day(slot, hours.zone)
    return slot in half_hour_starts(day, hours, now=now, lead_same_day_minutes=lead_same_day_minutes)


def starts_from_opening(
    window: Interval, *, slot_minutes: int, not_before: datetime | None = None
) -> tuple[datetime, ...]:
    """From opening every `slot_minutes`, each slot over by closing; those before `not_before` left out."""
    opens, closes = window
    starts = _every(opens, slot_minutes, closes - slot_minutes * _MINUTE)
    return tuple(start for start in starts if not_before is None or start >= not_before)


def free_starts(
    starts: Iterable[datetime],
    booked: Sequence[Interval],
    *,
    slot_minutes: int,
    visit_minutes: int | None = None,
    gap_minutes: int = 0,
) -> tuple[datetime, ...]:
    """The starts whose visit, with the gap before and after it, meets no booking; touching is allowed.

    A visit shorter than the slot still takes the whole slot, a longer one its own length.
    """
    takes = max(slot_minutes, visit_minutes or 0) * _MINUTE
    gap = gap_minutes * _MINUTE
    return tuple(
        start
        for start in starts
        if not any(overlaps((start - gap, start + takes + gap), booking) for booking in booked)
    )


def may_cancel(
    now: datetime,
    visit_on: date,
    *,
    cutoff: time,
    working_days_before: int,
    calendar: WorkingCalendar,
    zone: ZoneInfo,
) -> bool:
    """Until `cutoff` on the day so many working days before the visit; exactly at the cut-off is too late."""
    return now < wall_instant(calendar.add(visit_on, -working_days_before), cutoff, zone)


def _rounded_up(at: datetime, granule: int, zone: ZoneInfo) -> datetime:
    """`at`, or the next multiple of `granule` minutes within its local hour (or the next full hour)."""
    wall = at.astimezone(zone)
    into_hour = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    return at + (-into_hour % (granule * _MINUTE))


def _every(first: datetime, step_minutes: int, last: datetime) -> Iterator[datetime]:
    """`first` and every step after it, up to and with `last`."""
    while first <= last:
        yield first
        first += step_minutes * _MINUTE
