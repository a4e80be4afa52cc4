"""When somebody is reminded of an appointment. Pure rules; days are counted on the landlord's calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.clock.zones import local_day, wall_instant

# When messages may reach somebody: from nine, and not late in the evening.
FIRST, LAST = time(9), time(20)
MOST_DAYS = 60


def days_before(rule: str) -> tuple[int, ...]:
    """The landlord's rule ("7|2") as days, the most first; 0 is the day itself. Anything else is left out."""
    found = {int(part) for part in rule.split("|") if part.strip().isdecimal()}
    return tuple(sorted((days for days in found if days <= MOST_DAYS), reverse=True))


def is_time_to_remind(now: datetime, zone: ZoneInfo) -> bool:
    """Whether reminders go out at this time of day: from 9am up to 8pm, excluded."""
    return FIRST <= now.astimezone(zone).time() < LAST


def reminder_at(starts_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The instant a reminder so many local days before is due: 9am of that day, by the wall clock."""
    return wall_instant(local_day(starts_at, zone) - timedelta(days=days), FIRST, zone)


def due_reminder(
    starts_at: datetime,
    agreed_at: datetime | None,
    *,
    days: Iterable[int],
    sent: Collection[int],
    now: datetime,
    zone: ZoneInfo,
    on_its_way: int = 0,
) -> int | None:
    """How many days before the reminder is that is to go now; None where none is.

    What goes by post is `on_its_way` so many local days, and is due so much earlier. Only the nearest that
    has come due, so that a worker that stood still sends one and not two. None that was due before the time
    was agreed: who has just booked need not be reminded. None once it has begun.
    """
    if now >= starts_at:
        return None
    come = [d for d in days if reminder_at(starts_at, d + on_its_way, zone) <= now]
    nearest = min(come, default=None)
    if nearest is None or nearest in sent:
        return None
    was_due = reminder_at(starts_at, nearest + on_its_way, zone)
    return None if agreed_at is not None and was_due <= agreed_at else nearest
