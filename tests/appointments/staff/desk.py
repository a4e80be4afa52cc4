"""An office where appointments are arranged: officers, a room, a tenant; filling in staff's forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.database import db
from portal.identity.models import Person, Tenancy
from portal.organisation.models import Office, Team
from portal.records.models import Record
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import hidden
from tests.client import StrictClient
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    a_room,
    a_wanted_appointment,
    an_officer,
    at,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member, a_tenancy

TEN = at("2026-11-05 10:00")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who is there. `joanna` and `sam` are officers' resources; Joanna arranges."""

    arranger: Person
    colleague: Person
    joanna: Resource
    sam: Resource
    room: Resource
    tenant: Person
    tenancy: Tenancy
    purpose: Purpose
    office: Office
    team: Team

    def wanted(self, **given: Any) -> Appointment:
        """An appointment the tenant asked for, by phone unless told otherwise."""
        return a_wanted_appointment(self.purpose, self.tenant, **given)

    def booked(self, starts_at: datetime = TEN, **given: Any) -> Appointment:
        """One with a time, with Joanna unless told otherwise."""
        return a_booked_appointment(
            self.purpose, self.tenant, **{"starts_at": starts_at, "officer": self.joanna, **given}
        )


def a_desk() -> Desk:
    """All of it, committed; it is Tuesday 3 November 2026, 10am."""
    set_clock(NOW)
    place = a_whole_landlord()
    arranger = a_staff_member(team=place.team, office=place.office, card_number="4471")
    colleague = a_staff_member(
        given_name="Sam", family_name="Hill", team=place.team, office=place.office, card_number="4472"
    )
    tenant = a_person(has_account=True)
    return Desk(
        arranger=arranger,
        colleague=colleague,
        joanna=an_officer(arranger),
        sam=an_officer(colleague),
        room=a_room(place.office),
        tenant=tenant,
        tenancy=a_tenancy(tenant),
        purpose=a_purpose(),
        office=place.office,
        team=place.team,
    )


def record_of(appointment: Appointment) -> Record:
    """Its record, also after a request, when the test reads afresh."""
    return db.session.get_one(Record, appointment.id)


def address_of(appointment: Appointment, task: str = "") -> str:
    """Where its page is, or the page of an act on it."""
    reference = record_of(appointment).reference
    return f"/staff/appointments/{reference}" + (f"/do/{task}" if task else "")


def act(client: StrictClient, appointment: Appointment, task: str, **fields: Any) -> Any:
    """Open an act's page, fill it in and send it, as a browser without JavaScript does."""
    page = client.get(address_of(appointment, task))
    assert page.status_code == 200, (page.status, page.location)
    return client.post(address_of(appointment, task), data={**hidden(page), **fields})


def slot(starts_at: datetime, officer: Resource) -> str:
    """A time as the value of its choice."""
    return f"{starts_at:%Y%m%dT%H%MZ}.{officer.id}"


__all__ = ["NOW", "TEN", "Desk", "a_desk", "act", "address_of", "at", "record_of", "slot"]
