"""What must hold for any event, limit and calendar; generated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.due import Due, Pause, due, due_from_day, latest_send
from portal.clock.hours import OpeningHours, Window
from portal.clock.limits import Limit, Unit
from tests.clock.shorthand import LONDON, london

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
DAY = timedelta(days=1)
modest = settings(max_examples=60, deadline=None)

days = st.dates(FIRST, LAST)
wall_times = st.datetimes(datetime.combine(FIRST, time(0)), datetime.combine(LAST, time(0)))
# Instants of any second, with those around the clock changes often among them.
changes = st.sampled_from([london(f"{day}", "00:00") for day in ("2026-03-29", "2026-10-25", "2027-03-28")])
instants = st.one_of(
    wall_times.map(lambda wall: wall.replace(microsecond=0, tzinfo=LONDON)),
    st.builds(lambda change, off: change + timedelta(seconds=off), changes, st.integers(-3600, 5 * 3600)),
)
units = st.sampled_from([unit for unit in Unit if unit is not Unit.RINGS])
flags = st.booleans()


@st.composite
def calendars_drawn(draw: st.DrawFn) -> Calendars:
    weekdays = draw(st.frozensets(st.integers(0, 6), min_size=1))
    off = draw(st.sets(days, max_size=25))
    calendar = WorkingCalendar(weekdays=weekdays, holidays=dict.fromkeys(off, "holiday"))
    minutes = draw(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=4, unique=True).map(sorted))
    windows = tuple(
        Window(opens=time(a // 60, a % 60), closes=time(b // 60 % 24, b % 60))
        for a, b in zip(minutes[::2], minutes[1::2], strict=False)
    )
    hours = OpeningHours(
        zone=LONDON, weekly=dict.fromkeys(weekdays, windows), closed_days=dict.fromkeys(off, "holiday")
    )
    return Calendars(
        zone=LONDON,
        office=calendar,
        statutory=calendar,
        all_uk=calendar,
        hours=hours,
        published_until=LAST,
    )


@st.composite
def forward_limits(draw: st.DrawFn) -> Limit:
    unit = draw(units)
    return Limit(
        amount=0 if unit is Unit.SAME_DAY else draw(st.integers(1, 40)),
        unit=unit,
        days_are_working=draw(flags),
        counts_from_same_day=draw(flags),
        rolls_forward=draw(flags),
    )


def last_instant(found: Due, limit: Limit) -> datetime:
    return found.at - timedelta(microseconds=1) if limit.counts_days else found.at


@modest
@given(forward_limits(), instants, calendars_drawn())
def test_due_is_never_earlier_than_the_event(limit: Limit, event_at: datetime, calendars: Calendars) -> None:
    found = due(limit, event_at, calendars)
    assert last_instant(found, limit) >= event_at
    if limit.counts_days:
        assert found.at == datetime.combine(found.on + DAY, time(0), LONDON)


@modest
@given(forward_limits(), instants, instants, calendars_drawn())
def test_a_later_event_is_never_due_earlier(
    limit: Limit, one: datetime, other: datetime, calendars: Calendars
) -> None:
    earlier, later = sorted([one, other])
    assert due(limit, earlier, calendars).at <= due(limit, later, calendars).at


@modest
@given(forward_limits(), st.integers(0, 20), instants, calendars_drawn())
def test_more_time_is_never_due_earlier(
    limit: Limit, more: int, event_at: datetime, calendars: Calendars
) -> None:
    longer = limit if limit.unit is Unit.SAME_DAY else replace(limit, amount=limit.amount + more)
    assert due(limit, event_at, calendars).at <= due(longer, event_at, calendars).at


def with_holiday(calendars: Calendars, day: date) -> Calendars:
    calendar = replace(calendars.office, holidays={**calendars.office.holidays, day: "one more"})
    hours = replace(calendars.hours, closed_days={**calendars.hours.closed_days, day: "one more"})
    return replace(calendars, office=calendar, hours=hours)


@modest
@given(forward_limits(), instants, st.integers(0, 40), calendars_drawn())
def test_one_more_holiday_never_brings_a_date_forward(
    limit: Limit, event_at: datetime, after: int, calendars: Calendars
) -> None:
    day = event_at.astimezone(LONDON).date() + DAY * after
    assert due(limit, event_at, with_holiday(calendars, day)).at >= due(limit, event_at, calendars).at


@modest
@given(forward_limits(), instants, st.integers(0, 30), st.integers(0, 240), calendars_drawn())
def test_a_pause_never_brings_a_date_forward(
    limit: Limit, event_at: datetime, after_days: int, lasting_hours: int, calendars: Calendars
) -> None:
    began_at = event_at + after_days * DAY
    paused = Pause(began_at=began_at, ended_at=began_at + timedelta(hours=lasting_hours))
    assert due(limit, event_at, calendars, pauses=[paused]).at >= due(limit, event_at, calendars).at


@modest
@given(st.integers(1, 60 * 3600), instants, calendars_drawn())
@example(25 * 3600, london("2026-10-25", "00:00"), None)
def test_open_time_between_event_and_due_is_the_amount(
    seconds: int, event_at: datetime, calendars: Calendars | None
) -> None:
    round_the_clock = OpeningHours(
        zone=LONDON, weekly=dict.fromkeys(range(7), (Window(opens=time(0), closes=time(0)),))
    )
    hours = calendars.hours if calendars else round_the_clock
    due_at = hours.add(event_at, seconds)
    assert hours.between(event_at, due_at) == seconds
    assert hours.subtract(due_at, seconds) >= event_at
    assert hours.add(hours.subtract(due_at, seconds), seconds) == due_at


@modest
@given(st.integers(1, 60 * 3600), instants, st.integers(0, 9000), st.integers(0, 90000), calendars_drawn())
def test_paused_time_is_left_out_of_open_time(
    seconds: int, event_at: datetime, after: int, lasting: int, calendars: Calendars
) -> None:
    began_at = event_at + timedelta(seconds=after)
    pauses = [(began_at, began_at + timedelta(seconds=lasting))]
    due_at = calendars.hours.add(event_at, seconds, pauses)
    assert calendars.hours.between(event_at, due_at, pauses) == seconds


@modest
@given(st.integers(1, 200), instants, st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata"]))
def test_clock_hours_run_through_clock_changes(amount: int, event_at: datetime, zone: str) -> None:
    shut = WorkingCalendar(weekdays=frozenset({0}))
    calendars = Calendars(
        zone=ZoneInfo(zone),
        office=shut,
        statutory=shut,
        all_uk=shut,
        hours=OpeningHours(zone=ZoneInfo(zone), weekly={}),
        published_until=LAST,
    )
    found = due(Limit(amount=amount, unit=Unit.HOURS), event_at, calendars)
    assert found.at.timestamp() - event_at.timestamp() == amount * 3600


@modest
@given(st.integers(1, 60), days, calendars_drawn())
def test_working_days_counted_are_the_amount(amount: int, day: date, calendars: Calendars) -> None:
    found = due_from_day(Limit(amount=amount, unit=Unit.WORKING_DAYS), day, calendars)
    assert len(found.counting.counted) == amount
    assert calendars.office.working_days_after(day, found.on) == amount
    between = {day + DAY * n for n in range(1, (found.on - day).days + 1)}
    assert between == {*found.counting.counted, *(skip.on for skip in found.counting.skipped)}


@st.composite
def notices(draw: st.DrawFn) -> Limit:
    unit = draw(st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS]))
    return Limit(
        amount=draw(st.integers(1, 30)),
        unit=unit,
        backward=True,
        clear_days=draw(flags),
        rolls_forward=draw(flags),
    )


@modest
@given(notices(), days, days, st.integers(0, 5), calendars_drawn())
def test_a_notice_mirrors_a_limit(
    limit: Limit, one: date, other: date, delivery: int, calendars: Calendars
) -> None:
    earlier, later = sorted([one, other])

    def send_by(limit: Limit, works_on: date, calendars: Calendars, delivery: int = 0) -> date:
        return latest_send(limit, works_on, calendars, delivery_working_days=delivery).on

    sent = send_by(limit, later, calendars, delivery)
    assert sent < later
    assert send_by(limit, earlier, calendars, delivery) <= sent
    assert send_by(replace(limit, amount=limit.amount + 1), later, calendars, delivery) <= sent
    assert send_by(limit, later, calendars, delivery + 1) < sent
    assert send_by(limit, later, with_holiday(calendars, sent + DAY), delivery) <= sent
    assert send_by(replace(limit, clear_days=True), later, calendars, delivery) <= sent


@modest
@given(st.integers(1, 30), days, calendars_drawn())
def test_a_notice_sent_in_time_gives_the_days_it_promises(
    amount: int, works_on: date, calendars: Calendars
) -> None:
    limit = Limit(amount=amount, unit=Unit.WORKING_DAYS, backward=True)
    sent = latest_send(limit, works_on, calendars).on
    forward = due_from_day(replace(limit, backward=False), sent, calendars).on
    assert forward <= calendars.office.next_working(works_on, inclusive=True)
    a_day_later = due_from_day(replace(limit, backward=False), sent + DAY, calendars).on
    assert a_day_later >= works_on
