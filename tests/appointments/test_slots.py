"""The slot search where the worked cases leave something open: clock changes, joined ranges, odd openings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.appointments.slots import free_starts, half_hour_starts, is_bookable, slots, starts_from_opening
from portal.clock.hours import OpeningHours, Window

LONDON = ZoneInfo("Europe/London")
NIGHT = (Window(opens=time(0), closes=time(4)),)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(ranges: list[tuple[str, str]], **given: Any) -> list[str]:
    values: dict[str, Any] = {
        "length_minutes": 60,
        "step_minutes": 60,
        "zone": LONDON,
        "not_before": utc("2026-01-01T00:00"),
        **given,
    }
    found = slots([(utc(a), utc(b)) for a, b in ranges], **values)
    return [f"{start:%H:%M}" for start in found]


@pytest.mark.parametrize(
    ("ranges", "given", "expected"),
    [
        ([("2026-07-02T08:00", "2026-07-02T10:30")], {}, ["08:00", "09:00"]),
        ([("2026-07-02T08:00", "2026-07-02T10:30")], {"length_minutes": 90}, ["08:00", "09:00"]),
        ([("2026-07-02T08:00", "2026-07-02T10:30")], {"not_before": utc("2026-07-02T08:00:01")}, ["09:00"]),
        ([("2026-07-02T08:00", "2026-07-02T08:30"), ("2026-07-02T08:30", "2026-07-02T09:00")], {}, []),
        (
            [("2026-07-02T08:00", "2026-07-02T08:30"), ("2026-07-02T08:30", "2026-07-02T09:00")],
            {"join_touching": True},
            ["08:00"],
        ),
        (
            [("2026-07-02T08:00", "2026-07-02T12:00")],
            {"busy": [(utc("2026-07-02T08:30"), utc("2026-07-02T09:10"))]},
            ["10:00", "11:00"],
        ),
        # 45 minutes are aligned to a quarter of an hour.
        (
            [("2026-07-02T08:05", "2026-07-02T10:30")],
            {"step_minutes": 45, "length_minutes": 45},
            ["08:15", "09:00", "09:45"],
        ),
        # The local hour: in Kolkata it begins at half past.
        ([("2026-07-02T08:00", "2026-07-02T10:30")], {"zone": ZoneInfo("Asia/Kolkata")}, ["08:30", "09:30"]),
        # The hour the clocks go back is two hours.
        ([("2026-10-24T23:00", "2026-10-25T02:00")], {}, ["23:00", "00:00", "01:00"]),
        ([("2026-07-02T08:00", "2026-07-02T08:00")], {}, []),
    ],
)
def test_slots(ranges: list[tuple[str, str]], given: dict[str, Any], expected: list[str]) -> None:
    assert starts(ranges, **given) == expected


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 7, 5), 8), (date(2026, 3, 29), 6), (date(2026, 10, 25), 10)]
)
def test_half_hours_of_a_night_of_a_clock_change(day: date, count: int) -> None:
    hours = OpeningHours(zone=LONDON, weekly={6: NIGHT})
    assert len(half_hour_starts(day, hours, now=utc("2026-01-01T00:00"))) == count


def test_half_hours_of_today_and_yesterday() -> None:
    hours = OpeningHours(zone=LONDON, weekly={3: (Window(opens=time(9, 10), closes=time(11)),)})
    today = date(2026, 7, 2)
    found = half_hour_starts(today, hours, now=utc("2026-07-02T08:00"), lead_same_day_minutes=60)
    assert found == (utc("2026-07-02T09:00"), utc("2026-07-02T09:30"))
    assert half_hour_starts(today, hours, now=utc("2026-07-03T08:00")) == ()
    assert is_bookable(utc("2026-07-02T09:00"), hours, now=utc("2026-07-01T08:00"))
    assert not is_bookable(utc("2026-07-02T09:10"), hours, now=utc("2026-07-01T08:00"))


def test_starts_from_opening() -> None:
    window = (utc("2026-07-02T09:00"), utc("2026-07-02T10:40"))
    assert len(starts_from_opening(window, slot_minutes=30)) == 3
    later = starts_from_opening(window, slot_minutes=30, not_before=utc("2026-07-02T09:30"))
    assert later == (utc("2026-07-02T09:30"), utc("2026-07-02T10:00"))


def test_a_long_visit_does_not_fit_a_short_gap() -> None:
    offered = [utc(f"2026-07-02T{clock}") for clock in ("09:00", "09:30", "10:00")]
    booked = [(utc("2026-07-02T10:00"), utc("2026-07-02T10:30"))]
    assert free_starts(offered, booked, slot_minutes=30, visit_minutes=60) == (utc("2026-07-02T09:00"),)
