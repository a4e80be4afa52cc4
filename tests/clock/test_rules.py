"""Rules of "How time is counted", each held by a test that names it; the other files hold the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.due import due, due_from_day, same_day_due
from portal.clock.hours import Window
from portal.clock.keeping import earliest, next_recurrence, recalculates
from portal.clock.limits import CalendarName, Limit, Unit
from portal.errors import RuleBroken
from tests.clock.shorthand import limit_of, london, utc


@pytest.mark.parametrize(
    ("event_at", "on"),
    [
        (utc("2026-07-05T22:59"), date(2026, 7, 6)),  # Sunday 11:59pm: Monday is day 1
        (utc("2026-07-05T23:00"), date(2026, 7, 7)),  # Monday in London, Sunday in UTC
        (utc("2026-12-06T23:59"), date(2026, 12, 7)),  # no such trap in winter
    ],
)
def test_rule_01_days_are_local(event_at: datetime, on: date, calendars: Calendars) -> None:
    assert due(limit_of(1), event_at, calendars).on == on


def test_rule_01_naive_instants_are_refused(calendars: Calendars) -> None:
    with pytest.raises(ValueError, match="aware"):
        due(limit_of(1), london("2026-07-05").replace(tzinfo=None), calendars)


@pytest.mark.parametrize(
    ("limit", "due_at"),
    [
        (limit_of(10, Unit.SECONDS), utc("2026-07-02T11:00:10")),
        (limit_of(10, Unit.MINUTES), utc("2026-07-02T11:10")),
        (limit_of(24, Unit.HOURS), utc("2026-07-03T11:00")),
        (limit_of(5, Unit.OFFICE_HOURS), utc("2026-07-02T16:00")),
        (limit_of(0, Unit.SAME_DAY), utc("2026-07-02T16:00")),
        (limit_of(3, Unit.DAYS), utc("2026-07-05T23:00")),
        (limit_of(3, Unit.DAYS, days_are_working=True), utc("2026-07-07T23:00")),
        (limit_of(3), utc("2026-07-07T23:00")),
        (limit_of(3, Unit.BUSINESS_DAYS), utc("2026-07-07T23:00")),
        (limit_of(2, Unit.WEEKS), utc("2026-07-16T23:00")),
        (limit_of(6, Unit.MONTHS), utc("2027-01-03T00:00")),
        (limit_of(1, Unit.QUARTERS), utc("2026-10-02T23:00")),
        (limit_of(3, Unit.YEARS), utc("2029-07-02T23:00")),
    ],
    ids=lambda value: value.unit.value if isinstance(value, Limit) else "",
)
def test_rule_02_every_unit_counts_as_worded(limit: Limit, due_at: datetime, calendars: Calendars) -> None:
    assert due(limit, london("2026-07-02"), calendars).at == due_at  # a Thursday, midday


def test_rule_02_rings_are_no_time(calendars: Calendars) -> None:
    with pytest.raises(RuleBroken, match="not counted in time"):
        due(limit_of(6, Unit.RINGS), london("2026-07-02"), calendars)
    with pytest.raises(RuleBroken, match="not counted in days"):
        due_from_day(limit_of(6, Unit.HOURS), date(2026, 7, 2), calendars)


@pytest.mark.parametrize(
    ("calendar", "on"),
    [
        (CalendarName.OFFICE, date(2027, 1, 4)),  # closed from 29 to 31 December
        (CalendarName.STATUTORY, date(2026, 12, 29)),
    ],
)
def test_rule_03_a_closure_never_stretches_a_legal_limit(
    calendar: CalendarName, on: date, calendars: Calendars
) -> None:
    limit = Limit(amount=1, unit=Unit.WORKING_DAYS, calendar=calendar)
    assert due_from_day(limit, date(2026, 12, 24), calendars).on == on


@pytest.mark.parametrize(
    ("calendar", "on"),
    [(CalendarName.ALL_UK, date(2026, 6, 16)), (CalendarName.STATUTORY, date(2026, 6, 15))],
)
def test_rule_03_a_holiday_in_any_division_counts_for_foi(
    calendar: CalendarName, on: date, calendars: Calendars
) -> None:
    limit = Limit(amount=1, unit=Unit.WORKING_DAYS, calendar=calendar)
    assert due_from_day(limit, date(2026, 6, 12), calendars).on == on


@pytest.mark.parametrize(
    ("event_at", "limit", "on"),
    [
        (london("2026-07-02", "00:01"), limit_of(1), date(2026, 7, 3)),
        (london("2026-07-02", "23:59"), limit_of(1), date(2026, 7, 3)),
        (london("2026-07-04"), limit_of(1), date(2026, 7, 6)),  # Saturday plus one is Monday
        (london("2026-07-04"), limit_of(1, counts_from_same_day=True), date(2026, 7, 6)),
        (london("2026-07-02"), limit_of(1, counts_from_same_day=True), date(2026, 7, 2)),
        (london("2026-07-02"), limit_of(3, counts_from_same_day=True), date(2026, 7, 6)),
        (london("2026-07-04"), limit_of(2, counts_from_same_day=True), date(2026, 7, 7)),
        (london("2026-07-02"), limit_of(10, Unit.DAYS, counts_from_same_day=True), date(2026, 7, 11)),
        (london("2026-07-02"), limit_of(2, Unit.WEEKS, counts_from_same_day=True), date(2026, 7, 15)),
        (london("2026-07-05"), limit_of(1, Unit.MONTHS, counts_from_same_day=True), date(2026, 8, 4)),
        (london("2027-01-31"), limit_of(1, Unit.MONTHS, counts_from_same_day=True), date(2027, 2, 28)),
    ],
)
def test_rule_04_day_of_the_event_is_day_0(
    event_at: datetime, limit: Limit, on: date, calendars: Calendars
) -> None:
    assert due(limit, event_at, calendars).on == on


def test_rule_04_last_day_lasts_until_local_midnight(calendars: Calendars) -> None:
    assert due(limit_of(1), london("2026-07-02"), calendars).at == utc("2026-07-03T23:00")
    assert due(limit_of(1), london("2026-12-02"), calendars).at == utc("2026-12-04T00:00")


@pytest.mark.parametrize(
    ("asked_at", "due_at", "after_hours"),
    [
        (london("2026-07-02", "07:00"), london("2026-07-02", "17:00"), False),  # opens later today
        (london("2026-07-02", "16:59"), london("2026-07-02", "17:00"), False),
        (london("2026-07-02", "17:00"), london("2026-07-03", "16:00"), True),  # closing time is after closing
        (london("2026-07-03", "13:00"), london("2026-07-03", "16:00"), False),  # shut for lunch
        (london("2026-07-03", "16:00"), london("2026-07-06", "17:00"), True),
        (london("2026-07-04", "10:00"), london("2026-07-06", "17:00"), True),  # not open at all on Saturday
        (london("2026-07-04", "23:30"), london("2026-07-06", "17:00"), True),
        (london("2026-12-24", "18:00"), london("2027-01-04", "17:00"), True),
    ],
)
def test_rule_06_same_day_is_until_closing(
    asked_at: datetime, due_at: datetime, after_hours: bool, calendars: Calendars
) -> None:
    found = same_day_due(asked_at, calendars)
    assert (found.at, found.after_hours) == (due_at, after_hours)
    assert found.on == due_at.date()


@pytest.mark.parametrize(
    ("limit", "event_on", "on"),
    [
        (limit_of(1, Unit.MONTHS), date(2027, 1, 31), date(2027, 2, 28)),
        (limit_of(1, Unit.MONTHS), date(2028, 1, 31), date(2028, 2, 29)),
        (limit_of(1, Unit.YEARS), date(2028, 2, 29), date(2029, 2, 28)),
        (limit_of(1, Unit.MONTHS), date(2026, 11, 30), date(2026, 12, 30)),
        (limit_of(2, Unit.QUARTERS), date(2026, 8, 31), date(2027, 2, 28)),
        (limit_of(1, Unit.MONTHS), date(2026, 11, 25), date(2026, 12, 25)),  # off unless said
        (limit_of(1, Unit.MONTHS, rolls_forward=True), date(2026, 11, 25), date(2027, 1, 4)),
        (limit_of(2, Unit.WEEKS, rolls_forward=True), date(2026, 8, 17), date(2026, 9, 1)),
        (limit_of(10, Unit.DAYS, rolls_forward=True), date(2026, 7, 1), date(2026, 7, 13)),
    ],
)
def test_rule_07_months_and_rolling(limit: Limit, event_on: date, on: date, calendars: Calendars) -> None:
    assert due_from_day(limit, event_on, calendars).on == on


@pytest.mark.parametrize(
    ("limit", "due_at"),
    [
        (limit_of(24, Unit.HOURS, rolls_forward=True), london("2026-07-06", "00:00")),
        (limit_of(2, Unit.OFFICE_HOURS, rolls_forward=True), london("2026-07-06", "10:00")),
        (limit_of(0, Unit.SAME_DAY, rolls_forward=True), london("2026-07-06", "14:00")),
        (limit_of(2, Unit.OFFICE_HOURS), london("2026-07-04", "12:00")),
    ],
)
def test_rule_07_hours_roll_too_when_told(limit: Limit, due_at: datetime, calendars: Calendars) -> None:
    daily = dict.fromkeys((0, 5, 6), (Window(opens=time(10), closes=time(14)),))
    weekends = replace(calendars, hours=replace(calendars.hours, weekly=daily))
    found = due(limit, london("2026-07-03", "15:30"), weekends)  # a Friday, not open then
    assert found.at == due_at
    assert len(found.counting.rolled_over) == (2 if limit.rolls_forward else 0)


def test_rule_11_where_two_limits_meet_the_earlier_counts(calendars: Calendars) -> None:
    in_writing = due(limit_of(5), london("2026-07-01"), calendars)
    by_phone = due(limit_of(5, Unit.OFFICE_HOURS), london("2026-07-01"), calendars)
    assert earliest(in_writing, by_phone) is by_phone
    assert earliest(in_writing) is in_writing


@pytest.mark.parametrize(
    ("now", "state", "moves"),
    [
        (london("2026-07-08", "23:59"), {}, True),
        (london("2026-07-09", "00:00"), {}, False),  # already late
        (london("2026-07-02"), {"closed": True}, False),
        (london("2026-07-02"), {"extended": True}, False),
        (london("2026-07-02"), {"agreed": True}, False),
    ],
)
def test_rule_13_only_what_is_open_and_not_late_moves(
    now: datetime, state: dict[str, bool], moves: bool, calendars: Calendars
) -> None:
    due_at = due(limit_of(5), london("2026-07-01"), calendars).at
    assert recalculates(due_at, limit=limit_of(5), now=now, **state) is moves


@pytest.mark.parametrize(
    ("limit", "provisional"),
    [
        (limit_of(5), False),
        (limit_of(6), True),
        (limit_of(80, Unit.OFFICE_HOURS), True),
        (limit_of(20 * 24, Unit.HOURS), False),  # clock hours ask no calendar
        (limit_of(20 * 24, Unit.HOURS, rolls_forward=True), True),
        (limit_of(1, Unit.MONTHS), True),
    ],
)
def test_rule_13_dates_past_the_published_holidays_are_provisional(
    limit: Limit, provisional: bool, calendars: Calendars
) -> None:
    until = replace(calendars, published_until=date(2026, 7, 8))
    assert due(limit, london("2026-07-01"), until).provisional is provisional


def test_rule_14_both_clocks_run_and_the_earlier_is_shown_first(calendars: Calendars) -> None:
    policy = due(limit_of(10, Unit.DAYS), london("2026-12-21"), calendars)
    code = due(
        Limit(amount=5, unit=Unit.WORKING_DAYS, calendar=CalendarName.STATUTORY),
        london("2026-12-21"),
        calendars,
    )
    assert earliest(policy, code) is code
    assert (policy.on, code.on) == (date(2026, 12, 31), date(2026, 12, 30))


@pytest.mark.parametrize(
    ("limit", "from_due", "due_at"),
    [
        # Checked 20 minutes late: the next hour runs from when it was due.
        (limit_of(1, Unit.OFFICE_HOURS), True, london("2026-07-02", "12:00")),
        (limit_of(1, Unit.OFFICE_HOURS), False, london("2026-07-02", "12:20")),
        (limit_of(1), True, utc("2026-07-03T23:00")),
        (limit_of(1, Unit.DAYS), True, utc("2026-07-03T23:00")),
        (limit_of(6, Unit.MONTHS), False, utc("2027-01-03T00:00")),
    ],
)
def test_rule_16_what_recurs_falls_due_again(
    limit: Limit, from_due: bool, due_at: datetime, calendars: Calendars
) -> None:
    last_due_at = utc("2026-07-02T23:00") if limit.counts_days else london("2026-07-02", "11:00")
    found = next_recurrence(
        limit,
        last_due_at=last_due_at,
        last_due_on=date(2026, 7, 2),
        last_done_at=london("2026-07-02", "11:20"),
        from_due=from_due,
        calendars=calendars,
    )
    assert found.at == due_at


def test_a_calendar_without_working_days_says_so(calendars: Calendars) -> None:
    with pytest.raises(RuleBroken, match="no working weekdays"):
        WorkingCalendar(weekdays=frozenset())
    start = date(2026, 1, 5)
    shut = WorkingCalendar(
        weekdays=frozenset({0}),
        closures={start + timedelta(weeks=week): "gone" for week in range(1, 600)},
    )
    with pytest.raises(RuleBroken, match="no working day"):
        shut.add(start, 1)
    assert shut.next_working(start, inclusive=True) == start
