"""What staff may do with an appointment as it stands, and what a page puts first."""

from __future__ import annotations

import pytest

from portal.appointments.next_acts import Standing, Task, first, possible
from portal.appointments.states import ENDS, State

SEEKING = {Task.OFFER, Task.AGREE, Task.UNMET, Task.THEIR_TIMES, Task.THEIR_WAY, Task.NO_NEW_TIME}
AGREED = {Task.MOVE, Task.OFFICER, Task.CANCEL, Task.THEY_CANCEL}


def standing(state: State, **given: bool) -> Standing:
    return Standing(**{"state": state, "is_closed": False, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected", "primary"),
    [
        (standing(State.WANTED), SEEKING, Task.OFFER),
        (standing(State.WANTED, they_suggest=True), SEEKING | {Task.ACCEPT}, Task.ACCEPT),
        (standing(State.OFFERED, we_offer=True), SEEKING | {Task.THEY_ACCEPT}, None),
        (standing(State.WANTED, must_choose=True), SEEKING - {Task.UNMET} | {Task.THEIR_CHOICE}, None),
        (standing(State.WANTED, we_cancelled=True), SEEKING | {Task.TOLD}, Task.OFFER),
        (standing(State.AGREED), AGREED, None),
        (standing(State.ON_THE_WAY), {Task.CANCEL}, None),
        (
            standing(State.AGREED, unannounced=True),
            {Task.MOVE, Task.OFFICER, Task.CALL_OFF},
            None,
        ),
        (standing(State.ON_THE_WAY, unannounced=True), {Task.CALL_OFF}, None),
        (standing(State.ARRIVED), set(), None),
        (standing(State.MISSED_BY_US, owes_a_time=True), {Task.NO_NEW_TIME}, None),
        (standing(State.MISSED_BY_US), set(), None),
    ],
)
def test_what_may_be_done(now: Standing, expected: set[Task], primary: Task | None) -> None:
    assert set(possible(now)) == expected
    assert first(now) is primary


@pytest.mark.parametrize("state", list(State))
def test_nothing_once_it_is_closed(state: State) -> None:
    closed = standing(state, is_closed=True, owes_a_time=True, they_suggest=True, we_offer=True)
    assert (possible(closed), first(closed)) == ((), None)


@pytest.mark.parametrize("state", sorted(ENDS - {State.MISSED_BY_US}))
def test_what_is_over_is_over(state: State) -> None:
    assert possible(standing(state)) == ()
