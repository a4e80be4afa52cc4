"""An officer's calendar feed: behind a secret that can be renewed, and with nothing personal in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.services.booking import move
from portal.appointments.services.cancelling import cancel_by_customer
from portal.appointments.wishes import Wishes
from portal.database import db
from portal.identity.models import StaffProfile
from portal.timekeeping import set_offset, utc_now
from tests.client import StrictClient
from tests.factories.appointments import NOW, a_booked_appointment, a_purpose, an_officer, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

TEN = at("2026-11-05 10:00")
PERSONAL = ("Amina", "Farah", "07700", "Kingfisher", "BS6", "damp", "home.example", "husband")


@pytest.fixture
def purpose(client: StrictClient) -> Purpose:
    """A landlord on the third of November 2026."""
    set_offset(NOW - utc_now())
    a_whole_landlord()
    return a_purpose("Talk about your home")


@pytest.fixture
def officer(client: StrictClient, purpose: Purpose) -> Resource:
    """An officer who is signed in."""
    someone = a_staff_member()
    officer = an_officer(someone)
    client.sign_in_as(someone)
    return officer


def new_address(client: StrictClient) -> str:
    assert client.post("/staff/diary/feed").status_code == 303
    html = client.get("/staff/diary/feed").get_data(as_text=True)
    found = re.search(r"http://localhost(/feeds/[\w-]+\.ics)", html)
    assert found is not None
    return found[1]


def test_the_feed_names_purpose_place_time_and_reference_and_nobody(
    client: StrictClient, purpose: Purpose, officer: Resource
) -> None:
    booked = a_booked_appointment(
        purpose,
        a_person(),
        starts_at=TEN,
        place=Place.HOME,
        address="Flat 6, Kingfisher Court, BS6 5TR",
        words="The damp is back",
        wishes=Wishes(companion="my husband"),
    )
    address = new_address(client)
    client.sign_out()

    answer = client.get(address)

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.statement_count <= 4
    text = answer.get_data(as_text=True)
    assert [word for word in PERSONAL if word in text] == []
    events = Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == 1
    assert (events[0]["SUMMARY"], events[0]["LOCATION"], events[0]["DESCRIPTION"]) == (
        "Talk about your home",
        "Home visit",
        booked.record.reference,
    )
    assert (events[0].decoded("DTSTART"), events[0].decoded("DTEND")) == (TEN, TEN + timedelta(hours=1))
    assert events[0]["UID"] == booked.uid


def test_what_is_moved_or_cancelled_shows_in_the_feed(
    client: StrictClient, purpose: Purpose, officer: Resource
) -> None:
    tenant = a_person()
    booked = a_booked_appointment(purpose, tenant, starts_at=TEN)
    other = a_booked_appointment(purpose, tenant, starts_at=TEN + timedelta(days=1))
    move(booked, booked.record, starts_at=TEN + timedelta(hours=2), by=tenant.id, now=NOW, by_customer=True)
    cancel_by_customer(other, other.record, by=tenant.id, now=NOW)
    events = Calendar.from_ical(client.get(new_address(client)).get_data(as_text=True)).walk("VEVENT")
    assert [(event.decoded("DTSTART"), event["SEQUENCE"]) for event in events] == [
        (TEN + timedelta(hours=2), 1)
    ]


def test_the_address_is_shown_once_and_only_its_digest_is_kept(
    client: StrictClient, officer: Resource
) -> None:
    address = new_address(client)
    assert address not in client.get("/staff/diary/feed").get_data(as_text=True)
    secret = address.removeprefix("/feeds/").removesuffix(".ics")
    stored = db.session.scalar(sa.select(Resource.feed_key).where(Resource.id == officer.id))
    assert stored
    assert secret not in stored


def test_the_old_address_is_dead_after_renewing_and_all_after_switching_off(
    client: StrictClient, officer: Resource
) -> None:
    old = new_address(client)
    new = new_address(client)
    assert old != new
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert client.post("/staff/diary/feed/end").status_code == 303
    assert client.get(new).status_code == 404
    assert client.get("/feeds/nothing.ics").status_code == 404


def test_the_address_dies_with_the_officers_work_here(client: StrictClient, officer: Resource) -> None:
    address = new_address(client)
    db.session.execute(
        sa.update(StaffProfile).where(StaffProfile.person_id == officer.person_id).values(active=False)
    )
    assert client.get(address).status_code == 404


def test_who_cannot_be_booked_has_no_feed(client: StrictClient, purpose: Purpose) -> None:
    client.sign_in_as(a_staff_member())
    assert "You cannot be booked" in client.get("/staff/diary/feed").get_data(as_text=True)
    assert client.post("/staff/diary/feed").status_code == 404
