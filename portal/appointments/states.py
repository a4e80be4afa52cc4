"""How an appointment stands, and what may be done with it then. Pure."""

from __future__ import annotations

from enum import StrEnum

from portal.errors import RuleBroken


class State(StrEnum):
    """`WANTED`: no time is held, we are to find one. `OFFERED`: we offered times, the customer chooses.

    `AGREED` has a time and people held for it; `ON_THE_WAY` and `ARRIVED` follow on the day. The last four
    are ends: it took place, nobody let us in, we did not come, it is not wanted any more.
    """

    WANTED = "wanted"
    OFFERED = "offered"
    AGREED = "agreed"
    ON_THE_WAY = "on the way"
    ARRIVED = "arrived"
    FINISHED = "finished"
    NO_ACCESS = "no access"
    MISSED_BY_US = "missed by us"
    CANCELLED = "cancelled"


_NEXT: dict[State, frozenset[State]] = {
    State.WANTED: frozenset({State.OFFERED, State.AGREED, State.CANCELLED}),
    State.OFFERED: frozenset({State.WANTED, State.OFFERED, State.AGREED, State.CANCELLED}),
    # Cancelled by us, it is wanted again until there is a new time or the customer wants none.
    State.AGREED: frozenset(
        {
            State.AGREED,
            State.WANTED,
            State.ON_THE_WAY,
            State.ARRIVED,
            State.NO_ACCESS,
            State.MISSED_BY_US,
            State.CANCELLED,
        }
    ),
    State.ON_THE_WAY: frozenset(
        {State.WANTED, State.ARRIVED, State.NO_ACCESS, State.MISSED_BY_US, State.CANCELLED}
    ),
    State.ARRIVED: frozenset({State.FINISHED, State.NO_ACCESS}),
    State.FINISHED: frozenset(),
    State.NO_ACCESS: frozenset(),
    State.MISSED_BY_US: frozenset(),
    State.CANCELLED: frozenset(),
}
ENDS = frozenset(state for state, following in _NEXT.items() if not following)
HELD = frozenset({State.AGREED, State.ON_THE_WAY, State.ARRIVED})


def may_become(state: State, wanted: State) -> bool:
    """Whether the one state may follow the other."""
    return wanted in _NEXT[state]


def expect(state: State, wanted: State) -> None:
    """Raise RuleBroken("not now", state=…, wanted=…) unless the one may follow the other."""
    if not may_become(state, wanted):
        raise RuleBroken("not now", state=state, wanted=wanted)
