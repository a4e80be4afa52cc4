"""The calendars the clock's tests count by: England and Wales, Scotland for some, an ordinary office."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from portal.clock import bank_holidays
from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.hours import OpeningHours, Window

YEARS = range(2025, 2030)


@pytest.fixture(scope="session")
def calendars() -> Calendars:
    """England and Wales, nine to five with an early Friday, shut between Christmas and New Year 2026."""
    zone = ZoneInfo("Europe/London")
    holidays = bank_holidays.in_force("england-and-wales", YEARS)
    closures = {date(2026, 12, day): "Christmas week" for day in (29, 30, 31)}
    day = (Window(opens=time(9), closes=time(17)),)
    friday = (Window(opens=time(9), closes=time(12, 30)), Window(opens=time(13, 30), closes=time(16)))
    return Calendars(
        zone=zone,
        office=WorkingCalendar(holidays=holidays, closures=closures),
        statutory=WorkingCalendar(holidays=holidays),
        all_uk=WorkingCalendar(holidays=bank_holidays.all_uk(YEARS)),
        hours=OpeningHours(
            zone=zone,
            weekly={0: day, 1: day, 2: day, 3: day, 4: friday},
            closed_days={**holidays, **closures},
        ),
        published_until=date(2028, 12, 31),
    )
