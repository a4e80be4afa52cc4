"""What may be done with a hazard as it stands, and what comes first."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from portal.hazards.kinds import Accommodation, Further, Grade
from portal.hazards.next_acts import Standing, Task, first, possible

NEW = Standing(grade=Grade.SIGNIFICANT)
TAKEN = replace(NEW, has_handler=True)
JUDGED = replace(TAKEN, is_judged=True)
LOOKED = replace(JUDGED, is_investigated=True)
TOLD = replace(LOOKED, summary_sent=True)
SAFE = replace(TOLD, is_safe=True)
ALARM = replace(JUDGED, grade=Grade.EMERGENCY)


@pytest.mark.parametrize(
    ("standing", "task"),
    [
        (NEW, Task.ASSIGN),
        (TAKEN, Task.JUDGE),
        (ALARM, Task.SAFE),
        (replace(ALARM, is_safe=True), Task.CLOSE),
        (JUDGED, Task.INVESTIGATED),
        (LOOKED, Task.SUMMARY),
        (TOLD, Task.SAFE),
        (SAFE, Task.ARRANGED),
        (replace(SAFE, further=Further.ARRANGED), Task.STARTED),
        (replace(SAFE, further=Further.STARTED), Task.DONE),
        (replace(SAFE, further=Further.DONE), Task.CLOSE),
        (replace(SAFE, further=Further.NOT_NEEDED), Task.CLOSE),
        (replace(SAFE, further=Further.DONE, is_closed=True), None),
    ],
)
def test_what_comes_first(standing: Standing, task: Task | None) -> None:
    assert first(standing) is task


@pytest.mark.parametrize(
    ("standing", "task", "may"),
    [
        (JUDGED, Task.SUMMARY, False),
        (LOOKED, Task.INVESTIGATED, False),
        (JUDGED, Task.NO_FURTHER, False),
        (LOOKED, Task.NO_FURTHER, True),
        (replace(LOOKED, further=Further.DONE), Task.STARTED, False),
        (JUDGED, Task.THEIR_ANSWER, False),
        (replace(JUDGED, accommodation=Accommodation.OFFERED), Task.THEIR_ANSWER, True),
        (replace(JUDGED, accommodation=Accommodation.REFUSED), Task.OFFER_PLACE, True),
        (replace(JUDGED, accommodation=Accommodation.ACCEPTED), Task.OFFER_PLACE, False),
        (JUDGED, Task.LONGER, False),
        (replace(JUDGED, owes=True), Task.LONGER, True),
        (replace(JUDGED, is_safe=True), Task.CLOSE, False),
    ],
)
def test_what_is_possible(standing: Standing, task: Task, may: bool) -> None:
    assert (task in possible(standing)) is may


def test_nothing_is_closed_that_is_not_safe_and_of_what_is_closed_only_notes_are_taken() -> None:
    flags = ("is_judged", "has_handler", "is_investigated", "summary_sent", "is_safe", "is_closed")
    for grade, further in itertools.product(Grade, Further):
        for values in itertools.product((False, True), repeat=len(flags)):
            standing = Standing(grade=grade, further=further, **dict(zip(flags, values, strict=True)))
            can = possible(standing)
            assert standing.is_safe or Task.CLOSE not in can
            assert (can == (Task.NOTE,)) is standing.is_closed
            assert first(standing) is None or first(standing) in can
