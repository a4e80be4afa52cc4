"""Half-open intervals. Hours of one day stand for the instants."""

from __future__ import annotations

import pytest

from portal.clock.intervals import Interval, clip, intersect, length, merge, overlaps, subtract
from tests.clock.shorthand import utc

Hours = list[tuple[int, int]]


def spans(hours: Hours) -> tuple[Interval, ...]:
    return tuple((utc(f"2026-07-02T{a:02}:00"), utc(f"2026-07-02T{b:02}:00")) for a, b in hours)


@pytest.mark.parametrize(
    ("given", "touching", "merged"),
    [
        ([], True, []),
        ([(3, 5), (1, 2)], True, [(1, 2), (3, 5)]),
        ([(1, 3), (2, 4)], False, [(1, 4)]),
        ([(1, 6), (2, 4)], False, [(1, 6)]),
        ([(1, 3), (3, 4)], True, [(1, 4)]),
        ([(1, 3), (3, 4)], False, [(1, 3), (3, 4)]),
        ([(2, 2), (5, 4)], True, []),
    ],
)
def test_merge(given: Hours, touching: bool, merged: Hours) -> None:
    assert merge(spans(given), touching=touching) == spans(merged)


@pytest.mark.parametrize(
    ("sets", "common"),
    [
        ([], []),
        ([[(1, 5)]], [(1, 5)]),
        ([[(1, 5)], [(5, 6)]], []),
        ([[(1, 5)], []], []),
        ([[(1, 5), (7, 9)], [(4, 8)]], [(4, 5), (7, 8)]),
        ([[(1, 9)], [(2, 8)], [(3, 4), (6, 7)]], [(3, 4), (6, 7)]),
    ],
)
def test_intersect(sets: list[Hours], common: Hours) -> None:
    assert intersect(*(spans(each) for each in sets)) == spans(common)


@pytest.mark.parametrize(
    ("source", "busy", "free"),
    [
        ([(1, 5)], [], [(1, 5)]),
        ([(1, 5)], [(1, 5)], []),
        ([(1, 5)], [(0, 9)], []),
        ([(1, 5)], [(5, 6), (0, 1)], [(1, 5)]),
        ([(1, 9)], [(6, 7), (2, 3)], [(1, 2), (3, 6), (7, 9)]),
        ([(1, 4), (6, 9)], [(3, 7)], [(1, 3), (7, 9)]),
        ([(1, 9)], [(2, 5), (4, 6)], [(1, 2), (6, 9)]),
    ],
)
def test_subtract(source: Hours, busy: Hours, free: Hours) -> None:
    assert subtract(spans(source), spans(busy)) == spans(free)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 3), (2, 4), True),
        ((1, 3), (3, 4), False),
        ((3, 4), (1, 3), False),
        ((1, 9), (4, 5), True),
        ((1, 9), (4, 4), True),  # an instant inside
        ((1, 9), (1, 1), False),  # an instant at an end only touches
        ((1, 9), (9, 9), False),
        ((4, 4), (4, 4), False),
    ],
)
def test_overlaps(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    first, second = spans([one, other])
    assert overlaps(first, second) is expected
    assert overlaps(second, first) is expected


def test_clip_and_length() -> None:
    (within,) = spans([(3, 8)])
    clipped = clip(spans([(7, 9), (1, 4), (9, 10)]), within)
    assert clipped == spans([(3, 4), (7, 8)])
    assert length(clipped).total_seconds() == 2 * 3600
    assert clip(spans([(1, 9)]), spans([(4, 4)])[0]) == ()
    assert length(spans([(1, 3), (2, 4)])).total_seconds() == 3 * 3600
