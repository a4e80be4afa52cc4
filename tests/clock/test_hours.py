"""Rules 1 and 5: office hours, and the days when the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.clock.calendars import Calendars
from portal.clock.due import due, same_day_due, start_of_office_hours
from portal.clock.hours import MIDNIGHT_END, OpeningHours, Window
from portal.clock.limits import Unit
from portal.clock.zones import to_utc
from portal.errors import RuleBroken
from tests.clock.shorthand import LONDON, limit_of, london, utc

HOUR = 3600


def opening(*texts: str) -> tuple[Window, ...]:
    """Windows from "09:00-17:00"."""
    pairs = (text.split("-") for text in texts)
    return tuple(
        Window(opens=time.fromisoformat(a), closes=MIDNIGHT_END if b == "24:00" else time.fromisoformat(b))
        for a, b in pairs
    )


def every_day(*texts: str, zone: ZoneInfo = LONDON) -> OpeningHours:
    return OpeningHours(zone=zone, weekly={weekday: opening(*texts) for weekday in range(7)})


@pytest.mark.parametrize(
    ("event_at", "hours", "due_at"),
    [
        (london("2026-07-02", "10:00:07"), 5, london("2026-07-02", "15:00:07")),  # seconds are kept
        (london("2026-07-02", "12:00"), 5, london("2026-07-02", "17:00")),  # exactly at closing
        (london("2026-07-02", "12:00:01"), 5, london("2026-07-03", "09:00:01")),
        (london("2026-07-02", "06:00"), 5, london("2026-07-02", "14:00")),
        (london("2026-07-02", "17:00"), 1, london("2026-07-03", "10:00")),
        (london("2026-07-03", "12:00"), 1, london("2026-07-03", "14:00")),  # over lunch
        (london("2026-07-04", "11:00"), 1, london("2026-07-06", "10:00")),  # Saturday
        (london("2026-12-24", "16:00"), 2, london("2027-01-04", "10:00")),
    ],
)
def test_rule_05_only_open_time_counts(
    event_at: datetime, hours: int, due_at: datetime, calendars: Calendars
) -> None:
    assert due(limit_of(hours, Unit.OFFICE_HOURS), event_at, calendars).at == due_at


def test_rule_05_due_at_a_midnight_closing_belongs_to_the_day_that_ends(calendars: Calendars) -> None:
    hours = every_day("20:00-24:00")
    assert hours.add(london("2026-07-02", "10:00"), 4 * HOUR) == london("2026-07-03", "00:00")
    evenings = replace(calendars, hours=hours)
    assert due(limit_of(4, Unit.OFFICE_HOURS), london("2026-07-02", "10:00"), evenings).on == date(2026, 7, 2)


EVENING, MORNING = london("2026-07-02", "19:00"), london("2026-07-03", "09:00")


@pytest.mark.parametrize(
    ("event_at", "given", "begins"),
    [
        (london("2026-07-02", "10:00"), {}, london("2026-07-02", "10:00")),
        (EVENING, {}, MORNING),
        (EVENING, {"collected_at": london("2026-07-03", "09:40")}, london("2026-07-03", "09:40")),
        (
            EVENING,
            {"collected_at": london("2026-07-03", "11:00"), "first_check_at": london("2026-07-03", "10:00")},
            london("2026-07-03", "10:00"),
        ),
        (EVENING, {"first_check_at": london("2026-07-03", "10:00")}, london("2026-07-03", "10:00")),
        (EVENING, {"collected_at": london("2026-07-03", "08:10")}, MORNING),  # collected before opening
        # Left in hours, collecting it starts nothing.
        (london("2026-07-02", "10:00"), {"collected_at": MORNING}, london("2026-07-02", "10:00")),
        (
            london("2026-07-02", "10:00"),
            {"absence_ends_at": london("2026-07-06", "09:00")},
            london("2026-07-06", "09:00"),
        ),
        (
            london("2026-07-02", "10:00"),
            {"absence_ends_at": london("2026-07-04", "00:00")},  # back on Saturday: Monday
            london("2026-07-06", "09:00"),
        ),
        (MORNING, {"absence_ends_at": london("2026-07-01")}, MORNING),
        (EVENING, {"collected_at": MORNING, "absence_ends_at": london("2026-07-06", "11:00")},
         london("2026-07-06", "11:00")),
    ],
)  # fmt: skip
def test_rule_05_where_the_clock_begins(
    event_at: datetime, given: dict[str, datetime], begins: datetime, calendars: Calendars
) -> None:
    assert start_of_office_hours(event_at, calendars.hours, **given) == begins


CLOCK_CHANGES = [
    # the day, what it lasts, the local noon in UTC
    (date(2026, 3, 29), 23, utc("2026-03-29T11:00")),
    (date(2026, 10, 25), 25, utc("2026-10-25T12:00")),
    (date(2027, 3, 28), 23, utc("2027-03-28T11:00")),
    (date(2027, 10, 31), 25, utc("2027-10-31T12:00")),
]


@pytest.mark.parametrize(("day", "lasts", "noon"), CLOCK_CHANGES)
def test_rule_01_a_day_of_a_clock_change_is_as_long_as_it_is(
    day: date, lasts: int, noon: datetime, calendars: Calendars
) -> None:
    ((begins, ends),) = every_day("00:00-24:00").windows_on(day)
    assert ends - begins == timedelta(hours=lasts)
    ((begins, ends),) = every_day("09:00-17:00").windows_on(day)
    assert (begins, ends) == (noon - timedelta(hours=3), noon + timedelta(hours=5))
    day_before = due(limit_of(1, Unit.DAYS), noon - timedelta(days=2), calendars)
    day_itself = due(limit_of(1, Unit.DAYS), noon - timedelta(days=1), calendars)
    assert day_itself.at - day_before.at == timedelta(hours=lasts)
    assert (day_before.on, day_itself.on) == (day - timedelta(days=1), day)


@pytest.mark.parametrize(("day", "lasts", "noon"), CLOCK_CHANGES)
def test_rule_05_clock_hours_run_through_clock_changes(
    day: date, lasts: int, noon: datetime, calendars: Calendars
) -> None:
    called_at = datetime.combine(day, time(0, 30), LONDON)
    found = due(limit_of(24, Unit.HOURS), called_at, calendars)
    assert found.at - called_at.astimezone(UTC) == timedelta(hours=24)
    assert found.at.astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, time(0, 30)) + timedelta(
        hours=48 - lasts
    )


@pytest.mark.parametrize(("day", "lasts", "noon"), CLOCK_CHANGES)
def test_rule_06_same_day_on_a_clock_change(
    day: date, lasts: int, noon: datetime, calendars: Calendars
) -> None:
    found = same_day_due(noon, replace(calendars, hours=every_day("09:00-17:00")))
    assert (found.on, found.after_hours) == (day, False)
    assert found.at == noon + timedelta(hours=5)


@pytest.mark.parametrize(
    ("windows", "day", "open_time"),
    [
        # Skipped times: a window within the lost hour is empty, one that begins in it begins when it ends.
        (["01:15-01:45"], date(2026, 3, 29), []),
        (["01:30-05:00"], date(2026, 3, 29), [("2026-03-29T01:00", "2026-03-29T04:00")]),
        (["00:00-01:30"], date(2026, 3, 29), [("2026-03-29T00:00", "2026-03-29T01:00")]),
        # Times shown twice: the first counts, and windows that touch still touch.
        (
            ["00:00-01:30", "01:30-03:00"],
            date(2026, 10, 25),
            [("2026-10-24T23:00", "2026-10-25T00:30"), ("2026-10-25T00:30", "2026-10-25T03:00")],
        ),
        # Overlapping windows count once.
        (["09:00-12:00", "11:00-13:00"], date(2026, 7, 2), [("2026-07-02T08:00", "2026-07-02T12:00")]),
    ],
)
def test_windows_in_utc(windows: list[str], day: date, open_time: list[tuple[str, str]]) -> None:
    found = every_day(*windows).windows_on(day)
    assert found == tuple((utc(begins), utc(ends)) for begins, ends in open_time)


def test_a_day_without_a_midnight_begins_when_it_begins() -> None:
    beirut = ZoneInfo("Asia/Beirut")  # the clocks go from midnight to 1am
    ((begins, ends),) = every_day("00:00-24:00", zone=beirut).windows_on(date(2024, 3, 31))
    assert (begins, ends) == (utc("2024-03-30T22:00"), utc("2024-03-31T21:00"))


def test_skipped_wall_time_is_read_with_the_offset_from_before() -> None:
    wall = datetime.fromisoformat("2026-03-29T01:30")
    assert to_utc(wall, LONDON) == utc("2026-03-29T01:30")
    assert to_utc(wall.replace(month=10, day=25), LONDON) == utc("2026-10-25T00:30")


def test_opening_and_closing(calendars: Calendars) -> None:
    hours = calendars.hours
    assert hours.is_open(london("2026-07-02", "09:00"))
    assert hours.is_open(london("2026-07-02", "16:59:59"))
    assert not hours.is_open(london("2026-07-02", "17:00"))
    assert not hours.is_open(london("2026-07-03", "13:00"))
    assert hours.next_opening(london("2026-07-03", "13:00")) == london("2026-07-03", "13:30")
    assert hours.next_opening(london("2026-07-02", "10:00")) == london("2026-07-02", "10:00")
    assert hours.closing_after(london("2026-07-03", "10:00")) == london("2026-07-03", "12:30")
    assert hours.closing_after(london("2026-07-03", "16:00")) == london("2026-07-06", "17:00")


def test_an_override_wins_over_the_week_and_over_a_closure() -> None:
    day = date(2026, 12, 24)
    hours = OpeningHours(
        zone=LONDON,
        weekly={3: opening("09:00-17:00"), 4: opening("09:00-17:00")},
        overrides={day: opening("09:00-12:00"), date(2026, 12, 31): ()},
        closed_days={day: "Christmas week", date(2026, 12, 25): "Christmas Day"},
    )
    assert hours.between(london("2026-12-24", "00:00"), london("2026-12-26", "00:00")) == 3 * HOUR
    assert hours.windows_on(date(2026, 12, 31)) == ()
    skipped = hours.skipped(date(2026, 12, 25))
    assert skipped is not None
    assert skipped.why == "office closed: Christmas Day"


def test_counting_back_mirrors_counting_forward(calendars: Calendars) -> None:
    hours, began_at = calendars.hours, london("2026-07-03", "12:10")
    due_at = hours.add(began_at, 9 * HOUR)
    assert hours.subtract(due_at, 9 * HOUR) == began_at
    stopped = [(london("2026-07-03", "14:00"), london("2026-07-03", "15:00"))]
    assert hours.subtract(due_at, 8 * HOUR, stopped) == began_at
    assert hours.subtract(london("2026-07-06", "10:00"), HOUR) == london("2026-07-06", "09:00")
    assert hours.add(began_at, 0) == hours.subtract(began_at, 0) == began_at


def test_windows_that_cannot_be() -> None:
    with pytest.raises(RuleBroken, match="window ends before it opens"):
        Window(opens=time(17), closes=time(9))
    never = OpeningHours(zone=LONDON, weekly={})
    with pytest.raises(RuleBroken, match="never open"):
        never.add(london("2026-07-02"), 1)
    with pytest.raises(RuleBroken, match="never open"):
        never.subtract(london("2026-07-02"), 1)
    assert never.between(london("2026-07-02"), london("2026-07-09")) == 0


def test_an_office_that_opens_on_single_days_only() -> None:
    morning = (Window(opens=time(9), closes=time(12)),)
    hours = OpeningHours(
        zone=LONDON, weekly={0: ()}, overrides={date(2026, 7, 8): morning, date(2027, 7, 8): morning}
    )
    assert hours.next_opening(london("2026-07-02")) == london("2026-07-08", "09:00")
    assert hours.add(london("2026-07-02"), 4 * HOUR) == london("2027-07-08", "10:00")
    assert hours.subtract(london("2027-12-01"), 4 * HOUR) == london("2026-07-08", "11:00")
    with pytest.raises(RuleBroken, match="never open"):
        hours.next_opening(london("2027-07-08", "12:00"))
    with pytest.raises(RuleBroken, match="never open"):
        hours.subtract(london("2027-12-01"), 7 * HOUR)
