"""Asking for an appointment: the record, what was wanted, the promise to arrange it, word to the customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from portal.appointments.acts import Act
from portal.appointments.asks import Ask
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.queries.rules import rules
from portal.appointments.services.replacing import take_its_place
from portal.appointments.services.telling import tell
from portal.appointments.states import State
from portal.appointments.targets import arranging
from portal.charters.standards import Circumstance, Event
from portal.commitments.services.keeping import begin, begin_own
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Home, Person, Tenancy
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import Opening, add_entry, open_record

__all__ = ["Ask", "ask_for", "begin_arranging", "open_appointment"]

KIND = "appointment"


def ask_for(ask: Ask, *, by: int | None, now: datetime) -> Appointment:
    """Take in that somebody wants to meet us, though no time is agreed yet, and say by when we agree one.

    Gives back the appointment, WANTED, with its record. Raises what `open_appointment` raises.
    """
    appointment = open_appointment(ask, by=by, now=now)
    tell(appointment, appointment.record, message="asked", writer=None, now=now)
    return appointment


def open_appointment(
    ask: Ask, *, by: int | None, now: datetime, opening: Callable[..., Record] = open_record
) -> Appointment:
    """The same without word to the customer: for those who agree a time in the same act.

    `opening`: `add_record` for those who have a savepoint of their own. Only the record is flushed.
    Raises RuleBroken: "no such purpose", "not met there" (the purpose has no such place), "office missing",
    "address missing", "nobody to reach", "reason missing" (a visit planned unasked says why),
    "received in the future", "already submitted" (with `reference`).
    """
    purpose = _checked(ask)
    record = opening(_opening(ask, purpose, by), by=by, now=now)
    person = db.session.get(Person, ask.person_id) if ask.person_id else None
    appointment = Appointment(
        id=record.id,
        purpose_id=purpose.id,
        state=State.WANTED,
        place=ask.place.value,
        office_id=ask.office_id if ask.place is Place.OFFICE else None,
        address=ask.address if ask.place is Place.HOME else "",
        area=ask.home_area,
        wanted_officer_id=ask.wanted_officer_id,
        words=ask.words,
        needs=ask.wishes.to_json(),
        urgent=ask.urgent,
        contact_name=ask.contact_name or (person.name if person else ""),
        contact_email=ask.contact_email or (person.email if person else ""),
        contact_phone=ask.contact_phone or (person.phone if person else ""),
        contact_address=ask.contact_address or (person.address if person else ""),
        planned_by_staff=ask.planned_by_staff,
        why=ask.why,
        no_notice_reason=ask.no_notice_reason,
        uid=str(uuid4()),
    )
    appointment.record = record
    appointment.purpose = purpose
    db.session.add(appointment)
    take_its_place(appointment, ask.parent_id, now=now)
    add_entry(
        record,
        act=Act.PLANNED if ask.planned_by_staff else Act.ASKED,
        at=ask.received_at,
        now=now,
        by=by,
        public=not ask.no_notice_reason,
        body=ask.words or ask.why or None,
        channel=ask.channel.value,
        at_once=False,
    )
    if not ask.planned_by_staff:
        begin_arranging(appointment, record, at=ask.received_at, now=now)
    return appointment


def begin_arranging(appointment: Appointment, record: Record, *, at: datetime, now: datetime) -> None:
    """Start the promise to agree a time, asked for at `at`: the charter's (RHA 2.4g: 3 days), else our own.

    What is urgent has its own promise, to be seen the same day (RHA 2.4h).
    """
    circumstances = frozenset({Circumstance.URGENT}) if appointment.urgent else frozenset()
    begun = begin(record, event=Event.APPOINTMENT_REQUESTED, circumstances=circumstances, at=at, now=now)
    days = rules().arrange_days
    if days is not None and not any(Event.ARRANGED.value in commitment.kept_by for commitment in begun):
        begin_own(record, arranging(days), at=at)


def _checked(ask: Ask) -> Purpose:
    purpose = db.session.get(Purpose, ask.purpose_id)
    if purpose is None or not purpose.active:
        raise RuleBroken("no such purpose", purpose_id=ask.purpose_id)
    if ask.place.value not in purpose.places.split("|"):
        raise RuleBroken("not met there", place=ask.place, places=purpose.places)
    if ask.place is Place.OFFICE and ask.office_id is None:
        raise RuleBroken("office missing")
    if ask.place is Place.HOME and not ask.address.strip():
        raise RuleBroken("address missing")
    if ask.person_id is None and not (ask.contact_email or ask.contact_phone or ask.contact_address):
        raise RuleBroken("nobody to reach")
    if ask.planned_by_staff and not ask.why.strip():
        raise RuleBroken("reason missing")
    return purpose


def _opening(ask: Ask, purpose: Purpose, by: int | None) -> Opening:
    teams = landlord().teams
    return Opening(
        kind=KIND,
        title=purpose.name,
        channel=ask.channel.value,
        received_at=ask.received_at,
        person_id=ask.person_id,
        raised_by_id=by,
        tenancy_id=ask.tenancy_id,
        organisation_id=ask.organisation_id,
        office_id=ask.office_id,
        division=_division(ask),
        # Whatever is asked belongs to somebody from its first minute.
        team_id=purpose.team_id or (teams[0].id if teams else None),
        parent_id=ask.parent_id,
        submission_id=ask.submission_id,
        reference=ask.reference,
    )


def _division(ask: Ask) -> str | None:
    """Of a home visit the home's, whose bank holidays count (product rule 3)."""
    if ask.place is not Place.HOME or ask.tenancy_id is None:
        return None
    tenancy = db.session.get(Tenancy, ask.tenancy_id)
    home = db.session.get(Home, tenancy.home_id) if tenancy else None
    return home.division if home else None
