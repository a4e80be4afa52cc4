"""What an officer's calendar feed shows. Whoever has its secret address is its reader, so it names nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.states import HELD, State
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import StaffProfile
from portal.identity.readers import Reader
from portal.records.models import Record

_BACK = timedelta(days=31)
_MOST = 1_000
_SHOWN = [state.value for state in (*HELD, State.FINISHED, State.NO_ACCESS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One appointment as a calendar may show it: no name, no address, nothing of what it is about."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    purpose: str
    place: Place
    reference: str
    changed_at: datetime


def key_of(secret: str) -> str:
    """What is stored of a feed's secret. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def feed_owner(secret: str) -> Resource:
    """The officer whose feed this secret opens. NotFound for any other, and once they have left us."""
    found = db.session.scalar(
        sa.select(Resource)
        .join(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .where(Resource.feed_key == key_of(secret), Resource.active.is_(True), StaffProfile.active.is_(True))
    )
    if found is None:
        raise NotFound
    return found


def own_officer(reader: Reader) -> Resource | None:
    """The reader as an officer who can be booked; None for one who cannot."""
    if reader.person_id is None:
        return None
    return db.session.scalar(
        sa.select(Resource).where(Resource.person_id == reader.person_id, Resource.active.is_(True))
    )


def feed_lines(officer: Resource, *, now: datetime) -> Sequence[FeedLine]:
    """All the officer's appointments from a month back on, in order; also those where they are the second."""
    rows = db.session.execute(
        sa.select(Appointment, Purpose.name, Record.reference, Record.touched_at)
        .join(Hold, Hold.appointment_id == Appointment.id)
        .join(Purpose, Purpose.id == Appointment.purpose_id)
        .join(Record, Record.id == Appointment.id)
        .where(
            Hold.resource_id == officer.id,
            Hold.starts_at > now - _BACK,
            Appointment.starts_at.is_not(None),
            Appointment.state.in_(_SHOWN),
        )
        .order_by(Hold.starts_at, Appointment.id)
        .limit(_MOST)
    )
    return [
        FeedLine(
            uid=one.uid,
            sequence=one.sequence,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            purpose=purpose,
            place=Place(one.place),
            reference=reference,
            changed_at=touched_at,
        )
        for one, purpose, reference, touched_at in rows
        if one.starts_at is not None and one.ends_at is not None
    ]
