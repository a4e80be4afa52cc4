"""The staff's pages of restrictions on contact: asked for, decided, looked at again; shown as what to do."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from portal.audit.models import AuditEntry
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.needs.details import LargePrint
from portal.needs.markers import NeedKind
from portal.needs.models import ContactRestriction
from tests.cases_feedback.steps import errors_of
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient
from tests.factories.needs import a_need, a_restriction
from tests.factories.people import a_person, a_staff_member

WORDS = {
    "ways": "phone",
    "often": "",
    "through_id": "",
    "still_by": "Write to us. We answer each Friday.",
    "instruction": "Answer by letter.",
    "behaviour": "Rang 41 times and shouted.",
    "tried": "We wrote twice.",
    "considered": "Large print letters stay open.",
    "because": "You rang many times a day.",
}


def a_day(name: str, on: date) -> dict[str, str]:
    """A date as its three inputs."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


DAYS = {
    **a_day("behaviour_on", date(2026, 11, 2)),
    **a_day("from_on", date(2026, 11, 3)),
    **a_day("review_on", date(2027, 1, 4)),
    **a_day("ends_on", date(2027, 2, 3)),
}


@pytest.fixture
def helen(amina: Person) -> Person:
    """Needs staff."""
    return a_staff_member(Role.NEEDS, given_name="Helen", family_name="Wright")


@pytest.fixture
def priya(amina: Person) -> Person:
    """A manager."""
    return a_staff_member(Role.MANAGER, given_name="Priya", family_name="Shah")


def the_one() -> ContactRestriction:
    """The only restriction."""
    return db.session.scalars(sa.select(ContactRestriction)).one()


def test_asking_says_all_that_is_missing_and_shows_what_helps_the_person(
    client: StrictClient, amina: Person, helen: Person
) -> None:
    a_need(amina, NeedKind.LARGE_PRINT, LargePrint())
    client.sign_in_as(helen)
    address = f"/staff/people/{amina.id}/restrictions/new"
    assert "What helps them: large print" in text_of(client.get(address))
    refused = client.post(address, data={"through_id": ""})
    assert refused.status_code == 422
    assert len(errors_of(refused)) == 10
    refused = client.post(address, data={**WORDS, **DAYS, "ways": []})
    assert errors_of(refused) == ["Choose a way, say how often, or choose a person to deal with"]


def test_one_asks_another_decides_and_every_look_is_recorded(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    client.sign_in_as(helen)
    sent = client.post(f"/staff/people/{amina.id}/restrictions/new", data={**WORDS, **DAYS})
    assert sent.location == f"/staff/people/{amina.id}/restrictions?saved=1"
    one = the_one()
    page = text_of(client.get(f"/staff/restrictions/{one.id}"))
    assert "Another manager has to decide" in page
    assert client.get(f"/staff/restrictions/{one.id}/decide").status_code == 403
    client.sign_in_as(priya)
    address = f"/staff/restrictions/{one.id}/decide"
    page = client.get(address)
    assert client.statement_count <= 10
    yes = {**hidden(page), "approve": "yes", "why": "It is the least that helps."}
    done = client.post(address, data={**yes, **a_day("review_on", date(2027, 1, 4)), **DAYS})
    assert done.location == f"/staff/restrictions/{one.id}?saved=1"
    page = text_of(client.get(done.location))
    assert client.statement_count <= 10
    for words in ("The person is told.", "Rang 41 times and shouted.", "Priya Shah agreed", "Helen Wright"):
        assert words in page
    seen = sa.select(AuditEntry.actor_id).where(AuditEntry.act == "restriction.seen")
    assert db.session.scalars(seen.order_by(AuditEntry.id)).all() == [helen.id, priya.id, priya.id]


def test_needs_staff_end_it_and_only_a_manager_lets_it_go_on(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    one = a_restriction(amina, asked_by=priya, approved_by=a_staff_member(Role.MANAGER))
    client.sign_in_as(helen)
    address = f"/staff/restrictions/{one.id}/review"
    form = {**hidden(client.get(address)), "why": "Still needed.", **DAYS}
    refused = client.post(address, data={**form, "still": "yes"})
    assert errors_of(refused) == ["Only a manager can let it go on. You can end it"]
    assert client.post(address, data={**form, "still": "no"}).status_code == 303
    assert the_one().ended_by_id == helen.id
    page = text_of(client.get(f"/staff/people/{amina.id}/restrictions?saved=1"))
    assert "ended" in page
    assert "Ask to restrict contact" in page


def test_colleagues_see_what_to_do_on_the_person_and_the_case_and_nothing_of_why(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    a_restriction(amina, asked_by=helen, approved_by=priya)
    client.sign_in_as(a_staff_member())
    page = text_of(client.get(f"/staff/people/{amina.id}"))
    assert "Answer by letter, once a week. Take a new complaint, an emergency and a booked" in page
    assert "41 times" not in page
    assert client.get(f"/staff/people/{amina.id}/restrictions").status_code == 403
    assert client.get("/staff?whose=all").status_code == 200


def test_whoever_logs_a_contact_sees_what_to_do_once_the_person_is_known(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    a_restriction(amina, asked_by=helen, approved_by=priya)
    client.sign_in_as(a_staff_member(Role.RECEPTION))
    known = client.get(f"/staff/log/contact?person={amina.id}")
    assert client.statement_count <= 10
    assert "Answer by letter, once a week. Take a new complaint, an emergency" in text_of(known)
    assert "41 times" not in text_of(known)
    assert "Answer by letter" not in text_of(client.get("/staff/log/contact"))


def test_the_person_reads_what_is_asked_of_them_until_it_is_over(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    from_on = date(2026, 11, 5)  # agreed to, and about to begin
    one = a_restriction(
        amina, asked_by=helen, approved_by=priya, often="once a week", through_id=priya.id, from_on=from_on
    )
    client.sign_in_as(amina)
    page = text_of(client.get("/account"))
    assert client.statement_count <= 8
    for words in (
        "It begins on Thursday 5 November 2026. It ends by itself after Wednesday 3 February 2027.",
        "We look at it again by Monday 4 January 2027",
        "Please do not ring us.",
        "How often we answer: once a week",
        "Please ask for Priya Shah",
        "Write to us. We answer each Friday.",
        "You rang many times a day and shouted at us.",
        "another manager looks at it again",
    ):
        assert words in page, words
    assert "threatened a colleague" not in page
    one.ends_on = date(2026, 11, 2)
    db.session.commit()
    assert "How to reach us for now" not in text_of(client.get("/account"))


def test_nobody_reads_what_is_only_asked_for_or_is_anothers(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    a_restriction(amina, asked_by=helen)
    other = a_person(given_name="Olu")
    a_restriction(other, asked_by=helen, approved_by=priya)
    client.sign_in_as(amina)
    assert "How to reach us for now" not in text_of(client.get("/account"))


def test_a_manager_finds_it_in_what_is_to_do(
    client: StrictClient, amina: Person, helen: Person, priya: Person
) -> None:
    one = a_restriction(amina, asked_by=helen)
    client.sign_in_as(priya)
    for path in (f"people/{amina.id}/restrictions", f"restrictions/{one.id}", "needs"):
        assert "Amina Farah" in text_of(client.get(f"/staff/{path}")), path
    listed = client.get("/staff?whose=all")
    assert "Restriction on contact: decide or look again" in text_of(listed)
    assert f"/staff/people/{amina.id}/restrictions" in listed.get_data(as_text=True)
    assert client.get("/staff/restrictions/999").status_code == 404
