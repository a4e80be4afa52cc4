"""Registrations that wait for staff: a link, a code by post, or no; never for one's own household."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal import timekeeping
from portal.accounts.models import Credential, Registration
from portal.audit.models import AuditEntry
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from tests.accounts.world import (
    PASSWORD,
    a_tenant,
    an_account,
    answered,
    link_in,
    read_afresh,
    sent,
    staff_with,
)
from tests.client import StrictClient

TYPED = {
    "tenancy_reference": "T-1001",
    "family_name": "Yusuf",
    "born_on-day": "4",
    "born_on-month": "5",
    "born_on-year": "1986",
    "email": "new@example.org",
}


@pytest.fixture
def amina(portal: StrictClient) -> Person:
    """A tenant who asks for an account with an address we do not hold."""
    tenant = a_tenant()
    portal.post("/register", data=TYPED)
    answered()
    return tenant


@pytest.fixture
def officer(portal: StrictClient, amina: Person) -> StrictClient:
    """A browser of an officer."""
    browser = StrictClient(portal.application)
    browser.sign_in_as(staff_with(Role.OFFICER))
    return browser


def waiting() -> Registration:
    """The one registration, read afresh."""
    read_afresh()
    return db.session.scalars(sa.select(Registration)).one()


def decide(officer: StrictClient, how: str, person_id: int, version: int = 1) -> TestResponse:
    """Press one of the two buttons."""
    data = {"how": how, "person_id": str(person_id), "version": str(version)}
    return officer.post(f"/staff/registrations/{waiting().id}", data=data)


def test_nothing_is_sent_before_staff_looked(officer: StrictClient) -> None:
    assert sent() == []
    assert "T-1001" in officer.get("/staff/registrations").text
    assert officer.statement_count <= 10
    page = officer.get(f"/staff/registrations/{waiting().id}")
    assert "amina@example.org (different)" in page.text
    looks = db.session.scalars(sa.select(AuditEntry.act).where(AuditEntry.is_look.is_(True))).all()
    assert looks == ["registration.seen"]


def test_approved_the_link_goes_to_the_address_typed(
    portal: StrictClient, officer: StrictClient, amina: Person
) -> None:
    assert decide(officer, "link", amina.id).status_code == 303
    message = sent()[0]
    assert message.to_address == "new@example.org"
    assert portal.post(link_in(message), data={"password": PASSWORD}).status_code == 303
    assert db.session.scalars(sa.select(Credential.email)).all()[-1] == "new@example.org"


def code_of(officer: StrictClient) -> str:
    """The code in the letter that is printed."""
    page = officer.get(f"/staff/registrations/{waiting().id}/letter").text
    found = re.search(r'class="reference">([0-9A-Z-]+)<', page)
    assert found
    assert "1 Mill Lane" in page or "Amina Yusuf" in page
    return found[1]


def by_code(portal: StrictClient, typed: str, **changes: str) -> int:
    """Type the code and choose a password."""
    data = {"tenancy_reference": "t-1001", "email": "new@example.org", "code": typed, "password": PASSWORD}
    return portal.post("/register/code", data=data | changes).status_code


def test_a_code_by_post_opens_the_account_once(
    portal: StrictClient, officer: StrictClient, amina: Person
) -> None:
    answer = decide(officer, "code", amina.id)
    assert answer.location == f"/staff/registrations/{waiting().id}/letter"
    code = code_of(officer)
    assert code == code_of(officer), "the letter can be printed again"
    assert code.replace("-", "") not in str(waiting().code_hash)
    assert sent() == []
    for wrong in ({"email": "x@example.org"}, {"tenancy_reference": "T-2"}, {"code": "AAAA-AAAA-AAAA"}):
        assert by_code(portal, code, **wrong) == 422
    assert by_code(portal, code.lower().replace("-", " ")) == 303
    assert portal.get("/account").status_code == 200
    assert by_code(StrictClient(portal.application), code) == 422


def test_a_code_expires(portal: StrictClient, officer: StrictClient, amina: Person) -> None:
    decide(officer, "code", amina.id)
    code = code_of(officer)
    timekeeping.set_offset(timedelta(days=21, minutes=1))
    assert by_code(portal, code) == 422


def test_guessing_codes_is_refused(portal: StrictClient, officer: StrictClient, amina: Person) -> None:
    decide(officer, "code", amina.id)
    code = code_of(officer)
    assert [by_code(portal, "AAAA-AAAA-AAAA") for _ in range(10)] == [422] * 10
    assert by_code(portal, code) == 429


def test_refused_nothing_is_sent(officer: StrictClient) -> None:
    number = waiting().id
    answer = officer.post(f"/staff/registrations/{number}/refuse", data={"version": "1"})
    assert answer.status_code == 303
    assert sent() == []
    assert officer.get(f"/staff/registrations/{number}").status_code == 404


def test_somebody_not_on_the_tenancy_cannot_be_chosen(officer: StrictClient, amina: Person) -> None:
    stranger = a_tenant(reference="T-2", given_name="Zoe", held_email="zoe@example.org")
    assert decide(officer, "link", stranger.id).status_code == 422
    assert sent() == []


def test_two_officers_at_once_the_second_is_told(officer: StrictClient, amina: Person) -> None:
    assert decide(officer, "code", amina.id).status_code == 303
    assert decide(officer, "link", amina.id, version=1).status_code == 409
    assert sent() == []


def test_who_has_an_account_cannot_get_a_second(officer: StrictClient, amina: Person) -> None:
    an_account(amina)
    answer = decide(officer, "link", amina.id)
    assert answer.status_code == 422
    assert "has an account already" in answer.text


def test_staff_never_decide_about_their_own_household(portal: StrictClient, amina: Person) -> None:
    partner = a_tenant(given_name="Omar", born_on=date(1984, 1, 9), held_email="o@example.org", beside=amina)
    portal.sign_in_as(staff_with(Role.OFFICER, person=an_account(partner)))
    assert "T-1001" not in portal.get("/staff/registrations").text
    assert portal.get(f"/staff/registrations/{waiting().id}").status_code == 404
    assert decide(portal, "link", amina.id).status_code == 404


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.ADMINISTRATOR, Role.COMPLAINTS, Role.CONTRACTOR])
def test_other_roles_may_not(portal: StrictClient, amina: Person, role: Role) -> None:
    portal.sign_in_as(staff_with(role))
    assert portal.get("/staff/registrations").status_code == 403
