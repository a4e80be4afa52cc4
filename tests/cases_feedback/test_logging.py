"""Staff log a comment, thanks or a complaint from a phone, the desk, a letter or a paper card of ours."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal.cases.models import Case
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.records.models import Joined, Record
from portal.records.references import new_reference
from tests.cases_feedback.steps import the_one
from tests.cases_services.world import World, commitments, messages
from tests.cases_staff.reading import hidden, text_of
from tests.cases_staff.test_log import FIELDS, take_down
from tests.client import StrictClient
from tests.factories.people import a_person, a_staff_member, a_tenancy

THANKS = {"kind": "compliment", "about": "person", "about_name": "Sam at the desk", "words": "So patient!"}
COMPLAINT = {"kind": "complaint", "words": "The lift is out again.", "put_right": "A new lift."}


@pytest.fixture
def reception(client: StrictClient, world: World) -> StrictClient:
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom", family_name="Nowak", team=world.team))
    return client


@pytest.fixture
def neighbours(world: World) -> list[Person]:
    """Two more residents of the house, one of them without an account."""
    found = [a_person(given_name="Bea", family_name="Long"), a_person(given_name="Cai", family_name="Rees")]
    found[1].has_account = False
    for number, person in enumerate(found):
        a_tenancy(person, reference=f"T-90{number}")
    return found


def log(client: StrictClient, address: str = "/staff/log/contact", **changed: Any) -> Any:
    """Take it down, look at the check page, keep it."""
    answer = take_down(client, address, **changed)
    assert answer.location == "/staff/log/check", text_of(answer)
    return client.post("/staff/log/check", data=hidden(client.get("/staff/log/check")))


def test_thanks_at_the_desk(reception: StrictClient) -> None:
    kept = log(reception, channel="in person", **THANKS)
    record, case, feedback = the_one("compliment")
    assert kept.location == f"/staff/cases/{record.reference}?did=logged"
    assert (record.channel, case.words) == ("in person", "So patient!")
    assert (feedback.named, feedback.about, feedback.about_name) == (
        "compliment",
        "person",
        "Sam at the desk",
    )
    page = reception.get(kept.location)
    assert "A person : Sam at the desk" in text_of(page).replace(" :", " :").replace(
        "A person:", "A person :"
    )
    assert reception.statement_count <= 10


def test_the_landlords_own_names_are_offered(reception: StrictClient) -> None:
    page = reception.get("/staff/log/contact").get_data(as_text=True)
    assert 'value="suggestion"' in page
    log(reception, kind="suggestion", words="A bench, please.")
    record, _, feedback = the_one("comment")
    assert feedback.named == "suggestion"
    assert "Suggestion" in text_of(reception.get(f"/staff/cases/{record.reference}"))


def test_the_code_of_a_card_becomes_the_reference(reception: StrictClient) -> None:
    code = new_reference()
    log(reception, card=code.lower().replace("-", " "), **THANKS)
    record, _, feedback = the_one("compliment")
    assert (record.reference, feedback.from_card) == (code, True)
    again = take_down(reception, card=code, **THANKS)
    assert again.status_code == 422
    assert "A card with this code is logged already" in text_of(again)
    wrong = take_down(reception, card="H7KM-4RXX", **THANKS)
    assert "This is no code of ours" in text_of(wrong)


def test_a_group_complaint_is_one_case_that_each_may_see(
    reception: StrictClient, world: World, neighbours: list[Person], complaints_officer: Person
) -> None:
    address = f"/staff/log/contact?person={world.tenant.id}"
    others = "Bea Long BS6 5TR\nCai Rees"
    kept = log(reception, address, channel="phone", reply_by="email", email="a@b.example", name="Amina",
               others=others, **COMPLAINT)  # fmt: skip
    record, _, feedback = the_one("complaint")
    # Whoever took it down gets the reference, and may not open it.
    assert kept.location == f"/staff/log?logged={record.reference}"
    assert record.reference in text_of(reception.get(kept.location))
    assert reception.get(f"/staff/cases/{record.reference}").status_code == 404
    assert feedback.put_right == "A new lift."
    joined = set(db.session.scalars(sa.select(Joined.person_id).where(Joined.record_id == record.id)))
    assert joined == {person.id for person in neighbours}
    assert {m.person_id for m in messages(record)} == {world.tenant.id, *joined}
    without_account = next(m for m in messages(record) if m.person_id == neighbours[1].id)
    assert "/follow/" in without_account.text
    for person in (world.tenant, *neighbours):
        reception.sign_in_as(person)
        page = reception.get(f"/cases/{record.reference}")
        assert "The lift is out again." in text_of(page)
        assert "Write to us about this" in text_of(page)
        assert record.reference in reception.get("/cases").get_data(as_text=True)
    reception.sign_in_as(a_person(given_name="Dee", family_name="Stranger"))
    assert reception.get(f"/cases/{record.reference}").status_code == 404
    reception.sign_in_as(complaints_officer)
    assert reception.get(f"/staff/cases/{record.reference}").status_code in (200, 303)
    assert db.session.get_one(Case, record.id).contact_name == "Amina"


def test_nobody_deals_with_what_their_own_household_joined(
    reception: StrictClient, world: World, neighbours: list[Person]
) -> None:
    at_home = a_staff_member(Role.COMPLAINTS, given_name="Lena", family_name="Long", team=world.team)
    a_tenancy(neighbours[0], at_home, reference="T-977")
    log(reception, others="Bea Long", **COMPLAINT)
    record, _, _ = the_one("complaint")
    reception.sign_in_as(at_home)
    assert reception.get(f"/staff/cases/{record.reference}").status_code == 404


@pytest.mark.parametrize(
    ("others", "sentence"),
    [
        ("Nobody Known", "We know nobody called “Nobody Known”"),
        ("Long", "More than one person is “Long”"),
    ],
)
def test_each_other_resident_is_one_we_know(
    reception: StrictClient, neighbours: list[Person], others: str, sentence: str
) -> None:
    a_person(given_name="Zed", family_name="Long")
    answer = take_down(reception, others=others, **THANKS)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Sam at the desk" in answer.get_data(as_text=True)


def test_what_is_said_of_feedback_counts_for_nothing_else(reception: StrictClient) -> None:
    log(reception, card="not a code", others="Nobody", about="person")
    record = db.session.scalars(sa.select(Record)).one()
    assert (record.kind, FIELDS["kind"]) == ("enquiry", "enquiry")


def test_a_complaint_about_personal_data_on_the_phone_begins_its_own_clock(
    reception: StrictClient, world: World
) -> None:
    log(reception, kind="data-protection", words="You told my neighbour what I owe.", put_right="")
    record, _, feedback = the_one("complaint")
    assert (feedback.data_protection, record.restricted) == (True, True)
    assert [c.label for c in commitments(record) if c.source == "data-protection-complaints"] == [
        "Data complaint acknowledged"
    ]
