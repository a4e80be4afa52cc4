"""How near a date is, as lists of work say it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.timekeeping import local_date

_DAY = timedelta(days=1)


class Near(StrEnum):
    """How near a date is, in local days."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A next due date in words to be: the day, and the time of day where an instant keeps it.

    For what is late `on` is the first day it was late, and there is no time.
    """

    near: Near
    on: date | None = None
    at: datetime | None = None


def due_day(next_due_at: datetime | None, *, now: datetime, zone: ZoneInfo) -> DueDay:
    """How a record's next due instant is told. Midnight means the end of the day before (limits of days)."""
    if next_due_at is None:
        return DueDay(near=Near.NONE)
    local = next_due_at.astimezone(zone)
    if next_due_at <= now:
        return DueDay(near=Near.LATE, on=local.date())
    by_day = local.time() == time(0)
    on = local.date() - _DAY if by_day else local.date()
    days = (on - local_date(now, zone)).days
    near = Near.TODAY if days <= 0 else Near.TOMORROW if days == 1 else Near.LATER
    return DueDay(near=near, on=on, at=None if by_day else next_due_at)
