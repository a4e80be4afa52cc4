"""A person's appointments as staff see them beside their cases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Resource
from portal.database import db
from portal.errors import NotAllowed
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsAppointment:
    """One of them; no time and no officer while none is held."""

    reference: str
    title: str
    state: str
    place: str
    starts_at: datetime | None
    officer: str


def appointments_of(reader: Reader, person_id: int, *, now: datetime) -> list[PersonsAppointment]:
    """The latest ten appointments of a person that the reader, who is staff, may see, the newest first.

    One statement. NotAllowed for customers, whose own are in `queries.appointments`.
    """
    if not reader.is_staff:
        raise NotAllowed
    statement = _of_person(reader, local_date(now, landlord().zone))
    rows = db.session.execute(statement, {"person": person_id})
    return [PersonsAppointment(**{**row._mapping, "officer": row.officer or ""}) for row in rows]


# Kept for each member of staff: making the statement takes longer than running it.
@lru_cache(maxsize=256)
def _of_person(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Record.reference,
            Record.title,
            Appointment.state,
            Appointment.place,
            Appointment.starts_at,
            Resource.name.label("officer"),
        )
        .select_from(Record)
        .join(Appointment, Appointment.id == Record.id)
        .outerjoin(Resource, Resource.id == Appointment.officer_id)
        .where(
            Record.person_id == sa.bindparam("person", type_=sa.BigInteger()),
            visible_to(reader, today=today),
        )
        .order_by(Record.id.desc())
        .limit(SHOWN)
    )


def names_given(record_ids: Iterable[int]) -> dict[int, str]:
    """What people without an account call themselves in their appointments, by record; one statement."""
    wanted = sorted(set(record_ids))
    if not wanted:
        return {}
    named = sa.select(Appointment.id, Appointment.contact_name).where(Appointment.id.in_(wanted))
    return dict(db.session.execute(named).tuples().all())
