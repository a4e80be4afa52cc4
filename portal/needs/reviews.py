"""The dates we set ourselves for needs and instructions: the landlord's own targets (rule 17). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.charters.standards import Event, Standard, StandardKind, Trigger
from portal.clock.limits import Limit, Unit
from portal.commitments.targets import TARGET

# Kinds of record, one a person; for needs staff alone.
NEEDS, MARKERS, RESTRICTIONS = "needs", "safety instruction", "contact restriction"


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """How soon we decide, and after how long we ask again; the landlord's settings."""

    decide_working_days: int
    review_months: int


def decision(working_days: int) -> Standard:
    """We agree to what would help, or say what we offer instead, within that many working days."""
    return _standard(
        "need-decided",
        "What helps: decide",
        "We say whether we can do it, and what we offer instead if we cannot.",
        Limit(amount=working_days, unit=Unit.WORKING_DAYS),
    )


def need_review(months: int) -> Standard:
    """We ask whether what helps is still right, by so many months on."""
    return _standard(
        "need-reviewed",
        "What helps: ask again",
        "We ask whether what helps you is still right.",
        Limit(amount=months, unit=Unit.MONTHS),
    )


def need_review_by(on: date, *, today: date) -> Standard:
    """The same by a day that was chosen; that day is the last that keeps it."""
    return _standard(
        "need-reviewed",
        "What helps: ask again",
        "We ask whether what helps you is still right.",
        Limit(amount=(on - today).days, unit=Unit.DAYS),
    )


def marker_review_by(on: date, *, today: date) -> Standard:
    """A safety instruction is looked at again by that day, inclusive."""
    return _standard(
        "marker-reviewed",
        "Safety instruction: look again",
        "We look at it again, and end it if it is no longer needed.",
        Limit(amount=(on - today).days, unit=Unit.DAYS),
    )


def restriction_decided(working_days: int) -> Standard:
    """Another manager says yes or no to a restriction on contact, within that many working days."""
    return _standard(
        "restriction-decided",
        "Restriction on contact: decide",
        "Another manager decides, and nothing is restricted before.",
        Limit(amount=working_days, unit=Unit.WORKING_DAYS),
    )


def restriction_review_by(on: date, *, today: date) -> Standard:
    """A restriction on contact is looked at again by that day, inclusive (Complaint Handling Code 5.15)."""
    return _standard(
        "restriction-reviewed",
        "Restriction on contact: look again",
        "We look at it again, and end it if it is no longer needed.",
        Limit(amount=(on - today).days, unit=Unit.DAYS),
    )


def _standard(key: str, label: str, promise: str, limit: Limit) -> Standard:
    literal = f"{limit.amount} {limit.unit}"
    return Standard(
        key=key,
        clause="our target, not in the policy",
        label=label,
        promise=promise,
        literal=literal,
        reading=literal,
        kind=StandardKind.DEADLINE,
        trigger=Trigger(event=Event.RECEIVED),
        kept_by=frozenset({Event.REVIEWED}),
        limit=limit,
        regime=TARGET,
    )
