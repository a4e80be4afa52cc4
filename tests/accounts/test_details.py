"""Own details: what people may change, and who is told."""

from __future__ import annotations

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.records.models import SearchTerm
from tests.accounts.world import LONG_AGO, a_tenant, an_account, read_afresh, sent
from tests.client import StrictClient

DETAILS = {"email": "amina@example.org", "phone": "0117 496 0001", "prefers": "phone", "version": "1"}


def read_again(person_id: int) -> Person:
    """The person as stored."""
    read_afresh()
    return db.session.get_one(Person, person_id)


def test_a_tenant_changes_how_we_reach_them_but_not_their_name(portal: StrictClient) -> None:
    amina = an_account(a_tenant())
    portal.sign_in_as(amina)
    answer = portal.post("/account", data=DETAILS | {"family_name": "Other", "given_name": "Some"})
    assert answer.status_code == 303
    stored = read_again(amina.id)
    assert (stored.name, stored.phone, stored.prefers) == ("Amina Yusuf", "0117 496 0001", "phone")
    assert sent() == []
    assert "We have kept your changes" in portal.get(answer.location).text


def test_the_old_address_is_told_of_a_new_one(portal: StrictClient) -> None:
    amina = an_account(a_tenant())
    portal.sign_in_as(amina)
    portal.post("/account", data=DETAILS | {"email": "new@example.org"})
    assert [(m.kind, m.to_address) for m in sent()] == [("accounts/address_changed", "amina@example.org")]
    assert read_again(amina.id).email == "new@example.org"


def test_somebody_without_tenancy_may_change_their_name(portal: StrictClient) -> None:
    person = Person(given_name="Gareth", family_name="Pugh", email="g@example.org", created_at=LONG_AGO)
    db.session.add(person)
    db.session.flush()
    an_account(person)
    portal.sign_in_as(person)
    data = {"given_name": "Gareth", "family_name": "Pugh-Jones", "email": "g@example.org", "version": "1"}
    assert portal.post("/account", data=data | {"prefers": ""}).status_code == 303
    assert read_again(person.id).name == "Gareth Pugh-Jones"
    terms = set(db.session.scalars(sa.select(SearchTerm.term).where(SearchTerm.person_id == person.id)))
    assert terms == {"gareth", "pughjones"}


def test_being_found_by_home_survives_a_change(portal: StrictClient) -> None:
    amina = an_account(a_tenant())
    portal.sign_in_as(amina)
    portal.post("/account", data=DETAILS)
    terms = set(db.session.scalars(sa.select(SearchTerm.term).where(SearchTerm.person_id == amina.id)))
    assert {"amina", "yusuf", "mill", "lane", "bs6"} <= terms


def test_a_page_from_older_details_is_refused(portal: StrictClient) -> None:
    portal.sign_in_as(an_account(a_tenant()))
    assert portal.post("/account", data=DETAILS).status_code == 303
    assert portal.post("/account", data=DETAILS).status_code == 409


def test_a_way_to_reach_somebody_needs_its_number(portal: StrictClient) -> None:
    portal.sign_in_as(an_account(a_tenant()))
    page = portal.post("/account", data=DETAILS | {"phone": ""})
    assert page.status_code == 422
    assert "Enter a phone number, or choose another way" in page.text
