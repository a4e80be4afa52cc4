"""Between wall clocks and instants. Pure: the zone is given, and nothing here asks the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def to_local(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a wall clock in `zone` shows at `instant` (aware); the answer carries the zone."""
    return instant.astimezone(zone)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant a wall clock in `zone` shows `wall` (without a zone).

    A time shown twice means the first one; a time skipped is read with the offset from before the
    clocks moved, so half past one on the last Sunday of March is 2:30am.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When `at` is reached on that local day: the moment a door opens or shuts.

    Shown twice: the first time. Skipped: the moment the clocks jump over it, so that windows that
    touch on the wall touch in UTC too, and none reaches into hours the office does not keep.
    """
    wall = datetime.combine(day, at)
    instant = to_utc(wall, zone)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _jump_before(instant, zone)


@lru_cache(maxsize=4096)  # asked of the same few days again and again
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, which is also the end, exclusive, of the day before."""
    return wall_instant(day, time(0), zone)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """The date on a wall calendar in `zone`; never the UTC date (product rule 1)."""
    return instant.astimezone(zone).date()


def _jump_before(instant: datetime, zone: ZoneInfo) -> datetime:
    """The last change of offset in the day and a bit before `instant`, to the second."""
    after = instant.astimezone(zone).utcoffset()
    low, high = instant - timedelta(hours=26), instant
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle <= low:
            break
        if middle.astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high
