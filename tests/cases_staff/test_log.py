"""Logging a contact: its dates before it is kept, when it truly arrived, once however often it is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.identity.services.absences import add_absence
from portal.records.models import Record
from tests.cases_services.world import RECEIVED, World, commitments, due_dates
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient
from tests.factories.people import a_staff_member

SAID = "She asks when the stair light is mended."
FIELDS = {
    "channel": "letter",
    "received_on-day": "2",
    "received_on-month": "11",
    "received_on-year": "2026",
    "received_at": "9:30am",
    "kind": "enquiry",
    "information": "",
    "topic": "",
    "home": "",
    "words": SAID,
    "urgent": "no",
    "for_officer": "",
    "reply_by": "post",
    "ring_between": "",
    "name": "Bea Long",
    "phone": "",
    "email": "",
    "address": "3 Mill Lane, BS6 1AA",
    "contact_kind": "",
}


def take_down(client: StrictClient, address: str = "/staff/log/contact", **changed: Any) -> Any:
    page = client.get(address)
    return client.post(address, data={**hidden(page), **FIELDS, **changed})


@pytest.fixture
def reception(client: StrictClient, world: World) -> StrictClient:
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom", family_name="Nowak", team=world.team))
    return client


def test_reception_logs_a_letter_that_arrived_yesterday(reception: StrictClient, world: World) -> None:
    answer = take_down(reception)
    assert answer.location == "/staff/log/check"
    check = reception.get("/staff/log/check")
    words = text_of(check)
    assert "Letter, Monday 2 November 2026 at 9:30am." in words
    kept = reception.post("/staff/log/check", data=hidden(check))
    record = db.session.scalars(sa.select(Record)).one()
    assert kept.location == f"/staff/cases/{record.reference}?did=logged"
    assert record.received_at.isoformat() == "2026-11-02T09:30:00+00:00"
    for label, due_on in due_dates(record):
        assert label in words
        assert due_on[-2:].lstrip("0") in words
    assert SAID in text_of(reception.get(kept.location))


def test_pressed_twice_it_is_kept_once(reception: StrictClient) -> None:
    take_down(reception)
    fields = hidden(reception.get("/staff/log/check"))
    first = reception.post("/staff/log/check", data=fields)
    second = reception.post("/staff/log/check", data=fields)
    assert first.location == second.location
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Record)) == 1


def test_somebody_new_is_found_the_next_time(reception: StrictClient) -> None:
    take_down(reception)
    reception.post("/staff/log/check", data=hidden(reception.get("/staff/log/check")))
    page = text_of(reception.get("/staff/log?q=long"))
    assert "Bea Long 3 Mill Lane, BS6 1AA" in page


def test_for_a_tenant_what_we_know_is_filled_in(reception: StrictClient, world: World) -> None:
    address = f"/staff/log/contact?person={world.tenant.id}"
    page = reception.get(address).get_data(as_text=True)
    assert 'value="Amina Farah"' in page
    assert "Flat 6, Kingfisher Court</option>" in page
    tenancy = str(db.session.scalar(sa.text("SELECT id FROM tenancies")))
    assert take_down(reception, address, home=tenancy, channel="phone").status_code == 303
    reception.post("/staff/log/check", data=hidden(reception.get("/staff/log/check")))
    record = db.session.scalars(sa.select(Record)).one()
    assert (record.person_id, record.tenancy_id, record.channel) == (world.tenant.id, int(tenancy), "phone")
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(Person).where(Person.family_name == "Farah"))
        == 1
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"received_on-day": "4"}, "Enter a day and time that is not in the future"),
        ({"received_at": "9"}, "Add am or pm"),
        ({"received_at": "8pm", "received_on-day": "3"}, "not in the future"),
        ({"channel": ""}, "Choose how it reached us"),
        ({"channel": "web"}, "Choose how it reached us"),
        ({"words": ""}, "Write what they said"),
        ({"name": ""}, "Enter their name"),
        ({"reply_by": "email"}, "We need this to answer them the way they want"),
        ({"reply_by": "phone"}, "We need this to answer them the way they want"),
        ({"topic": "99999"}, "Not a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    reception: StrictClient, changed: dict[str, str], said: str
) -> None:
    answer = take_down(reception, **changed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    if "words" not in changed:
        assert SAID in text_of(answer)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Record)) == 0


def test_going_back_to_change_keeps_what_was_typed(reception: StrictClient) -> None:
    take_down(reception)
    assert SAID in text_of(reception.get("/staff/log/contact?change=1"))


def test_without_anything_taken_down_the_check_begins_at_the_beginning(reception: StrictClient) -> None:
    assert reception.get("/staff/log/check").location == "/staff/log"


def test_who_it_is_for_comes_first(reception: StrictClient, world: World) -> None:
    reception.get("/staff/log")
    page = reception.get("/staff/log?q=farah")
    assert f"/staff/log/contact?person={world.tenant.id}" in page.get_data(as_text=True)
    assert "None of these: somebody new" in text_of(page)
    assert reception.statement_count <= 10


def test_a_voicemail_for_somebody_away_is_counted_from_their_return(
    reception: StrictClient, world: World
) -> None:
    back_at = RECEIVED + timedelta(days=6)
    add_absence(
        person_id=world.officer.id,
        from_at=RECEIVED - timedelta(days=6),
        to_at=back_at,
        deputy_id=None,
        by=None,
        now=RECEIVED,
    )
    phone = {"channel": "voicemail", "reply_by": "phone", "phone": "0117 496 0000"}
    take_down(reception, for_officer=str(world.officer.id), **phone)
    check = reception.get("/staff/log/check")
    reception.post("/staff/log/check", data=hidden(check))
    record = db.session.scalars(sa.select(Record)).one()
    begun = commitments(record)
    assert begun
    assert all(commitment.starts_at >= back_at for commitment in begun)
    for commitment in begun:
        assert f"{commitment.label} by" in text_of(check)
        assert f"{commitment.due_on:%A %-d %B %Y}" in text_of(check)
