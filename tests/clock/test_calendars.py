"""Rule 3: working days, and the holidays that make them."""

from __future__ import annotations

from datetime import date

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from portal.clock.bank_holidays import SUBDIVISIONS, all_uk, in_force
from portal.clock.calendars import WorkingCalendar

# Proclaimed in February 2026, after the copy inside the package we compare with was made.
PROCLAIMED_SINCE = {"scotland": {date(2026, 6, 15)}}


@pytest.mark.parametrize("division", SUBDIVISIONS)
def test_rule_03_holidays_agree_with_the_published_list(division: str) -> None:
    published = {
        entry["date"] for entry in BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    }
    years = range(min(published).year, max(published).year + 1)
    assert len(years) >= 10
    ours = set(in_force(division, years))
    assert ours - PROCLAIMED_SINCE.get(division, set()) == published


@pytest.mark.parametrize(
    ("division", "day", "name"),
    [
        ("england-and-wales", date(2026, 5, 4), "Early May bank holiday"),
        ("england-and-wales", date(2026, 8, 31), "Summer bank holiday"),
        ("england-and-wales", date(2026, 12, 28), "Boxing Day (substitute day)"),
        ("england-and-wales", date(2026, 12, 26), None),  # a Saturday
        ("england-and-wales", date(2026, 6, 15), None),
        ("scotland", date(2026, 6, 15), "World Cup bank holiday"),
        ("scotland", date(2026, 8, 3), "Summer bank holiday"),
        ("scotland", date(2026, 8, 31), None),
        ("scotland", date(2026, 4, 6), None),  # no Easter Monday
        ("northern-ireland", date(2026, 7, 13), "Battle of the Boyne (Orangemen's Day) (substitute day)"),
    ],
)
def test_rule_03_holidays_by_division(division: str, day: date, name: str | None) -> None:
    assert in_force(division, [2026]).get(day) == name


def test_rule_03_a_day_of_any_division_says_where() -> None:
    found = all_uk([2026])
    assert found[date(2026, 12, 25)] == "Christmas Day"
    assert found[date(2026, 6, 15)] == "World Cup bank holiday, Scotland"
    assert found[date(2026, 4, 6)] == "Easter Monday, England and Wales and Northern Ireland"
    assert list(found) == sorted(found)


def test_rule_13_holidays_are_added_and_struck() -> None:
    coronation, christmas = date(2026, 9, 7), date(2026, 12, 25)
    found = in_force(
        "england-and-wales",
        [2026],
        additions={coronation: "Coronation", date(2027, 9, 7): "another year"},
        struck={christmas},
    )
    assert found[coronation] == "Coronation"
    assert christmas not in found
    assert date(2027, 9, 7) not in found
    assert christmas in in_force("england-and-wales", [2026])  # the computed list is untouched
    everywhere = all_uk(
        [2026], additions={"scotland": {coronation: "Coronation"}}, struck={"scotland": [christmas]}
    )
    assert everywhere[coronation] == "Coronation, Scotland"
    assert everywhere[christmas] == "Christmas Day, England and Wales and Northern Ireland"


def test_an_unknown_division_is_an_error() -> None:
    with pytest.raises(KeyError):
        in_force("cornwall", [2026])


CALENDAR = WorkingCalendar(
    holidays={date(2026, 12, 25): "Christmas Day", date(2026, 12, 26): "Boxing Day"},
    closures={date(2026, 12, 29): "stocktaking"},
)


@pytest.mark.parametrize(
    ("day", "why_not"),
    [
        (date(2026, 12, 24), None),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "Saturday"),
        (date(2026, 12, 27), "Sunday"),
        (date(2026, 12, 28), None),
        (date(2026, 12, 29), "office closed: stocktaking"),
    ],
)
def test_why_a_day_does_not_count(day: date, why_not: str | None) -> None:
    assert CALENDAR.why_not(day) == why_not
    assert CALENDAR.is_working(day) is (why_not is None)


@pytest.mark.parametrize(
    ("start", "working_days", "last"),
    [
        (date(2026, 12, 24), 0, date(2026, 12, 24)),
        (date(2026, 12, 26), 0, date(2026, 12, 26)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 24), 2, date(2026, 12, 30)),
        (date(2026, 12, 30), -1, date(2026, 12, 28)),
        (date(2026, 12, 27), -1, date(2026, 12, 24)),
    ],
)
def test_adding_working_days(start: date, working_days: int, last: date) -> None:
    assert CALENDAR.add(start, working_days) == last


def test_other_questions_to_a_calendar() -> None:
    assert CALENDAR.next_working(date(2026, 12, 25), inclusive=True) == date(2026, 12, 28)
    assert CALENDAR.next_working(date(2026, 12, 28), inclusive=True) == date(2026, 12, 28)
    assert CALENDAR.next_working(date(2026, 12, 28), inclusive=False) == date(2026, 12, 30)
    assert CALENDAR.working_days_after(date(2026, 12, 24), date(2026, 12, 30)) == 2
    assert CALENDAR.working_days_after(date(2026, 12, 30), date(2026, 12, 24)) == 0


def test_a_calendar_keeps_what_it_was_given() -> None:
    holidays = {date(2026, 12, 25): "Christmas Day"}
    calendar = WorkingCalendar(holidays=holidays)
    holidays.clear()
    assert not calendar.is_working(date(2026, 12, 25))
