"""When proof of identity may be asked for, so that a clock begins only once it is here (rule 8). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from portal.clock.keeping import Outcome, outcome
from portal.commitments.stored import limit_from

# Of several promises the first of these is what is said, when proof may be asked for none of them.
REFUSALS = (
    "identity proved before",
    "identity asked before",
    "too late to ask for identity",
    "date given already",
    "not running",
    "may not ask for identity",
)


class Clock(Protocol):
    """What is read of a commitment."""

    @property
    def may_ask_identity(self) -> bool: ...
    @property
    def identity_asked_at(self) -> datetime | None: ...
    @property
    def identity_proved_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def extended(self) -> bool: ...
    @property
    def agreed(self) -> bool: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def limit(self) -> Any: ...


def refusal(clock: Clock, *, now: datetime) -> str | None:
    """Why proof of identity may not be asked for, one of `REFUSALS`; None where it may.

    Only where the standard says so, once, while the clock runs and its time is not over: late stays late.
    A date we have extended or agreed is a date we gave: it is too late to say that it never began.
    """
    if not clock.may_ask_identity:
        return "may not ask for identity"
    if clock.identity_asked_at is not None:
        return "identity asked before"
    if clock.ended_at is not None or clock.paused_at is not None:
        return "not running"
    if clock.extended or clock.agreed:
        return "date given already"
    late = outcome(clock.due_at, limit=limit_from(clock.limit), now=now) is Outcome.LATE
    return "too late to ask for identity" if late else None


def refusals(clocks: Iterable[Clock], *, now: datetime) -> list[str | None]:
    """The same for all promises of one record: who has proved who they are is not asked a second time."""
    every = list(clocks)
    if any(clock.identity_proved_at is not None for clock in every):
        return ["identity proved before"] * len(every)
    return [refusal(clock, now=now) for clock in every]


def waits(clock: Clock) -> bool:
    """Whether its clock has not begun because we wait for proof of identity."""
    asked = clock.identity_asked_at is not None and clock.identity_proved_at is None
    return asked and clock.paused_at is not None and clock.ended_at is None
