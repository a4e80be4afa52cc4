"""The landlord's own dates for appointments, where the policy gives none (product rule 17). Pure."""

from __future__ import annotations

from portal.charters.standards import Event, Standard, StandardKind, Trigger
from portal.clock.limits import Limit, Unit
from portal.commitments.targets import TARGET

ARRANGE = "appointment-arranged"
TELL = "tell-of-cancelling"


def arranging(days: int) -> Standard:
    """We agree a time within that many calendar days of being asked."""
    return _standard(
        ARRANGE,
        "Appointment arranged",
        "We agree a time with you for the appointment you asked for.",
        Limit(amount=days, unit=Unit.DAYS),
        begins=Event.APPOINTMENT_REQUESTED,
        kept_by=Event.ARRANGED,
    )


def telling(minutes: int) -> Standard:
    """When we cancel, we tell within that many minutes by the clock, also at night."""
    return _standard(
        TELL,
        "Told that we cancelled",
        "When we cannot keep an appointment, we tell you.",
        Limit(amount=minutes, unit=Unit.MINUTES),
        begins=Event.APPOINTMENT_CANCELLED,
        kept_by=Event.NOTIFIED,
    )


def _standard(key: str, label: str, promise: str, limit: Limit, *, begins: Event, kept_by: Event) -> Standard:
    literal = f"{limit.amount} {limit.unit}"
    return Standard(
        key=key,
        clause="our target, not in the policy",
        label=label,
        promise=promise,
        literal=literal,
        reading=literal,
        kind=StandardKind.DEADLINE,
        trigger=Trigger(event=begins),
        kept_by=frozenset({kept_by}),
        limit=limit,
        regime=TARGET,
    )
