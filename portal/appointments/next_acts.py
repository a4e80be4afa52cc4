"""What staff may do with an appointment as it stands, and what comes first. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.appointments.states import ENDS, State


class Task(StrEnum):
    """An act of staff, as it stands in its address. Those that begin with "they" are the customer's word."""

    ACCEPT = "accept"
    OFFER = "offer"
    AGREE = "agree"
    MOVE = "move"
    OFFICER = "officer"
    CANCEL = "cancel"
    CALL_OFF = "call-off"  # a visit of which they had no notice
    UNMET = "unmet"
    THEY_ACCEPT = "they-accept"
    THEIR_TIMES = "their-times"
    THEIR_CHOICE = "their-choice"
    THEIR_WAY = "their-way"
    THEY_CANCEL = "they-cancel"
    NO_NEW_TIME = "no-new-time"
    TOLD = "told"


# In the customer's words, taken down by us.
THEIR_WORD = frozenset(
    {
        Task.AGREE,
        Task.THEY_ACCEPT,
        Task.THEIR_TIMES,
        Task.THEIR_CHOICE,
        Task.THEIR_WAY,
        Task.THEY_CANCEL,
        Task.NO_NEW_TIME,
        Task.TOLD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which acts are possible.

    `they_suggest`: stretches the customer gave wait for us; `we_offer`: times of ours wait for them.
    `must_choose`: a wish could not be met and they have not said what they want instead.
    `owes_a_time`: a time we could not keep has no other in its place. `we_cancelled`: the last time agreed
    was cancelled by us, so that the customer must hear of it. `unannounced`: they know nothing of it.
    """

    state: State
    is_closed: bool
    they_suggest: bool = False
    we_offer: bool = False
    must_choose: bool = False
    owes_a_time: bool = False
    we_cancelled: bool = False
    unannounced: bool = False

    @property
    def seeks_a_time(self) -> bool:
        """No time is held, and we are to find one."""
        return self.state in (State.WANTED, State.OFFERED)


def possible(standing: Standing) -> tuple[Task, ...]:
    """The acts that make sense now, in the order a page lists them."""
    if standing.is_closed:
        return ()
    seeks = standing.seeks_a_time
    begun_or_agreed = standing.state in (State.AGREED, State.ON_THE_WAY)
    may = {
        Task.ACCEPT: seeks and standing.they_suggest,
        Task.OFFER: seeks,
        Task.AGREE: seeks,
        Task.MOVE: standing.state is State.AGREED,
        Task.OFFICER: standing.state is State.AGREED,
        Task.CANCEL: begun_or_agreed and not standing.unannounced,
        Task.CALL_OFF: begun_or_agreed and standing.unannounced,
        Task.UNMET: seeks and not standing.must_choose,
        Task.THEY_ACCEPT: standing.state is State.OFFERED and standing.we_offer,
        Task.THEIR_TIMES: seeks,
        Task.THEIR_CHOICE: seeks and standing.must_choose,
        Task.THEIR_WAY: seeks,
        Task.THEY_CANCEL: standing.state is State.AGREED and not standing.unannounced,
        Task.NO_NEW_TIME: seeks or (standing.state in ENDS and standing.owes_a_time),
        Task.TOLD: seeks and standing.we_cancelled,
    }
    return tuple(task for task in Task if may[task])


def first(standing: Standing) -> Task | None:
    """What to do next; None where it is the customer's turn, or nothing waits."""
    if not standing.seeks_a_time or standing.is_closed or standing.must_choose:
        return None
    if standing.they_suggest:
        return Task.ACCEPT
    return Task.OFFER if standing.state is State.WANTED else None
