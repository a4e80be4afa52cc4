"""Weekly windows between dates: which clash, and what stays beside others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.appointments.areas import area_key, area_of
from portal.appointments.durations import minutes_of, text_of
from portal.appointments.weekly_hours import WeeklyWindow, beside_all, first_clash

JANUARY, JUNE, DECEMBER = date(2026, 1, 5), date(2026, 6, 1), date(2026, 12, 31)


def window(
    weekday: int = 0,
    opens: int = 540,
    closes: int = 1020,
    from_on: date = JANUARY,
    to_on: date | None = None,
) -> WeeklyWindow:
    return WeeklyWindow(
        weekday=weekday, opens_minute=opens, closes_minute=closes, from_on=from_on, to_on=to_on
    )


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (window(), True),
        (window(opens=600, closes=660), True),
        (window(opens=1019, closes=1440), True),
        (window(opens=1020, closes=1440), False),  # they touch
        (window(weekday=1), False),
        (window(from_on=JUNE), True),
        (window(from_on=date(2025, 1, 1), to_on=JANUARY), True),  # one day is enough
        (window(from_on=date(2025, 1, 1), to_on=date(2026, 1, 4)), False),
    ],
)
def test_two_windows_clash_when_both_count_at_some_moment(other: WeeklyWindow, clashes: bool) -> None:
    assert window().clashes(other) == other.clashes(window()) == clashes
    assert first_clash([window(), other]) == ((window(), other) if clashes else None)


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (window(from_on=JUNE), {window(to_on=date(2026, 5, 31))}),
        (
            window(from_on=JUNE, to_on=date(2026, 6, 14)),
            {window(to_on=date(2026, 5, 31)), window(from_on=date(2026, 6, 15))},
        ),
        (window(from_on=date(2025, 1, 1)), set()),
        (window(from_on=date(2025, 1, 1), to_on=date(2026, 1, 4)), {window()}),
    ],
)
def test_hours_give_way_on_the_days_of_others_and_come_back_after(
    new: WeeklyWindow, left: set[WeeklyWindow]
) -> None:
    assert beside_all([window()], [new]) == left


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
windows = st.builds(
    lambda weekday, opens, lasts, from_on, count: window(
        weekday, opens, opens + lasts, from_on, None if count is None else from_on + timedelta(days=count)
    ),
    st.integers(0, 6),
    st.integers(0, 1300),
    st.integers(1, 140),
    days,
    st.none() | st.integers(0, 40),
)


@given(st.lists(windows, max_size=4), windows)
def test_what_stays_never_clashes_with_what_takes_its_place(
    stored: list[WeeklyWindow], new: WeeklyWindow
) -> None:
    left = beside_all(stored, [new])
    assert not any(one.clashes(new) for one in left)
    # Nothing is lost on the days on which the new hours do not count.
    for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(0, 120, 3)):
        if new.shares_days(day, day):
            continue
        before = {(w.weekday, w.opens_minute, w.closes_minute) for w in stored if w.shares_days(day, day)}
        after = {(w.weekday, w.opens_minute, w.closes_minute) for w in left if w.shares_days(day, day)}
        assert before == after


@pytest.mark.parametrize(
    ("postcode", "area"),
    [("BS6 5TR", "BS6"), ("bs16 1aa", "BS16"), ("SW1A1AA", "SW1A"), ("", ""), ("Mill Lane", ""), ("BS6", "")],
)
def test_the_area_of_a_home_is_the_first_half_of_its_postcode(postcode: str, area: str) -> None:
    assert area_of(postcode) == area


@pytest.mark.parametrize(
    ("typed", "area"), [(" bs6 ", "BS6"), ("BS6 5TR", "BS6"), ("The  valley", "The valley"), ("", "")]
)
def test_an_area_is_stored_so_that_it_is_found_again(typed: str, area: str) -> None:
    assert area_key(typed) == area


@pytest.mark.parametrize(
    ("typed", "minutes", "shown"),
    [
        ("30 minutes", 30, "30 minutes"),
        ("90 mins", 90, "90 minutes"),
        ("2h", 120, "2 hours"),
        ("1 day", 1440, "1 day"),
        ("24 hours", 1440, "1 day"),
        ("2 weeks", 20160, "2 weeks"),
        ("0", 0, "0"),
    ],
)
def test_lengths_of_time_read_as_people_write_them(typed: str, minutes: int, shown: str) -> None:
    assert minutes_of(typed) == minutes
    assert text_of(minutes) == shown


@pytest.mark.parametrize("typed", ["", "2", "a while", "-1 day", "1.5 hours"])
def test_anything_else_is_no_length_of_time(typed: str) -> None:
    with pytest.raises(ValueError, match="length"):
        minutes_of(typed)
