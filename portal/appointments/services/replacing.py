"""An appointment that takes the place of one that nobody held: the old one is settled by it."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.links import LINK, NOT_HELD
from portal.commitments.services.keeping import call_off
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.services.people import end_tokens
from portal.records.models import Record
from portal.records.services import hold


def take_its_place(appointment: Appointment, parent_id: int | None, *, now: datetime) -> None:
    """Note that this appointment is the other time for `parent_id`, if that is one that nobody held.

    Nobody let us in, or we did not come. The old record closes, and links to it no longer open anything.
    Nothing for any other parent. RuleBroken("has another time") where one was made already: of two requests
    the second waits for the first and finds it.
    """
    old = db.session.get(Appointment, parent_id) if parent_id is not None else None
    if old is None or old.state not in NOT_HELD:
        return
    db.session.flush()  # the old one will point to it
    record = db.session.get_one(Record, old.id)
    hold(record)
    db.session.refresh(old)
    if old.replaced_by_id is not None:
        raise RuleBroken("has another time", appointment_id=old.replaced_by_id)
    old.replaced_by_id = appointment.id
    end_tokens(purpose=LINK, now=now, record_id=record.id)
    if record.closed_at is None:
        call_off(record, now=now)
        record.closed_at = now
    db.session.flush()
