"""The only module that reads a clock. A demo or a test may set it off by a fixed length of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_offset = timedelta(0)


def utc_now() -> datetime:
    """The present instant, aware, in UTC, with the offset added."""
    return datetime.now(UTC) + _offset


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The date on a wall calendar in `zone` at `instant` (aware). Never the UTC date."""
    return instant.astimezone(zone).date()


def set_today(day: date, zone: ZoneInfo) -> None:
    """Shift what `utc_now` answers by whole days, so that today in `zone` is `day`."""
    today = local_date(datetime.now(UTC), zone)
    set_offset(timedelta(days=(day - today).days))


def set_offset(offset: timedelta) -> None:
    """Shift what `utc_now` answers; for demonstrations laid out around another day."""
    global _offset
    _offset = offset
