"""A link in a message opens that appointment and nothing else, shows nothing personal, and dies."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal import database, timekeeping
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.services.booking import move
from portal.appointments.services.calling import no_access
from portal.appointments.services.cancelling import cancel_by_customer
from portal.appointments.services.visiting import on_the_way
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.database import db
from portal.messaging.models import OutgoingMessage
from portal.records.models import Record
from tests.appointments.web.world import World, submission_of
from tests.client import StrictClient
from tests.factories.appointments import NOW, a_booked_appointment, an_interpreter, at

THURSDAY = at("2026-11-05 10:00")
PERSONAL = (
    "Gareth",
    "gareth@home.example",
    "07700 900333",
    "9 Wren Road",
    "neighbours",
    "interpreter",
    "Somali",
    "my sister",
    "Blake",
    "door: ",
)


def booked(world: World) -> Appointment:
    """A visitor's home visit with all that a page behind a link must not show."""
    an_interpreter()
    return a_booked_appointment(
        world.purpose,
        starts_at=THURSDAY,
        place=Place.HOME,
        address="9 Wren Road, BS6 5TR",
        area="BS6",
        words="The neighbours shout.",
        wishes=Wishes(language="so", companion="my sister", door_minutes=7),
        contact_name="Gareth Pugh",
        contact_email="gareth@home.example",
        contact_phone="07700 900333",
    )


def links_sent() -> list[str]:
    """The addresses of links in messages to the customer, the earliest first."""
    texts = db.session.scalars(sa.select(OutgoingMessage.text).order_by(OutgoingMessage.id))
    return [path for text in texts for path in re.findall(r"/appointments/link/[\w-]+", text)]


def test_a_link_shows_that_appointment_and_nothing_personal(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    here = f"/appointments/{appointment.record.reference}"
    link = links_sent()[-1]
    first = client.get(link).get_data(as_text=True)
    assert "Open my appointment" in first
    assert "Thursday 5 November" not in first
    assert client.get(here).status_code == 404
    assert client.post(link).location == here
    for address in (here, f"{here}/move", f"{here}/cancel", f"{here}/calendar.ics"):
        page = client.get(address).get_data(as_text=True)
        body = page[page.index("<main") :] if "<main" in page else page
        assert [word for word in PERSONAL if word in body] == [], address
    page = client.get(here).get_data(as_text=True)
    for expected in ("Thursday 5 November 2026 at 10am", "At your home", "Joanna", "Housing officer"):
        assert expected in page
    assert client.statement_count <= 8
    assert client.post(f"{here}/cancel", data={"words": ""}).location == f"{here}?did=cancelled"
    assert db.session.get_one(Appointment, appointment.id, populate_existing=True).state == State.CANCELLED


def test_a_link_opens_no_other_appointment(world: World, client: StrictClient) -> None:
    booked(world)
    other = a_booked_appointment(world.purpose, world.tenant, starts_at=at("2026-11-06 10:00"))
    client.post(links_sent()[0])
    assert client.get(f"/appointments/{other.record.reference}").status_code == 404
    assert client.get("/appointments/link/nothing").status_code == 200
    assert client.post("/appointments/link/nothing").status_code == 404


def test_a_link_dies_with_a_newer_message_and_when_it_is_over(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    record = appointment.record
    first = links_sent()[0]
    assert client.post(first).status_code == 303
    moved = {"slot": "20261106T1400Z.1"}
    client.post(f"/appointments/{record.reference}/move", data=moved)
    second = links_sent()[-1]
    assert second != first
    client.sign_out()
    assert client.post(first).status_code == 404
    assert client.post(second).status_code == 303
    appointment = db.session.get_one(Appointment, appointment.id, populate_existing=True)
    record = db.session.get_one(Record, record.id, populate_existing=True)
    cancel_by_customer(appointment, record, by=None, now=NOW)
    database.commit()
    for link in links_sent():
        assert client.post(link).status_code == 404


def test_who_opened_a_link_sees_nothing_more_once_a_newer_message_took_its_place(
    world: World, client: StrictClient
) -> None:
    appointment = booked(world)
    here = f"/appointments/{appointment.record.reference}"
    client.post(links_sent()[0])
    assert client.get(here).status_code == 200
    assert client.statement_count <= 8
    us = world.officer.person_id
    move(
        appointment,
        appointment.record,
        starts_at=at("2026-11-06 10:00"),
        by=us,
        now=NOW,
        reason="Joanna is ill.",
        by_customer=False,
    )
    database.commit()
    for address in (here, f"{here}/move", f"{here}/calendar.ics"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{here}/cancel", data={"words": ""}).status_code == 404
    client.post(links_sent()[-1])
    assert client.get(here).status_code == 200


def test_what_they_did_themselves_they_see_and_go_on_from(world: World, client: StrictClient) -> None:
    here = f"/appointments/{booked(world).record.reference}"
    client.post(links_sent()[0])
    client.post(f"{here}/move", data={"slot": "20261106T1400Z.1"})
    assert "Friday 6 November" in client.get(here).get_data(as_text=True)
    client.post(f"{here}/cancel", data={"words": ""})
    assert client.get(f"{here}?did=cancelled").status_code == 200
    timekeeping.set_offset(timekeeping.utc_now() + timedelta(hours=1) - datetime.now(UTC))
    assert client.get(here).status_code == 404


def test_a_calling_cards_link_books_again_in_one_step(world: World, client: StrictClient) -> None:
    appointment = booked(world)
    record = appointment.record
    officer = world.officer.person_id or 0
    leaves = THURSDAY - timedelta(minutes=10)
    on_the_way(appointment, record, at=leaves, by=officer, now=leaves)
    at_door = THURSDAY + timedelta(minutes=5)
    no_access(appointment, record, at=at_door, words="", by=officer, now=at_door)
    database.commit()
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(at_door - timekeeping.utc_now())
    assert client.post(links_sent()[-1]).location == "/appointments/book/when"
    pages = [client.get("/appointments/book/when").get_data(as_text=True)]
    assert client.post("/appointments/book/when", data={"slot": "20261109T1000Z.1"}).status_code == 303
    pages.append(client.get("/appointments/book/check").get_data(as_text=True))
    done = client.post("/appointments/book/check", data={"submission": submission_of(pages[1])})
    pages.append(client.get(done.location).get_data(as_text=True))
    for page in pages:
        assert [word for word in PERSONAL if word in page[page.index("<main") :]] == []
    old = db.session.get_one(Appointment, appointment.id, populate_existing=True)
    new = db.session.get_one(Appointment, old.replaced_by_id)
    assert new.starts_at == at("2026-11-09 10:00")
    for name in ("purpose_id", "place", "address", "area", "needs", "words", "contact_email"):
        assert getattr(new, name) == getattr(old, name)
    client.sign_out()
    assert client.post(links_sent()[-2]).status_code == 404
