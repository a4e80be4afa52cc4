"""Until when a customer may move or cancel, and on which days something urgent can be seen. Pure rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.appointments.states import State
from portal.clock.zones import local_day
from portal.errors import RuleBroken

_MINUTE = timedelta(minutes=1)
_NOT_YET_HELD = frozenset({State.WANTED, State.OFFERED})


def may_change(state: State, starts_at: datetime | None, *, now: datetime, change_minutes: int) -> bool:
    """Whether the customer may still move or cancel it themselves.

    With a time agreed until that many minutes before it begins, that very instant included. While no time is
    held it may be called off at any moment. Once we are on the way, or it is over, no more: they ring us.
    """
    if state in _NOT_YET_HELD:
        return True
    if state is not State.AGREED or starts_at is None:
        return False
    return now <= change_until(starts_at, change_minutes=change_minutes)


def change_until(starts_at: datetime, *, change_minutes: int) -> datetime:
    """The last instant at which the customer may change it themselves."""
    return starts_at - change_minutes * _MINUTE


def expect_change(state: State, starts_at: datetime | None, *, now: datetime, change_minutes: int) -> None:
    """Raise RuleBroken("too late to change") unless the customer may still change it themselves."""
    if not may_change(state, starts_at, now=now, change_minutes=change_minutes):
        raise RuleBroken("too late to change", state=state, starts_at=starts_at)


def days_searched(
    from_on: date, to_on: date, *, now: datetime, urgent: bool, horizon_days: int | None, zone: ZoneInfo
) -> tuple[date, date] | None:
    """The local days on which times may be offered, both included; None where none of those asked is one.

    Never a day gone by. Something urgent is seen today or not through these pages (RHA 2.4h). `horizon_days`
    after today is the last day that may be booked, None for any.
    """
    today = local_day(now, zone)
    first, last = max(from_on, today), to_on
    if urgent:
        last = min(last, today)
    elif horizon_days is not None:
        last = min(last, today + timedelta(days=horizon_days))
    return (first, last) if first <= last else None


def earliest_start(
    first_on_begins: datetime, *, now: datetime, notice_minutes: int, by_staff: bool, urgent: bool
) -> datetime:
    """The first instant that may be offered: with the purpose's notice; none for staff and what is urgent."""
    notice = 0 if by_staff or urgent else notice_minutes
    return max(first_on_begins, now + notice * _MINUTE)
