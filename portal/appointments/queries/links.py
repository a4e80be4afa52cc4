"""Opening a link to an appointment that came in a message. The link is its own reader."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.appointments.models.bookings import Appointment
from portal.appointments.states import State
from portal.database import db
from portal.errors import NotFound
from portal.identity.queries.links import token
from portal.records.models import Record

LINK = "appointment"  # the purpose of such tokens

_OVER = frozenset({State.FINISHED, State.CANCELLED})
NOT_HELD = frozenset({State.NO_ACCESS, State.MISSED_BY_US})


def opened_by(link: str, *, now: datetime) -> tuple[Record, Appointment, int]:
    """The record and appointment a link opens, and the link's own id.

    NotFound once it has expired or a newer message superseded it, once the appointment is over, and for
    anything that is no such link. One that nobody held opens until it has another in its place.
    """
    row = token(LINK, link, now)
    found = (
        db.session.execute(
            sa.select(Record, Appointment)
            .join(Appointment, Appointment.id == Record.id)
            .where(Record.id == row.record_id)
        ).first()
        if row and row.record_id
        else None
    )
    if row is None or found is None:
        raise NotFound
    record, appointment = found
    if appointment.state in _OVER or (appointment.state in NOT_HELD and appointment.replaced_by_id):
        raise NotFound
    return record, appointment, row.id


def leads_to_another_time(appointment: Appointment) -> bool:
    """Whether its link leads straight to booking again: nobody let us in, or we did not come."""
    return appointment.state in NOT_HELD


def before_it(record_id: int) -> tuple[Record, Appointment]:
    """An appointment that nobody held and that has no other in its place, with its purpose.

    Only for whoever opened it before and goes on to book another time; NotFound once there is one.
    """
    found = db.session.execute(
        sa.select(Record, Appointment)
        .join(Appointment, Appointment.id == Record.id)
        .where(
            Record.id == record_id,
            Appointment.state.in_([state.value for state in NOT_HELD]),
            Appointment.replaced_by_id.is_(None),
        )
        .options(joinedload(Appointment.purpose))
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]
