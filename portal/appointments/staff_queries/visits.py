"""What staff read on the day: the sheet of one visit, and reports of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.models.bookings import Appointment, Hold, IncidentReport
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.states import HELD, State
from portal.appointments.visit_acts import OnTheDay, is_read
from portal.appointments.wishes import Wishes
from portal.clock.zones import local_day
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import steps_of
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.looks import Grounds, grounds
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import ShownNeed, flag_for, needs_told, way_for
from portal.needs.ways import Carrier
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Somebody who takes part: officer or interpreter, a room; with the card of whoever works for us."""

    resource: Resource
    work: StaffProfile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """That there is a report of an incident, without its words."""

    id: int
    happened_at: datetime
    written_by_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheet:
    """All that is needed at the door. `needs` in detail only on `grounds`; `word` only that day."""

    record: Record
    appointment: Appointment
    purpose: Purpose
    person: Person | None
    coming: Sequence[Coming]
    flag: NeedsFlag
    grounds: Grounds | None
    needs: Sequence[ShownNeed]
    steps: Sequence[Step]
    reports: Sequence[Report]
    is_visitor: bool
    on_the_day: OnTheDay

    @property
    def who(self) -> str:
        """Whose appointment it is; "" where they gave no name."""
        return (self.person.name if self.person else "") or self.appointment.contact_name

    @property
    def phone(self) -> str:
        """The number to ring them on; "" for none."""
        return self.appointment.contact_phone or (self.person.phone if self.person else "")

    @property
    def place(self) -> Place:
        """Where we meet."""
        return Place(self.appointment.place)

    @property
    def wishes(self) -> Wishes:
        """What is wanted for this one."""
        return Wishes.from_json(self.appointment.needs)

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """The promise lines as they stand."""
        return lines(self.steps, received_at=self.record.received_at)

    @property
    def word(self) -> str:
        """The customer's one-time word: for whoever goes there, on that local day, until it is over."""
        day = self.on_the_day
        if not self.is_visitor or day.starts_at is None or day.state not in HELD:
            return ""
        today = local_day(day.starts_at, day.zone) == local_day(day.now, day.zone)
        return self.appointment.door_word or "" if today else ""

    def of_kind(self, kind: str) -> list[Coming]:
        """Officers, interpreters or rooms that are held."""
        return [one for one in self.coming if one.resource.kind == kind]


def visit_for(reader: Reader, reference: str, *, now: datetime) -> VisitSheet:
    """The sheet of one visit; at most seven statements.

    For those who hold its time, whoever deals with it, and managers; NotFound for all others. What helps the
    tenant is shown in detail to those who meet them today, whose look the page records.
    """
    meant = understood(reference)
    if meant is None:
        raise NotFound
    zone = landlord().zone
    today = local_date(now, zone)
    rows = db.session.execute(_SHEET.where(Record.reference == meant, visible_to(reader, today=today))).all()
    if not rows:
        raise NotFound
    record, appointment, purpose, person = rows[0][:4]
    coming = [
        Coming(resource=resource, work=work) for resource, work in db.session.execute(_held(appointment.id))
    ]
    held = [one.resource for one in coming]
    is_visitor, handles = _goes(reader, held), record.handler_id == reader.person_id
    if not may_open(reader, record, held):
        raise NotFound
    starts_at = appointment.starts_at
    meets_today = is_visitor and starts_at is not None and local_day(starts_at, zone) == today
    why = grounds(reader, handles=handles and record.closed_at is None, visits=meets_today, gave_reason=False)
    ids = [person.id] if person else []
    flag = flag_for(ids, today=today).get(ids[0], NO_NEEDS) if ids else NO_NEEDS
    return VisitSheet(
        record=record,
        appointment=appointment,
        purpose=purpose,
        person=person,
        coming=coming,
        flag=flag,
        grounds=why,
        needs=needs_told(person.id, today=today) if person and why is not None else (),
        steps=steps_of([record.id], now=now, zone=zone)[record.id],
        reports=_reports(rows, reader),
        is_visitor=is_visitor,
        on_the_day=on_the_day(appointment, flag, now=now),
    )


def may_open(reader: Reader, record: Record, held: Sequence[Resource]) -> bool:
    """Whether a reader of the record may open its sheet: who holds its time or deals with it, managers."""
    return _goes(reader, held) or record.handler_id == reader.person_id or reader.may(Ability.MANAGE_WORK)


def _goes(reader: Reader, held: Sequence[Resource]) -> bool:
    return any(one.person_id is not None and one.person_id == reader.person_id for one in held)


def is_mailed(sheet: VisitSheet, *, now: datetime) -> bool:
    """Whether what we send reaches them at once, by email; else somebody has to ring. One statement."""
    person = sheet.person
    address = sheet.appointment.contact_email or (person.email if person else "")
    if person is None:
        return bool(address)
    today = local_date(now, landlord().zone)
    found = way_for(person.id, has_email=bool(address), prefers=person.prefers, today=today)
    return found.carrier is Carrier.EMAIL


def on_the_day(appointment: Appointment, flag: NeedsFlag, *, now: datetime) -> OnTheDay:
    """What decides which acts are possible now."""
    zone = landlord().zone
    return OnTheDay(
        state=State(appointment.state),
        place=Place(appointment.place),
        starts_at=appointment.starts_at,
        now=now,
        zone=zone,
        identity_shown=appointment.identity_shown_at is not None,
        must_read=bool(flag.instructions)
        and not is_read(appointment.marker_read_at, appointment.starts_at, zone),
    )


def may_read(reader: Reader, written_by_id: int) -> bool:
    """Whether a report of an incident may be read: by its writer and managers."""
    return reader.may(Ability.MANAGE_WORK) or written_by_id == reader.person_id


_person = aliased(Person)
_SHEET = (
    sa.select(
        Record,
        Appointment,
        Purpose,
        _person,
        IncidentReport.id.label("report_id"),  # one row for each report; never its words
        IncidentReport.happened_at,
        IncidentReport.written_by_id,
    )
    .join(Appointment, Appointment.id == Record.id)
    .join(Purpose, Purpose.id == Appointment.purpose_id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(IncidentReport, IncidentReport.appointment_id == Appointment.id)
    .order_by(IncidentReport.id)
)


def _reports(rows: Sequence[Any], reader: Reader) -> list[Report]:
    return [
        Report(id=row.report_id, happened_at=row.happened_at, written_by_id=row.written_by_id)
        for row in rows
        if row.report_id is not None and may_read(reader, row.written_by_id)
    ]


def _held(appointment_id: int) -> sa.Select[Resource, StaffProfile | None]:
    return (
        sa.select(Resource, StaffProfile)
        .join(Hold, Hold.resource_id == Resource.id)
        .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .where(Hold.appointment_id == appointment_id)
        .order_by(Resource.kind, Hold.id)
    )
