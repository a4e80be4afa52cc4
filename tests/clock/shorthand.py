"""Short ways to write instants and limits in the clock's tables of cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from portal.clock.limits import Limit, Unit

LONDON = ZoneInfo("Europe/London")


def london(day: str, clock: str = "12:00") -> datetime:
    """A time on a wall clock in London."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON).astimezone(UTC)


def utc(text: str) -> datetime:
    """An instant, as written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def limit_of(amount: int, unit: Unit = Unit.WORKING_DAYS, **given: Any) -> Limit:
    """A limit, of working days of the office unless it says otherwise."""
    return Limit(amount=amount, unit=unit, **given)
