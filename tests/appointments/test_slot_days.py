"""Slots laid out by local day, never a day cut; and how a chosen one is written and read back."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.appointments.diaries import Slot
from portal.appointments.slot_days import Part, Picked, by_day, part_of, picked, written
from tests.factories.appointments import at

LONDON = ZoneInfo("Europe/London")


def slots(*starts: str) -> list[Slot]:
    return [
        Slot(starts_at=at(one), ends_at=at(one) + timedelta(minutes=30), officer_ids=(7, 9)) for one in starts
    ]


THREE_DAYS = slots("2026-11-05 09:00", "2026-11-05 14:00", "2026-11-06 09:00", "2026-11-07 18:00")


@pytest.mark.parametrize(
    ("part", "most", "sizes", "goes_on"),
    [
        (None, 9, [2, 1, 1], None),
        (None, 1, [2], date(2026, 11, 6)),
        (None, 2, [2], date(2026, 11, 6)),
        (None, 3, [2, 1], date(2026, 11, 7)),
        (Part.MORNING, 9, [1, 1], None),
        (Part.AFTERNOON, 9, [1], None),
        (Part.EVENING, 9, [1], None),
    ],
)
def test_whole_days_until_there_are_enough(
    part: Part | None, most: int, sizes: list[int], goes_on: date | None
) -> None:
    days, found = by_day(THREE_DAYS, LONDON, part=part, most=most)
    assert ([len(day.slots) for day in days], found) == (sizes, goes_on)


def test_days_are_local_ones() -> None:
    [night] = by_day(slots("2026-07-05 00:30"), LONDON, most=9)[0]
    assert night.on == date(2026, 7, 5)  # in UTC it is still the fourth


@pytest.mark.parametrize(
    ("start", "part"),
    [
        ("2026-11-05 11:59", Part.MORNING),
        ("2026-11-05 12:00", Part.AFTERNOON),
        ("2026-07-05 16:59", Part.AFTERNOON),
        ("2026-07-05 17:00", Part.EVENING),
    ],
)
def test_parts_of_the_day(start: str, part: Part) -> None:
    assert part_of(at(start), LONDON) is part


def test_a_choice_is_read_back() -> None:
    [slot] = slots("2026-10-25 01:30")
    assert picked(written(slot)) == Picked(starts_at=slot.starts_at, officer_id=7)


@pytest.mark.parametrize(
    "text", ["", "none", "20261105T0900Z", "20261105T0900Z.", "20261105T0900Z.x", "20261399T0900Z.7", ".7"]
)
def test_what_no_page_of_ours_wrote_is_no_choice(text: str) -> None:
    assert picked(text) is None
