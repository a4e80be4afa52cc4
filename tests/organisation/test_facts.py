"""Facts of the landlord: opening, hours in words, calendars for an office and a home elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from portal.charters import library
from portal.clock import bank_holidays
from portal.clock.hours import Window
from portal.errors import NotFound, RuleBroken
from portal.organisation.facts import (
    ClosureFacts,
    HolidayFacts,
    LandlordFacts,
    OfficeFacts,
    OpeningState,
    WindowFacts,
    time_of,
)

LONDON = ZoneInfo("Europe/London")
YEARS = range(2026, 2028)
HOLIDAYS = HolidayFacts(
    by_division={d: bank_holidays.in_force(d, YEARS) for d in bank_holidays.SUBDIVISIONS},
    all_uk=bank_holidays.all_uk(YEARS),
    published_until=date(2027, 12, 31),
)


def windows(days: str, *spans: tuple[int, int]) -> tuple[WindowFacts, ...]:
    """Windows in whole hours on the weekdays given as figures, Monday 0."""
    return tuple(
        WindowFacts(weekday=int(d), opens_minute=a * 60, closes_minute=b * 60) for d in days for a, b in spans
    )


def office(hours: tuple[WindowFacts, ...] = windows("01234", (9, 17)), **given: object) -> OfficeFacts:
    values: dict[str, object] = {
        "id": 1,
        "name": "Office",
        "address": "",
        "postcode": "",
        "phone": "",
        "email": "",
        "access_facts": "",
        "division": "england-and-wales",
        "is_main": True,
        "version": 1,
        "windows": hours,
        **given,
    }
    return OfficeFacts(**values)  # type: ignore[arg-type]


def facts(*offices: OfficeFacts, closures: tuple[ClosureFacts, ...] = ()) -> LandlordFacts:
    return LandlordFacts(
        version=1,
        details_version=1,
        name="Redland",
        short_name="Redland",
        logo_url=None,
        phone="",
        email="",
        contact_name="",
        emergency_phone="",
        emergency_words="",
        emergency_review_on=None,
        charter=library.load("redland"),
        zone=LONDON,
        holidays=HOLIDAYS,
        offices=offices,
        closures=closures,
    )


def closed(
    first: date, last: date, minutes: tuple[int, int] | None = None, office_id: int | None = None
) -> ClosureFacts:
    opens, closes = minutes or (None, None)
    return ClosureFacts(
        id=1,
        office_id=office_id,
        from_on=first,
        to_on=last,
        reason="Christmas week",
        opens_minute=opens,
        closes_minute=closes,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (windows("01234", (9, 17)), [(0, 4, [(9, 17)]), (5, 6, [])]),
        (
            windows("0123", (9, 17)) + windows("4", (9, 16)),
            [(0, 3, [(9, 17)]), (4, 4, [(9, 16)]), (5, 6, [])],
        ),
        (
            windows("01", (9, 12), (13, 17)) + windows("5", (10, 12)),
            [(0, 1, [(9, 12), (13, 17)]), (2, 4, []), (5, 5, [(10, 12)]), (6, 6, [])],
        ),
        ((), [(0, 6, [])]),
    ],
)
def test_neighbouring_days_with_the_same_hours_are_one_line(
    hours: tuple[WindowFacts, ...], expected: list[tuple[int, int, list[tuple[int, int]]]]
) -> None:
    found = [
        (line.first_weekday, line.last_weekday, [(w.opens.hour, w.closes.hour) for w in line.windows])
        for line in office(hours).hours_lines()
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-03T10:00", OpeningState(open=True, closes_at=at("2026-11-03T17:00"))),
        ("2026-11-03T17:00", OpeningState(open=False, next_opens_at=at("2026-11-04T09:00"))),
        ("2026-11-06T18:00", OpeningState(open=False, next_opens_at=at("2026-11-09T09:00"))),
        (
            "2026-12-24T18:00",
            OpeningState(open=False, next_opens_at=at("2026-12-29T09:00")),
        ),  # Boxing Day moves
        (
            "2026-10-24T12:00",
            OpeningState(open=False, next_opens_at=at("2026-10-26T09:00")),
        ),  # clocks go back
    ],
)
def test_open_now_or_the_next_opening(now: str, expected: OpeningState) -> None:
    assert facts(office()).opening(at(now)) == expected


def test_an_office_without_hours_never_opens() -> None:
    assert facts(office(())).opening(at("2026-11-03T10:00")) == OpeningState(open=False)
    assert facts().opening(at("2026-11-03T10:00")) == OpeningState(open=False)


def test_a_closure_moves_office_dates_and_never_statutory_ones() -> None:
    calendars = facts(office(), closures=(closed(date(2026, 12, 29), date(2026, 12, 31)),)).calendars()
    assert calendars.office.add(date(2026, 12, 24), 1) == date(2027, 1, 4)
    assert calendars.statutory.add(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert calendars.office.why_not(date(2026, 12, 30)) == "office closed: Christmas week"


def test_a_short_day_is_open_for_its_window_and_stays_a_working_day() -> None:
    landlord = facts(office(), closures=(closed(date(2026, 12, 24), date(2026, 12, 24), (540, 720)),))
    assert landlord.opening(at("2026-12-24T13:00")).open is False
    assert landlord.opening(at("2026-12-24T11:00")).closes_at == at("2026-12-24T12:00")
    assert landlord.calendars().office.is_working(date(2026, 12, 24))


def test_a_span_of_short_days_does_not_open_a_weekend_but_a_single_day_may() -> None:
    span = facts(office(), closures=(closed(date(2026, 11, 2), date(2026, 11, 8), (600, 720)),))
    assert not span.opening(at("2026-11-07T11:00")).open
    saturday = facts(office(), closures=(closed(date(2026, 11, 7), date(2026, 11, 7), (600, 720)),))
    assert saturday.opening(at("2026-11-07T11:00")).open


def test_a_closure_of_another_office_changes_nothing_here() -> None:
    landlord = facts(
        office(),
        office(id=2, is_main=False),
        closures=(closed(date(2026, 11, 3), date(2026, 11, 3), office_id=2),),
    )
    assert landlord.opening(at("2026-11-03T10:00")).open
    assert not landlord.opening(at("2026-11-03T10:00"), office_id=2).open


def test_a_home_elsewhere_counts_by_its_own_holidays_and_the_office_hours() -> None:
    calendars = facts(office()).calendars(division="scotland")
    assert not calendars.office.is_working(date(2026, 11, 30))  # St Andrew's Day
    assert calendars.hours.is_open(at("2026-11-30T10:00"))
    assert facts(office()).calendars().office.is_working(date(2026, 11, 30))


def test_a_holiday_in_any_division_is_none_of_all_uk() -> None:
    assert not facts(office()).calendars().all_uk.is_working(date(2026, 11, 30))


def test_unknown_ids_and_divisions_are_refused() -> None:
    with pytest.raises(NotFound):
        facts(office()).office(99)
    with pytest.raises(RuleBroken, match="no such division"):
        facts(office()).calendars(division="cornwall")


def test_the_main_office_is_the_marked_one_or_the_first() -> None:
    other = office(id=2, is_main=True)
    assert facts(office(is_main=False), other).main_office == other
    only = office(is_main=False)
    assert facts(only).main_office == only
    assert facts().main_office is None


def test_minutes_become_times_and_the_days_end_is_midnight() -> None:
    assert time_of(570) == time(9, 30)
    assert WindowFacts(weekday=0, opens_minute=1200, closes_minute=1440).window == Window(
        opens=time(20), closes=time(0)
    )
    assert facts(office(windows("0", (20, 24)))).opening(datetime(2026, 11, 2, 23, 0, tzinfo=UTC)).open
