"""How dates, times and money read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from portal.web import formats

WINTER = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
SUMMER_NIGHT = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # already 1 July in London


@pytest.mark.parametrize(
    ("value", "full", "short"),
    [
        (date(2026, 11, 3), "Tuesday 3 November 2026", "Tue 3 Nov"),
        (date(2027, 1, 1), "Friday 1 January 2027", "Fri 1 Jan"),
        (WINTER, "Tuesday 3 November 2026", "Tue 3 Nov"),
        (SUMMER_NIGHT, "Wednesday 1 July 2026", "Wed 1 Jul"),
    ],
)
def test_a_day_is_named_with_its_weekday_in_the_landlords_zone(
    value: date | datetime, full: str, short: str
) -> None:
    assert formats.day(value) == full
    assert formats.short_day(value) == short
    assert f"{formats.day_month(value)} {value.year}" == full


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (time(0, 0), "midnight"),
        (time(0, 5), "12:05am"),
        (time(9, 0), "9am"),
        (time(10, 30, 59), "10:30am"),
        (time(12, 0), "midday"),
        (time(12, 1), "12:01pm"),
        (time(16, 12), "4:12pm"),
        (time(23, 59), "11:59pm"),
        (WINTER, "10:30am"),
        (SUMMER_NIGHT, "12:30am"),
    ],
)
def test_a_time_reads_on_the_twelve_hour_clock(value: time | datetime, reads: str) -> None:
    assert formats.clock(value) == reads


def test_a_moment_is_a_day_and_a_time() -> None:
    assert formats.moment(WINTER) == "Tuesday 3 November 2026 at 10:30am"
    assert formats.short_moment(WINTER) == "Tue 3 Nov, 10:30am"


def test_another_zone_moves_day_and_time() -> None:
    assert formats.moment(WINTER, zone=ZoneInfo("Asia/Tokyo")) == "Tuesday 3 November 2026 at 7:30pm"


def test_another_language_uses_its_own_words_and_clock() -> None:
    assert formats.day(WINTER, "pl") == "wtorek 3 listopada 2026"
    assert formats.clock(WINTER, "pl") == "10:30"


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        formats.moment(datetime(2026, 11, 3, 10, 30))  # noqa: DTZ001 - the thing under test


@pytest.mark.parametrize(
    ("pence", "reads"),
    [
        (2000, "£20"),
        (123450, "£1,234.50"),
        (0, "£0"),
        (5, "£0.05"),
        (-2050, "-£20.50"),
        (100000000, "£1,000,000"),
    ],
)
def test_money_shows_pence_only_where_there_are_any(pence: int, reads: str) -> None:
    assert formats.pounds(pence) == reads


def test_filters_are_bound_to_one_zone_and_ask_for_the_locale_each_time() -> None:
    spoken: list[Locale | None] = [None, Locale("pl")]
    bound = formats.filters(ZoneInfo("Asia/Tokyo"), lambda: spoken.pop(0))
    assert bound["clock"](WINTER) == "7:30pm"
    assert bound["clock"](WINTER) == "19:30"
    assert set(bound) == {
        "day",
        "day_month",
        "month",
        "short_day",
        "clock",
        "moment",
        "short_moment",
        "pounds",
    }
