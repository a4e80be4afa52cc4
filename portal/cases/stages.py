"""The stages of a case that is no complaint, and which acts each allows. Pure."""

from __future__ import annotations

from enum import StrEnum

from portal.charters.standards import CaseKind
from portal.errors import RuleBroken


class Status(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Act(StrEnum):
    """What can be done with a case. The value is also the name on its timeline."""

    RECEIVED = "case.received"
    ACKNOWLEDGED = "case.acknowledged"
    ANSWERED = "case.answered"
    PROGRESS = "case.progress"
    DELAYED = "case.delayed"
    NOTED = "case.noted"
    CALLED = "case.called"
    ASSIGNED = "case.assigned"
    HANDED_OVER = "case.handed over"
    MANAGER_ASKED = "case.manager asked"
    REFERRED = "case.referred"
    SUBMITTED = "case.submitted to the authority"
    LINKED = "case.linked"
    OPTIONS_PUT = "case.options put"
    OPTION_CHOSEN = "case.option chosen"
    CUSTOMER_WROTE = "case.customer wrote"
    NOT_ANSWERED = "case.not answered"
    CLOSED = "case.closed"
    REOPENED = "case.reopened"
    EXTENDED = "case.extended"
    PAUSED = "case.clock stopped"
    RESUMED = "case.clock runs again"
    IDENTITY_ASKED = "case.identity asked"
    IDENTITY_PROVED = "case.identity proved"
    RECEIPT_CORRECTED = "case.receipt corrected"
    THEMED = "case.themes"
    PASSED_ON = "case.praise passed on"


class Outcome(StrEnum):
    """How a case ended."""

    SOLVED = "solved"
    ADVICE_GIVEN = "advice given"
    REFERRED = "referred elsewhere"
    WITHDRAWN = "withdrawn by the customer"
    DUPLICATE = "a copy of another case"
    MADE_IN_ERROR = "made in error"


# Closing with one of these calls the open promises off: there is nothing left to answer.
WITHOUT_ANSWER = frozenset({Outcome.WITHDRAWN, Outcome.DUPLICATE, Outcome.MADE_IN_ERROR})

_ALWAYS = frozenset(
    {
        Act.NOTED,
        Act.LINKED,
        Act.CUSTOMER_WROTE,
        Act.ASSIGNED,
        Act.HANDED_OVER,
        Act.THEMED,
        Act.PASSED_ON,
    }
)
_ALLOWED: dict[Status, frozenset[Act]] = {
    Status.OPEN: frozenset(Act) - {Act.RECEIVED, Act.REOPENED, Act.NOT_ANSWERED},
    Status.ANSWERED: _ALWAYS
    | {Act.PROGRESS, Act.CALLED, Act.NOT_ANSWERED, Act.CLOSED, Act.REOPENED, Act.ANSWERED},
    Status.CLOSED: _ALWAYS | {Act.REOPENED, Act.NOT_ANSWERED},
}


# Of a complaint these are done under the Code, with its definition, its two people and its letters: by
# services of their own, in a package above this one.
NOT_OF_A_COMPLAINT = frozenset(
    {
        Act.ACKNOWLEDGED,
        Act.ANSWERED,
        Act.NOT_ANSWERED,
        Act.ASSIGNED,
        Act.HANDED_OVER,
        Act.EXTENDED,
        Act.PAUSED,
        Act.RESUMED,
        Act.CLOSED,
        Act.REOPENED,
    }
)


def allows(status: Status, act: Act) -> bool:
    """Whether a case in that status allows the act."""
    return act in _ALLOWED[status]


def require(status: Status, act: Act) -> None:
    """Raise RuleBroken("not in this status") unless the act is allowed."""
    if not allows(status, act):
        raise RuleBroken("not in this status", status=status, act=act)


def require_no_complaint(kind: str, act: Act) -> None:
    """Raise RuleBroken("done under the Code") for an act that a complaint has its own way for."""
    if kind == CaseKind.COMPLAINT and act in NOT_OF_A_COMPLAINT:
        raise RuleBroken("done under the Code", act=act)
