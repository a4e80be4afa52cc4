"""One appointment with everybody in it, and a customer's own list. `visible_to` decides who sees which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.appointments.diaries import ResourceKind
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.models.resources import Purpose, Resource, Rules, StaffPhoto
from portal.appointments.places import Place
from portal.appointments.states import ENDS, HELD, State
from portal.database import UtcDateTime, db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

PAST_SHOWN = 10
_HAVE_COME = (State.ARRIVED, State.FINISHED, State.NO_ACCESS)


def known_to_them() -> sa.ColumnElement[bool]:
    """Whether customers know of it: not of a visit without notice, until we have come."""
    return sa.or_(Appointment.no_notice_reason == "", Appointment.state.in_(_HAVE_COME))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Who comes, as a customer may see them."""

    resource_id: int
    person_id: int | None
    name: str
    first_name: str
    job_title: str
    card_number: str
    has_photo: bool
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An appointment with its record, purpose and everybody held. `officer` comes first of `officers`."""

    record: Record
    appointment: Appointment
    purpose: Purpose
    officers: tuple[Shown, ...]
    room: str
    interpreters: tuple[str, ...]
    rules: Rules | None = None

    @property
    def officer(self) -> Shown | None:
        """Who comes; None while no time is held."""
        return self.officers[0] if self.officers else None

    @property
    def state(self) -> State:
        """How it stands."""
        return State(self.appointment.state)

    @property
    def place(self) -> Place:
        """Where we meet."""
        return Place(self.appointment.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedLine:
    """One line of a customer's own list. `officer` is a first name, "" while no time is held.

    `title_welsh`: what the purpose is called in Welsh, "" where it has no Welsh name.
    """

    reference: str
    title: str
    title_welsh: str
    state: State
    place: Place
    office_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    officer: str
    cancelled_by: str
    received_at: datetime
    is_past: bool


def appointment_for(readers: Sequence[Reader], reference: str, *, today: date) -> Booked:
    """The appointment with that reference, if any of the readers may see it; NotFound alike for all else.

    Record, person, appointment and purpose are loaded; two statements.
    """
    meant = understood(reference)
    if meant is None or not readers:
        raise NotFound
    # The rules are read with the rest: `queries.rules` then finds them in the session, which holds only what
    # somebody else holds.
    row = db.session.execute(
        sa.select(Appointment, Rules)
        .join(Appointment.record)
        .outerjoin(Rules, Rules.id == 1)
        .where(
            Record.reference == meant,
            known_to_them(),
            sa.or_(*(visible_to(reader, today=today) for reader in readers)),
        )
        .options(
            contains_eager(Appointment.record).joinedload(Record.person), joinedload(Appointment.purpose)
        )
    ).first()
    if row is None:
        raise NotFound
    return replace(with_people(row[0]), rules=row[1])


def with_people(appointment: Appointment) -> Booked:
    """The appointment, its record and purpose being loaded, with everybody held; one statement.

    The caller has shown that the reader may see it.
    """
    officers: list[Shown] = []
    room = ""
    interpreters: list[str] = []
    for row in db.session.execute(_HELD, {"appointment": appointment.id}):
        if row.kind == ResourceKind.OFFICER:
            officers.append(_shown(row))
        elif row.kind == ResourceKind.ROOM:
            room = row.name
        else:
            interpreters.append(row.name)
    officers.sort(key=lambda shown: shown.resource_id != appointment.officer_id)
    return Booked(
        record=appointment.record,
        appointment=appointment,
        purpose=appointment.purpose,
        officers=tuple(officers),
        room=room,
        interpreters=tuple(interpreters),
    )


def own_appointments(reader: Reader, *, now: datetime) -> list[BookedLine]:
    """What the reader may see of their own: coming, the next first, then to be arranged, then the last ten.

    Two statements.
    """
    seen = visible_to(reader, today=local_date(now, landlord().zone))
    over = sa.or_(
        Appointment.state.in_(sorted(ENDS)),
        sa.and_(Appointment.state.in_(sorted(HELD)), Appointment.ends_at <= _now),
    )
    lines = _LINES.where(seen, known_to_them())
    coming = db.session.execute(
        lines.where(sa.not_(over)).order_by(
            Appointment.starts_at.is_(None), Appointment.starts_at, Record.received_at, Record.id
        ),
        {"now": now},
    )
    past = db.session.execute(
        lines.where(over)
        .order_by(sa.func.coalesce(Appointment.starts_at, Record.received_at).desc(), Record.id.desc())
        .limit(PAST_SHOWN),
        {"now": now},
    )
    return [*(_line(row, is_past=False) for row in coming), *(_line(row, is_past=True) for row in past)]


def proposals_of(appointment_id: int) -> list[Proposal]:
    """All that was proposed, the latest turn first and in it by time; the caller has shown the reader may."""
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .where(Proposal.appointment_id == appointment_id)
            .order_by(Proposal.round.desc(), Proposal.never, Proposal.starts_at, Proposal.id)
        )
    )


_now = sa.bindparam("now", type_=UtcDateTime())
_HELD = (
    sa.select(
        Resource.id,
        Resource.kind,
        Resource.name,
        Resource.person_id,
        Resource.phone,
        Person.given_name,
        Person.family_name,
        StaffProfile.job_title,
        StaffProfile.card_number,
        StaffProfile.work_phone,
        StaffPhoto.person_id.label("photo"),
    )
    .join(Hold, Hold.resource_id == Resource.id)
    .outerjoin(Person, Person.id == Resource.person_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
    .outerjoin(StaffPhoto, StaffPhoto.person_id == Resource.person_id)
    .where(Hold.appointment_id == sa.bindparam("appointment", type_=sa.BigInteger()))
    .order_by(Hold.id)
)
_LINES = (
    sa.select(
        Record.reference,
        Record.title,
        Record.received_at,
        Appointment.state,
        Appointment.place,
        Appointment.office_id,
        Appointment.starts_at,
        Appointment.ends_at,
        Appointment.cancelled_by,
        Resource.name.label("resource"),
        Person.given_name,
        Purpose.name_welsh,
    )
    .select_from(Appointment)
    .join(Record, Record.id == Appointment.id)
    .join(Purpose, Purpose.id == Appointment.purpose_id)
    .outerjoin(Resource, Resource.id == Appointment.officer_id)
    .outerjoin(Person, Person.id == Resource.person_id)
)


def _shown(row: Any) -> Shown:
    name = f"{row.given_name or ''} {row.family_name or ''}".strip() or row.name
    return Shown(
        resource_id=row.id,
        person_id=row.person_id,
        name=name,
        first_name=row.given_name or name,
        job_title=row.job_title or "",
        card_number=row.card_number or "",
        has_photo=row.photo is not None,
        phone=row.work_phone or row.phone,
    )


def _line(row: Any, *, is_past: bool) -> BookedLine:
    return BookedLine(
        reference=row.reference,
        title=row.title,
        title_welsh=row.name_welsh,
        state=State(row.state),
        place=Place(row.place),
        office_id=row.office_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        officer=row.given_name or row.resource or "",
        cancelled_by=row.cancelled_by,
        received_at=row.received_at,
        is_past=is_past,
    )
