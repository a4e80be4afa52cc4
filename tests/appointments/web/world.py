"""A landlord whose officer can be booked, and going through the pages of booking as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.database import db
from portal.identity.models import Person
from portal.organisation.models import Office
from portal.records.models import Record
from tests.client import StrictClient
from tests.factories.appointments import a_purpose, a_room, an_officer
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member, a_tenancy

THURSDAY_AT_TEN = "20261105T1000Z.1"
WORDS = "I would like to talk about the neighbours."


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there, and what can be booked: Joanna, Monday to Friday 9am to 5pm, and one room."""

    tenant: Person
    office: Office
    officer: Resource
    room: Resource
    purpose: Purpose

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """What the tenant answers for an hour at the office with anyone suitable."""
        return {
            "": {"purpose": str(self.purpose.id)},
            "about": {"words": WORDS, "urgent": "no"},
            "place": {"place": "office"},
            "officer": {"officer": "anyone"},
            "needs": {"gender": "", "mode": "any"},
            "when": {"slot": THURSDAY_AT_TEN},
        }

    @property
    def visitor(self) -> dict[str, dict[str, Any]]:
        """The same for somebody without an account."""
        you = {"name": "Gareth Pugh", "email": "gareth@home.example", "phone": "", "address": ""}
        return {**self.answers, "about-you": you}


def a_world() -> World:
    """All of it, committed."""
    place = a_whole_landlord()
    tenant = a_person()
    tenant.has_account = True
    a_tenancy(tenant)
    officer = an_officer(a_staff_member(team=place.team), gender="woman")
    return World(
        tenant=tenant,
        office=place.office,
        officer=officer,
        room=a_room(place.office),
        purpose=a_purpose(bring="Your last rent letter."),
    )


def answer_all(client: StrictClient, answers: dict[str, dict[str, Any]]) -> str:
    """Answer page after page; where the last one leads."""
    location = ""
    for page, answer in answers.items():
        response = client.post(f"/appointments/book/{page}".rstrip("/"), data=answer)
        assert response.status_code == 303, (page, response.get_data(as_text=True))
        location = response.location
    return location


def submission_of(page: str) -> str:
    """The submission id on a page."""
    found = re.search(r'name="submission"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def book(client: StrictClient, answers: dict[str, dict[str, Any]]) -> str:
    """Answer everything and book it; the address of the confirmation."""
    check = answer_all(client, answers)
    assert check == "/appointments/book/check"
    page = client.get(check).get_data(as_text=True)
    response = client.post(check, data={"submission": submission_of(page)})
    assert response.status_code == 303, response.get_data(as_text=True)
    assert response.location.startswith("/appointments/book/done/")
    return response.location


def the_appointment() -> tuple[Record, Appointment]:
    """The only appointment there is."""
    rows = db.session.execute(
        sa.select(Record, Appointment).join(Appointment, Appointment.id == Record.id)
    ).all()
    assert len(rows) == 1
    return rows[0][0], rows[0][1]
