"""Organisations and who acts for them: listed, added, invited, ended at once."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.jobs import answer_one
from portal.database import commit, db
from portal.identity.models import Organisation, OrganisationMember, Person
from portal.identity.queries.authorities import organisations_of
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.timekeeping import utc_now
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.organisation import a_landlord
from tests.factories.people import a_person, a_staff_member

COUNCIL = {"name": "Redland Council", "contact_kind": "council", "version": "0"}
CLERK = {"given_name": "Leila", "family_name": "Haddad", "email": "l.haddad@council.example"}
PASSWORD = "three brown ducks"


@pytest.fixture
def admin(client: StrictClient) -> StrictClient:
    """An administrator at a landlord whose details are entered."""
    a_landlord()
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR))
    return client


def council(admin: StrictClient) -> Organisation:
    """Redland Council, entered through the page."""
    assert admin.post("/staff/admin/organisations/new", data=COUNCIL).status_code == 303
    return db.session.scalars(sa.select(Organisation)).one()


def acts(person: Person) -> list[int]:
    """The organisations somebody acts for today."""
    return organisations_of(person.id, utc_now().date())


def test_an_organisation_is_added_changed_and_listed(admin: StrictClient) -> None:
    assert "There is no organisation yet." in text_of(admin.get("/staff/admin/organisations"))
    found = council(admin)
    assert admin.post("/staff/admin/organisations/new", data=COUNCIL).status_code == 422
    address = f"/staff/admin/organisations/{found.id}/details"
    changed = COUNCIL | {"name": "City Council", "version": "1"}
    assert admin.post(address, data=changed).status_code == 303
    assert admin.post(address, data=changed).status_code == 409
    page = text_of(admin.get("/staff/admin/organisations"))
    assert "City Council Council" in page
    assert "Nobody acts for it." in page
    assert admin.get("/staff/admin/organisations/99").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"contact_kind": ""}, "Choose what it is"),
        ({"contact_kind": "tenant"}, "Not a valid choice"),
    ],
)
def test_a_wrong_organisation_is_refused(admin: StrictClient, changed: dict[str, str], said: str) -> None:
    page = admin.post("/staff/admin/organisations/new", data=COUNCIL | changed)
    assert page.status_code == 422
    assert text_of(page).count(said) == 2


def test_somebody_who_signs_in_already_acts_for_it_from_now_until_ended(admin: StrictClient) -> None:
    found, clerk = council(admin), a_person(email=CLERK["email"])
    address = f"/staff/admin/organisations/{found.id}"
    assert admin.post(address, data=CLERK | {"email": CLERK["email"].upper()}).status_code == 303
    assert acts(clerk) == [found.id]
    assert db.session.scalars(sa.select(OutgoingMessage)).all() == []
    page = admin.get(address)
    assert "Amina Farah" in text_of(page)
    assert admin.statement_count <= 10
    again = admin.post(address, data=CLERK)
    assert again.status_code == 422
    assert "This person acts for it already" in text_of(again)
    member = db.session.scalars(sa.select(OrganisationMember)).one()
    assert admin.post(f"{address}/people/{member.id}/end").status_code == 303
    assert acts(clerk) == []
    assert admin.post(f"{address}/people/{member.id}/end").status_code == 303
    assert admin.post(f"/staff/admin/organisations/99/people/{member.id}/end").status_code == 404
    assert admin.post(address, data=CLERK).status_code == 303
    assert acts(clerk) == [found.id]


def test_somebody_new_gets_a_link_and_signs_in_as_the_person_who_was_added(
    app: Flask, admin: StrictClient
) -> None:
    found = council(admin)
    admin.post(f"/staff/admin/organisations/{found.id}", data=CLERK)
    clerk = db.session.scalars(sa.select(Person).where(Person.family_name == "Haddad")).one()
    message = db.session.scalars(sa.select(OutgoingMessage)).one()
    assert (message.kind, message.to_address) == ("accounts/customer_invited", CLERK["email"])
    assert "no account yet" in text_of(admin.get(f"/staff/admin/organisations/{found.id}"))
    link = re.search(r"http://localhost(/register/\S+)", message.text)
    assert link is not None
    theirs = StrictClient(app)
    assert theirs.post(link[1], data={"password": PASSWORD}).status_code == 303
    assert theirs.get("/account").status_code == 200
    assert "Leila Haddad" in text_of(theirs.get("/account"))
    assert acts(clerk) == [found.id]


def test_who_asks_for_a_link_themselves_is_still_the_person_who_was_added(
    app: Flask, admin: StrictClient
) -> None:
    found = council(admin)
    admin.post(f"/staff/admin/organisations/{found.id}", data=CLERK)
    theirs = StrictClient(app)
    asked = {**CLERK, "contact_kind": "council"}
    assert theirs.post("/register/other", data=asked).status_code == 303
    commit()
    while answer_one(utc_now()):
        pass
    message = db.session.scalars(sa.select(OutgoingMessage).order_by(OutgoingMessage.id.desc())).first()
    assert message is not None
    link = re.search(r"http://localhost(/register/\S+)", message.text)
    assert link is not None
    assert theirs.post(link[1], data={"password": PASSWORD}).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.family_name == "Haddad")) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "nobody"}, "Enter an email address like name@example.org"),
        ({"email": ""}, "Enter the email"),
        ({"family_name": ""}, "Enter the last name"),
    ],
)
def test_a_wrong_person_is_refused(admin: StrictClient, changed: dict[str, str], said: str) -> None:
    found = council(admin)
    page = admin.post(f"/staff/admin/organisations/{found.id}", data=CLERK | changed)
    assert page.status_code == 422
    assert text_of(page).count(said) == 2
    assert db.session.scalars(sa.select(OrganisationMember)).all() == []
