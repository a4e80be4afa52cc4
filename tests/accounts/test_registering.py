"""Registering: the same answer for everybody, links that work once, staff where we cannot be sure."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from portal import timekeeping
from portal.accounts.models import Credential, Registration, ResetRequest
from portal.accounts.services.asking import invite_staff
from portal.database import commit, db
from portal.identity.models import LinkToken, Person, StaffProfile, TenancyMember
from portal.identity.queries.tenancies import has_tenancy
from portal.identity.roles import Role
from portal.identity.services.importing import import_tenancies
from portal.identity.tenancy_file import Line
from portal.timekeeping import utc_now
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

AMINA = {
    "tenancy_reference": "t-1001",
    "family_name": "Yusuf",
    "born_on-day": "4",
    "born_on-month": "5",
    "born_on-year": "1986",
    "email": "amina@example.org",
}
OTHER = {
    "given_name": "Gareth",
    "family_name": "Pugh",
    "email": "gareth@example.org",
    "contact_kind": "applicant",
}


def accounts() -> list[tuple[int, str]]:
    """Who can sign in, and with what, read afresh."""
    read_afresh()
    return [(row[0], row[1]) for row in db.session.execute(sa.select(Credential.person_id, Credential.email))]


def body(page: str) -> str:
    """The page without what is random in it."""
    return re.sub(r'(nonce|value)="[^"]*"', "", page)


def test_a_tenant_registers_with_the_address_we_hold(portal: StrictClient) -> None:
    amina = a_tenant()
    assert portal.post("/register", data=AMINA).location == "/check-your-email/register"
    answered()
    message = sent()[0]
    assert (message.to_address, message.state) == ("amina@example.org", "waiting")
    assert "Ruth Okafor" in message.text
    path = link_in(message)
    assert portal.get(path).status_code == 200
    assert portal.get(path).status_code == 200, "opening a link does not use it up"
    assert portal.post(path, data={"password": PASSWORD}).status_code == 303
    assert accounts() == [(amina.id, "amina@example.org")]
    assert portal.get("/account").status_code == 200
    assert portal.get(path).status_code == 404
    assert portal.post(path, data={"password": "another good one"}).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"tenancy_reference": "T-9999"},
        {"family_name": "Nobody", "born_on-year": "1950"},
        {"email": "other@example.org"},
        {"born_on-year": "1985"},
    ],
)
def test_no_answer_tells_whether_a_tenancy_exists(portal: StrictClient, changes: dict[str, str]) -> None:
    a_tenant()
    answers = []
    for typed in (AMINA, AMINA | changes):
        posted = portal.post("/register", data=typed)
        statements = [re.sub(r"\d+", "n", s) for s in portal.statements]
        shown = portal.get(posted.location)
        answers.append(
            (
                posted.status_code,
                posted.location,
                posted.data,
                statements,
                shown.status_code,
                body(shown.text),
            )
        )
    assert answers[0] == answers[1]


def test_no_answer_tells_whether_an_account_exists(portal: StrictClient) -> None:
    an_account(a_tenant())
    answers = []
    for email in ("amina@example.org", "nobody@example.org"):
        posted = portal.post("/reset-password", data={"email": email})
        statements = portal.statements
        shown = portal.get(posted.location)
        answers.append((posted.status_code, posted.location, statements, body(shown.text)))
    assert answers[0] == answers[1]
    answered()
    assert [m.to_address for m in sent()] == ["amina@example.org"]
    assert db.session.scalars(sa.select(ResetRequest)).all() == []


def test_a_registration_that_fits_nobody_is_forgotten(portal: StrictClient) -> None:
    a_tenant()
    portal.post("/register", data=AMINA | {"tenancy_reference": "T-2"})
    answered()
    assert sent() == []
    assert db.session.scalars(sa.select(Registration)).all() == []


def test_a_newer_link_ends_the_older_one(portal: StrictClient) -> None:
    a_tenant()
    for _ in range(2):
        portal.post("/register", data=AMINA)
        answered()
    first, second = (link_in(message) for message in sent())
    assert portal.get(first).status_code == 404
    assert portal.get(second).status_code == 200


def test_a_link_expires(portal: StrictClient) -> None:
    a_tenant()
    portal.post("/register", data=AMINA)
    answered()
    path = link_in(sent()[0])
    timekeeping.set_offset(timedelta(hours=24, minutes=1))
    page = portal.get(path)
    assert page.status_code == 404
    assert "This link does not work any more" in page.text


def test_only_a_hash_of_the_link_is_stored(portal: StrictClient) -> None:
    a_tenant()
    portal.post("/register", data=AMINA)
    answered()
    secret = link_in(sent()[0]).rsplit("/", 1)[1]
    stored = db.session.scalars(sa.select(LinkToken)).one()
    assert secret not in (stored.token_hash, str(stored.id))
    assert len(stored.token_hash) == 64


def test_a_weak_password_is_refused_and_the_link_still_works(portal: StrictClient) -> None:
    a_tenant()
    portal.post("/register", data=AMINA)
    answered()
    path = link_in(sent()[0])
    for weak in ("short", "password1234", "amina@example.org"):
        assert portal.post(path, data={"password": weak}).status_code == 422
    assert portal.post(path, data={"password": PASSWORD}).status_code == 303


def test_who_has_an_account_is_told_so_by_mail_only(portal: StrictClient) -> None:
    an_account(a_tenant())
    portal.post("/register", data=AMINA)
    answered()
    assert [m.kind for m in sent()] == ["accounts/already_registered"]


def test_a_household_that_shares_an_address_needs_staff_for_the_second(portal: StrictClient) -> None:
    amina = an_account(a_tenant())
    a_tenant(given_name="Omar", born_on=date(1984, 1, 9), beside=amina)
    portal.post("/register", data=AMINA | {"born_on-day": "9", "born_on-month": "1", "born_on-year": "1984"})
    answered()
    assert sent() == []
    assert db.session.scalars(sa.select(Registration.state)).all() == ["waits for staff"]


def test_others_register_by_email_and_get_no_tenancy(portal: StrictClient) -> None:
    a_tenant()
    assert portal.post("/register/other", data=OTHER).location == "/check-your-email/other"
    answered()
    assert portal.post(link_in(sent()[0]), data={"password": PASSWORD}).status_code == 303
    person_id, email = accounts()[0]
    person = db.session.get_one(Person, person_id)
    assert (person.name, person.contact_kind, email) == ("Gareth Pugh", "applicant", "gareth@example.org")
    assert not has_tenancy(person_id)


def test_a_tenants_address_used_by_another_opens_no_tenancy(portal: StrictClient) -> None:
    amina = a_tenant()
    portal.post("/register/other", data=OTHER | {"email": "amina@example.org"})
    answered()
    portal.post(link_in(sent()[0]), data={"password": PASSWORD})
    assert accounts()[0][0] != amina.id
    assert not has_tenancy(accounts()[0][0])


@pytest.mark.parametrize("kind", ["tenant", "leaseholder", "colleague", "nonsense", ""])
def test_others_cannot_call_themselves_tenants(portal: StrictClient, kind: str) -> None:
    assert portal.post("/register/other", data=OTHER | {"contact_kind": kind}).status_code == 422


def test_empty_forms_name_each_field_and_keep_what_was_typed(portal: StrictClient) -> None:
    page = portal.post("/register", data={"tenancy_reference": "T-1001", "email": "amina"})
    assert page.status_code == 422
    for words in (
        "Enter your surname",
        "Enter your date of birth",
        "like name@example.org",
        'value="T-1001"',
    ):
        assert words in page.text


def test_asking_often_is_refused_kindly(portal: StrictClient) -> None:
    for _ in range(5):
        assert portal.post("/register", data=AMINA).status_code == 303
    refused = portal.post("/register", data=AMINA)
    assert refused.status_code == 429
    assert "ring us" in refused.text
    assert 'value="Yusuf"' in refused.text
    assert portal.post("/register", data=AMINA | {"tenancy_reference": "T-2"}).status_code == 303


def test_a_new_password_by_link_ends_sessions_and_old_guesses(portal: StrictClient) -> None:
    amina = an_account(a_tenant())
    elsewhere = StrictClient(portal.application)
    elsewhere.sign_in_as(amina)
    for _ in range(11):
        portal.post("/sign-in", data={"email": "amina@example.org", "password": "a wrong guess"})
    portal.post("/reset-password", data={"email": "amina@example.org"})
    answered()
    path = link_in(sent()[0])
    assert portal.post(path, data={"password": "four white geese"}).status_code == 303
    assert portal.get(path).status_code == 404
    assert elsewhere.get("/account").status_code == 303
    portal.post("/sign-out")
    again = portal.post("/sign-in", data={"email": "amina@example.org", "password": "four white geese"})
    assert again.status_code == 303
    assert [m.kind for m in sent()] == ["accounts/reset_link", "accounts/password_changed"]


def test_staff_are_invited_and_choose_their_password(portal: StrictClient) -> None:
    person = Person(given_name="Jo", family_name="Blake", created_at=utc_now())
    db.session.add(person)
    db.session.flush()
    work = {"job_title": "Officer", "work_phone": "1", "work_email": "Jo@landlord.example"}
    db.session.add(StaffProfile(person_id=person.id, roles_held=Role.OFFICER, active=True, **work))
    db.session.flush()
    invite_staff(person, now=utc_now())
    commit()
    path = link_in(sent()[0])
    assert path.startswith("/invitation/")
    assert portal.post(path, data={"password": PASSWORD}).location == "/staff"
    assert accounts() == [(person.id, "jo@landlord.example")]


def test_staff_who_are_tenants_already_keep_their_account(portal: StrictClient) -> None:
    person = staff_with(Role.OFFICER, person=an_account(a_tenant()))
    invite_staff(person, now=utc_now())
    commit()
    assert "/sign-in" in sent()[0].text
    assert db.session.scalars(sa.select(LinkToken)).all() == []


def test_a_changed_held_address_ends_the_link_on_its_way(portal: StrictClient) -> None:
    amina = a_tenant()
    portal.post("/register", data=AMINA)
    answered()
    member = db.session.scalars(sa.select(TenancyMember).where(TenancyMember.person_id == amina.id)).one()
    assert member.held_email == "amina@example.org"
    import_again(amina, email="new@example.org")
    assert portal.get(link_in(sent()[0])).status_code == 404


def import_again(person: Person, *, email: str) -> None:
    """Bring the person's tenancy in from the file, with another address."""
    line = Line(
        number=2,
        tenancy_reference="T-1001",
        home_reference="HT-1001",
        address="1 Mill Lane",
        postcode="BS6 6AA",
        division="england-and-wales",
        started_on=date(2020, 3, 2),
        ended_on=None,
        person_reference=person.person_reference or "",
        given_name=person.given_name,
        family_name=person.family_name,
        born_on=person.born_on,
        email=email,
        phone="",
        kind="tenant",
    )
    import_tenancies([line], now=utc_now())
    commit()
