"""Signing in with another address: with the password, by a link to the new one, the old one told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.accounts.queries import account_of, credential
from portal.accounts.services.addresses import ask_for_address, use_address
from portal.database import commit, db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.timekeeping import utc_now
from tests.accounts.world import PASSWORD, a_tenant, an_account, link_in, read_afresh, sent
from tests.client import StrictClient
from tests.factories.organisation import a_landlord

NEW = "amina.yusuf@example.net"
ASKED = {"email": NEW, "old_password": PASSWORD}


@pytest.fixture
def amina(portal: StrictClient) -> Person:
    """A tenant, signed in."""
    person = an_account(a_tenant())
    portal.sign_in_as(person)
    return person


def test_the_new_address_counts_once_its_link_is_used(
    app: Flask, portal: StrictClient, amina: Person
) -> None:
    other_phone = StrictClient(app)
    other_phone.sign_in_as(amina)
    asked = portal.post("/account/address", data=ASKED | {"email": NEW.upper()})
    assert asked.location == "/check-your-email/address"
    assert "Until you use it you sign in as before" in portal.get(asked.location).text
    [message] = sent()
    assert (message.kind, message.to_address) == ("accounts/confirm_address", NEW)
    assert account_of("amina@example.org") is not None
    link = link_in(message)
    assert NEW in portal.get(link).text
    assert account_of(NEW) is None  # opened by a program that checks mail, nothing has changed
    assert portal.post(link).location == "/account?done=saved"
    told = sent()[-1]
    assert (told.kind, told.to_address) == ("accounts/sign_in_changed", "amina@example.org")
    assert NEW not in told.text
    assert NEW in portal.get("/account").text
    assert other_phone.get("/account").status_code == 303
    assert account_of("amina@example.org") is None
    assert db.session.get_one(Person, amina.id).email == NEW
    assert portal.get(link).status_code == 404


def test_the_link_works_where_nobody_is_signed_in(app: Flask, portal: StrictClient, amina: Person) -> None:
    portal.post("/account/address", data=ASKED)
    elsewhere = StrictClient(app)
    assert elsewhere.post(link_in(sent()[0])).location == "/sign-in"
    assert account_of(NEW) is not None


def test_an_address_we_write_to_apart_stays(portal: StrictClient, amina: Person) -> None:
    amina.email = "letters@example.org"
    commit()
    portal.post("/account/address", data=ASKED)
    portal.post(link_in(sent()[0]))
    read_afresh()
    assert db.session.get_one(Person, amina.id).email == "letters@example.org"


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"old_password": "wrong one here"}, 422, "That is not the password you use now."),
        ({"old_password": ""}, 422, "Enter your password"),
        ({"email": "no address"}, 422, "Enter an email address like name@example.org"),
        ({"email": "Amina@Example.org"}, 422, "You sign in with this address already."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    portal: StrictClient, amina: Person, changed: dict[str, str], status: int, said: str
) -> None:
    page = portal.post("/account/address", data=ASKED | changed)
    assert page.status_code == status
    assert said in page.text
    assert sent() == []


def test_somebody_elses_address_gets_the_same_answer_and_word_of_it(
    portal: StrictClient, amina: Person
) -> None:
    an_account(a_tenant(reference="T-2", given_name="Omar", held_email=NEW))
    assert portal.post("/account/address", data=ASKED).location == "/check-your-email/address"
    [message] = sent()
    assert (message.kind, message.to_address) == ("accounts/already_registered", NEW)
    assert "/account/address/" not in message.text


def test_of_two_who_want_one_address_the_first_gets_it(any_app: Flask) -> None:
    a_landlord()
    from_now = utc_now()
    people = [an_account(a_tenant()), an_account(a_tenant(reference="T-2", held_email="omar@example.org"))]
    links = []
    for person in people:
        ask_for_address(person_id=person.id, email=NEW, now=from_now)
        commit()
        links.append(link_in(sent()[-1]).rpartition("/")[2])
    use_address(secret=links[0], now=from_now)
    commit()
    with pytest.raises(RuleBroken, match="address taken"):
        use_address(secret=links[1], now=from_now)
    read_afresh()
    assert credential(people[1].id).email == "omar@example.org"


def test_asked_again_only_the_newest_link_opens_and_none_after_a_day(
    portal: StrictClient, amina: Person
) -> None:
    portal.post("/account/address", data=ASKED)
    portal.post("/account/address", data=ASKED | {"email": "other@example.net"})
    first, second = (link_in(message) for message in sent())
    assert portal.post(first).status_code == 404
    with pytest.raises(RuleBroken, match="link no longer opens"):
        use_address(secret=second.rpartition("/")[2], now=utc_now() + timedelta(hours=24, minutes=1))
    read_afresh()
    assert portal.post(second).status_code == 303


def test_asking_often_is_slowed_down(portal: StrictClient, amina: Person) -> None:
    for n in range(5):
        asked = portal.post("/account/address", data=ASKED | {"email": f"n{n}@example.net"})
        assert asked.status_code == 303
    assert portal.post("/account/address", data=ASKED).status_code == 429


def test_only_for_who_is_signed_in(portal: StrictClient) -> None:
    assert portal.get("/account/address").location == "/sign-in?next=/account/address"
    assert portal.get("/account/address/nothing").status_code == 404
