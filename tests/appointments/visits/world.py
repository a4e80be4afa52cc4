"""Visits to a home, for the tests of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.audit.models import AuditEntry
from portal.commitments.promise_line import Step
from portal.commitments.queries import steps_of
from portal.database import db
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from tests.factories.appointments import a_booked_appointment, at

HOME = "Flat 6, Kingfisher Court, BS6 5TR"
VISIT_AT = at("2026-11-05 10:30")  # a Thursday
MINUTE = timedelta(minutes=1)


def a_visit(
    purpose: Purpose,
    officer: Resource,
    person: Person | None,
    *,
    starts_at: datetime = VISIT_AT,
    **given: Any,
) -> Appointment:
    """A home visit; its record is loaded."""
    home = {"place": Place.HOME, "address": HOME, "area": "BS6", **given}
    return a_booked_appointment(purpose, person, starts_at=starts_at, officer=officer, **home)


def person_of(resource: Resource) -> Person:
    """The member of staff behind a diary."""
    found = db.session.get(Person, resource.person_id)
    assert found is not None
    return found


def afresh(appointment: Appointment) -> Appointment:
    """The appointment as it is stored now."""
    return db.session.get_one(Appointment, appointment.id, populate_existing=True)


def sent(appointment: Appointment) -> list[str]:
    """The messages left for the customer, in order, by kind."""
    rows = sa.select(OutgoingMessage.kind).where(OutgoingMessage.record_id == appointment.id)
    return [kind.partition("/")[2] for kind in db.session.scalars(rows.order_by(OutgoingMessage.id))]


def last_text(appointment: Appointment) -> str:
    """What the latest message says."""
    rows = sa.select(OutgoingMessage.text).where(OutgoingMessage.record_id == appointment.id)
    text = db.session.scalars(rows.order_by(OutgoingMessage.id.desc())).first()
    assert text is not None
    return text


def punctuality(appointment: Appointment, now: datetime) -> Step:
    """The promise to come on time."""
    steps = steps_of([appointment.id], now=now, zone=landlord().zone)[appointment.id]
    return next(step for step in steps if step.standard == "target-on-time")


def looks(act: str) -> list[tuple[int | None, int | None, int | None]]:
    """(who, record, person) of each look of that kind."""
    rows = sa.select(AuditEntry).where(AuditEntry.act == act, AuditEntry.is_look.is_(True))
    return [(row.actor_id, row.record_id, row.person_id) for row in db.session.scalars(rows)]
