"""Arithmetic of half-open stretches of time, `[begins, ends)`. Pure; knows no zone and no calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Interval = tuple[datetime, datetime]


def merge(intervals: Iterable[Interval], *, touching: bool = True) -> tuple[Interval, ...]:
    """The same time in order and without overlaps; empty ones fall away.

    `touching` also joins those that only meet. Without it they stay apart, as two ranges of a diary do.
    """
    merged: list[Interval] = []
    for begins, ends in sorted(i for i in intervals if i[0] < i[1]):
        if merged and (begins < merged[-1][1] or (touching and begins == merged[-1][1])):
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((begins, ends))
    return tuple(merged)


def intersect(*sets: Sequence[Interval]) -> tuple[Interval, ...]:
    """The time that is in every one of the sets; in none of them where no set is given."""
    if not sets:
        return ()
    common = merge(sets[0], touching=False)
    for other in sets[1:]:
        common = _both(common, merge(other, touching=False))
    return common


def subtract(source: Iterable[Interval], busy: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time of `source` that no interval of `busy` covers; both may come in any order."""
    taken = merge(busy)
    free: list[Interval] = []
    for begins, ends in merge(source, touching=False):
        for busy_from, busy_to in taken:
            if busy_to <= begins:
                continue
            if busy_from >= ends:
                break
            if busy_from > begins:
                free.append((begins, busy_from))
            begins = max(begins, busy_to)
        if begins < ends:
            free.append((begins, ends))
    return tuple(free)


def overlaps(one: Interval, other: Interval) -> bool:
    """Whether the two share any time, or one is an instant inside the other. Ends that touch do not."""
    return one[0] < other[1] and other[0] < one[1]


def clip(intervals: Iterable[Interval], within: Interval) -> tuple[Interval, ...]:
    """The parts of `intervals` inside `within`, in order."""
    return intersect(tuple(intervals), (within,))


def length(intervals: Iterable[Interval]) -> timedelta:
    """How long they last together, counting time in several of them once."""
    return sum((ends - begins for begins, ends in merge(intervals)), timedelta(0))


def _both(left: Sequence[Interval], right: Sequence[Interval]) -> tuple[Interval, ...]:
    common: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        begins, ends = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if begins < ends:
            common.append((begins, ends))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)
