"""Whether somebody at a door is one of us: first names and roles for anybody, nothing of the tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.appointments.doorstep import EXPECTED_BEFORE, is_expected
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Resource
from portal.appointments.places import Place
from portal.appointments.states import HELD, State
from portal.appointments.visit_acts import MOST_OFF_MINUTES
from portal.appointments.visit_codes import understood
from portal.database import db
from portal.identity.models import Person, StaffProfile

_TOLD = timedelta(minutes=MOST_OFF_MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One of us who is expected at a door now."""

    first_name: str
    role: str


def expected_callers(typed: str, *, now: datetime) -> tuple[Caller, ...]:
    """Who is expected at a home now by this visit code, or with this card number; empty for anything else.

    By a code everybody who comes, by a card its holder. From an hour before until the end, moved by what the
    customer was last told. One statement, whatever is typed, and the same answer for a code that never was.
    """
    code = understood(typed) or ""
    card = "".join(typed.split()).casefold()
    found = db.session.execute(
        sa.select(Appointment, Person.given_name, StaffProfile.job_title)
        .join(Hold, Hold.appointment_id == Appointment.id)
        .join(Resource, Resource.id == Hold.resource_id)
        .join(Person, Person.id == Resource.person_id)
        .join(StaffProfile, StaffProfile.person_id == Person.id)
        .where(
            Appointment.place == Place.HOME.value,
            Appointment.state.in_([state.value for state in HELD]),
            Appointment.starts_at <= now + EXPECTED_BEFORE + _TOLD,
            Appointment.starts_at >= now - timedelta(days=1),
            StaffProfile.active.is_(True),
            sa.or_(
                Appointment.code == code,
                sa.and_(
                    StaffProfile.card_number != "",
                    sa.func.lower(sa.func.replace(StaffProfile.card_number, " ", "")) == card,
                ),
            ),
        )
        .order_by(Appointment.starts_at, Hold.id)
    )
    callers = [
        Caller(first_name=first_name, role=role)
        for appointment, first_name, role in found
        if _is_expected(appointment, now)
    ]
    return tuple(dict.fromkeys(callers))


def _is_expected(appointment: Appointment, now: datetime) -> bool:
    starts_at, ends_at = appointment.starts_at, appointment.ends_at
    if starts_at is None or ends_at is None:
        return False
    return is_expected(
        State(appointment.state),
        Place(appointment.place),
        (starts_at, ends_at),
        told_minutes=appointment.late_minutes,
        now=now,
    )
