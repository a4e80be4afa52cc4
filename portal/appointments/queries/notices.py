"""What messages and calendars say of one appointment, gathered. The caller has made sure of the reader.

A few statements, whatever the number of people in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.appointments.changing import change_until, may_change
from portal.appointments.diaries import ResourceKind, Slot
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.notices import Interpreting, Notice, Offered, Visitor
from portal.appointments.places import Mode, Place
from portal.appointments.queries.rules import rules
from portal.appointments.states import State
from portal.appointments.wishes import Wishes, interpreters_mode
from portal.database import db
from portal.identity.models import Person, StaffProfile
from portal.messaging.queries import landlord_signature, signature_of, staff_signature
from portal.messaging.signatures import Signature
from portal.needs.languages import language_name
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.web.languages import called, tongue_called

# A time that is offered: as it would be booked, as it was proposed, or a start and perhaps an officer.
Time = Slot | Proposal | tuple[datetime, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Somebody, or a room, held for an appointment. `role` is "" for those who do not work for us."""

    id: int
    kind: str
    person_id: int | None
    name: str
    first_name: str
    role: str
    card_number: str
    phone: str

    @property
    def visitor(self) -> Visitor:
        """As they are named to the customer."""
        return Visitor(
            name=self.name,
            first_name=self.first_name,
            role=self.role,
            card_number=self.card_number,
            phone=self.phone,
        )


def taking_part(appointment_id: int) -> list[Taking]:
    """All who are held for an appointment, in the order they were; one statement."""
    return [_taking(row) for row in db.session.execute(_HELD, {"appointment": appointment_id})]


def notice_of(
    appointment: Appointment,
    *,
    person: Person | None,
    now: datetime,
    held: Sequence[Taking] | None = None,
) -> Notice:
    """The appointment as it stands, in the language spoken now; `held`: who takes part, if that is known."""
    purpose = db.session.get_one(Purpose, appointment.purpose_id)
    held = taking_part(appointment.id) if held is None else held
    facts = landlord()
    office = facts.office(appointment.office_id) if appointment.office_id is not None else None
    place = Place(appointment.place)
    minutes = rules().change_minutes
    starts_at = appointment.starts_at
    return Notice(
        purpose=called(purpose.name, purpose.name_welsh),
        place=place,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        visitors=tuple(one.visitor for one in held if one.kind == ResourceKind.OFFICER),
        interpreting=interpreting_of(
            appointment, how_many=sum(one.kind == ResourceKind.INTERPRETER for one in held)
        ),
        office=office.name if office else "",
        office_address=", ".join(p for p in (office.address, office.postcode) if p) if office else "",
        office_access=office.access_facts if office else "",
        address=appointment.address if place is Place.HOME else "",
        number=appointment.contact_phone or (person.phone if person else ""),
        companion=Wishes.from_json(appointment.needs).companion,
        bring=purpose.bring,
        why=appointment.why,
        code=appointment.code or "",
        change_by=change_until(starts_at, change_minutes=minutes) if starts_at is not None else None,
        may_change=may_change(State(appointment.state), starts_at, now=now, change_minutes=minutes),
    )


def interpreting_of(appointment: Appointment, *, how_many: int) -> Interpreting | None:
    """What interpreters of this appointment do; None where there is none."""
    if how_many == 0:
        return None
    wishes = Wishes.from_json(appointment.needs)
    spoken = tongue_called(wishes.language, language_name(wishes.language))
    return Interpreting(
        language="" if wishes.sign_language else spoken,
        dialect="" if wishes.sign_language else wishes.dialect,
        mode=interpreters_mode(wishes.mode, Place(appointment.place)) or Mode.IN_PERSON,
        sign_language=wishes.sign_language,
        how_many=how_many,
    )


def times_offered(times: Iterable[Time]) -> tuple[Offered, ...]:
    """Times to choose from, in order, each with its officer by name and role; one statement at most."""
    wanted = sorted({_when(time) for time in times}, key=lambda found: (found[0], found[1] or 0))
    ids = sorted({officer for _, officer in wanted if officer is not None})
    rows = db.session.execute(_OFFICERS, {"ids": ids}) if ids else ()
    officers = {row.id: _taking(row).visitor for row in rows}
    nobody = Visitor(name="", first_name="", role="")
    return tuple(
        Offered(
            starts_at=at,
            officer=officers.get(officer or 0, nobody).name,
            role=officers.get(officer or 0, nobody).role,
        )
        for at, officer in wanted
    )


def handler_of(appointment: Appointment, record: Record, *, held: Sequence[Taking] = ()) -> Signature:
    """Who signs: the record's handler, else the officer held, else the team, else the landlord's contact.

    Word of an appointment must not fail for want of a name. No statement for a handler who is one of `held`.
    """
    team = landlord().team(record.team_id) if record.team_id is not None else None
    phone = team.phone if team and team.phone else landlord().phone
    comes = next((one for one in held if one.role and one.person_id == record.handler_id), None)
    if comes is not None:
        return Signature(
            person_id=comes.person_id, name=comes.name, role=comes.role, phone=comes.phone or phone
        ).checked()
    if record.handler_id is not None:
        return staff_signature(record.handler_id, otherwise_phone=phone)
    officer = _officer(appointment)
    if officer is not None and officer.person_id is not None:
        return staff_signature(officer.person_id, otherwise_phone=phone)
    return signature_of(record) if team and team.phone else landlord_signature()


def interpreters(ids: Sequence[int]) -> list[Resource]:
    """Those of these resources that interpret, in order."""
    if not ids:
        return []
    return list(
        db.session.scalars(
            sa.select(Resource)
            .where(Resource.id.in_(ids), Resource.kind == ResourceKind.INTERPRETER.value)
            .order_by(Resource.id)
        )
    )


def _officer(appointment: Appointment) -> Resource | None:
    return db.session.get(Resource, appointment.officer_id) if appointment.officer_id is not None else None


def _taking(row: Any) -> Taking:
    name = f"{row.given_name or ''} {row.family_name or ''}".strip() or row.name
    is_staff = row.job_title is not None
    return Taking(
        id=row.id,
        kind=row.kind,
        person_id=row.person_id,
        name=name,
        first_name=row.given_name or name.partition(" ")[0],
        role=row.job_title or "",
        card_number=row.card_number or "",
        phone=row.work_phone if is_staff else row.phone,
    )


def _when(time: Time) -> tuple[datetime, int | None]:
    if isinstance(time, Slot):
        return time.starts_at, next(iter(time.officer_ids), None)
    if isinstance(time, Proposal):
        return time.starts_at, time.officer_id
    return time


_WITH_PEOPLE = (
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
    )
    .join(Person, Person.id == Resource.person_id, isouter=True)
    .join(StaffProfile, StaffProfile.person_id == Resource.person_id, isouter=True)
)
_HELD = (
    _WITH_PEOPLE.join(Hold, Hold.resource_id == Resource.id)
    .where(Hold.appointment_id == sa.bindparam("appointment", type_=sa.BigInteger()))
    .order_by(Hold.id)
)
_OFFICERS = _WITH_PEOPLE.where(Resource.id.in_(sa.bindparam("ids", expanding=True)))
