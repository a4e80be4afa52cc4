"""Several people register at the same instant: one account from one link, one for one address."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from portal.accounts.guessing import REGISTER
from portal.accounts.jobs import answer_one
from portal.accounts.models import Credential, Registration
from portal.accounts.registration import State
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.timekeeping import utc_now
from tests.races.looking import BORN_ON, FAMILY_NAME, a_tenancy, count, rows
from tests.races.people import Answer, Request, Visitor, at_once, look, ready, statuses
from tests.races.serving import Served

MANY = 8
WORKERS = 3
_LINK = re.compile(r"/register/[\w-]{20,}")


def test_one_link_pressed_by_many_at_once_opens_one_account(portal: Served) -> None:
    person_id = a_tenancy(portal, "T-RACE-1", held_email="one.link@home.example")
    at_once(portal, [_asking(portal, "T-RACE-1", "one.link@home.example")])
    _workers_answer(portal)
    (link,) = _links(portal, "one.link@home.example")
    answers = at_once(portal, [_choosing(portal, link, number) for number in range(MANY)])

    assert statuses(answers)[0] == 303
    assert set(statuses(answers)[1:]) <= {404, 422}
    _only_one_came_in(portal, answers, says="This link does not work any more")
    assert rows(portal, sa.select(Credential.email).where(Credential.person_id == person_id)) == [
        "one.link@home.example"
    ]


def test_many_registrations_for_one_address_make_one_account(portal: Served) -> None:
    email = "shared@home.example"
    tenancies = [f"T-SHARED-{number}" for number in range(MANY)]
    for reference in tenancies:
        a_tenancy(portal, reference, held_email=email)
    asked = at_once(portal, [_asking(portal, reference, email) for reference in tenancies])
    assert statuses(asked) == [303] * MANY
    assert count(portal, Registration, Registration.email == email) == MANY
    _workers_answer(portal)
    links = _links(portal, email)
    assert len(set(links)) == MANY
    answers = at_once(portal, [_choosing(portal, link, number) for number, link in enumerate(links)])

    assert statuses(answers) == [303] + [422] * (MANY - 1)
    _only_one_came_in(portal, answers, says="There is an account with this address already.")
    assert count(portal, Credential, Credential.email == email) == 1
    done = Registration.email == email, Registration.state == State.DONE
    assert count(portal, Registration, *done) == 1


def test_without_a_tenancy_one_address_makes_one_account_and_one_person(portal: Served) -> None:
    email = "new.here@home.example"
    sent = {"given_name": "Ada", "family_name": "Price", "email": email, "contact_kind": "applicant"}
    asked = at_once(portal, [ready(Visitor(served=portal), "/register/other", **sent) for _ in range(MANY)])
    assert statuses(asked) == [303] * REGISTER.tries + [429] * (MANY - REGISTER.tries)
    assert count(portal, Registration, Registration.email == email) == REGISTER.tries
    _workers_answer(portal)
    links = _links(portal, email)
    assert len(links) == REGISTER.tries
    # Those replaced by a newer one have no form left; the links that open are pressed twice each.
    opening = [link for link in links if look(portal, link, "").status == 200]
    assert opening
    answers = at_once(portal, [_choosing(portal, link, number) for number, link in enumerate(opening * 2)])

    assert statuses(answers)[0] == 303
    assert set(statuses(answers)[1:]) <= {404, 422}
    assert count(portal, Credential, Credential.email == email) == 1
    assert count(portal, Person, Person.email == email) == 1


def _asking(served: Served, tenancy: str, email: str) -> Request:
    born = {"born_on-day": BORN_ON.day, "born_on-month": BORN_ON.month, "born_on-year": BORN_ON.year}
    return ready(
        Visitor(served=served),
        "/register",
        tenancy_reference=tenancy,
        family_name=FAMILY_NAME,
        email=email,
        **{name: str(value) for name, value in born.items()},
    )


def _choosing(served: Served, link: str, number: int) -> Request:
    return ready(Visitor(served=served), link, password=f"a password of number {number}")


def _workers_answer(served: Served) -> None:
    """Several workers answer all who asked, at the same time."""

    def work(_number: int) -> None:
        with served.app.app_context():
            while answer_one(utc_now()):
                pass

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
    assert count(served, Registration, Registration.state == State.ASKED) == 0


def _links(served: Served, email: str) -> list[str]:
    texts = rows(
        served,
        sa.select(OutgoingMessage.text)
        .where(OutgoingMessage.to_address == email, OutgoingMessage.kind == "accounts/register_link")
        .order_by(OutgoingMessage.id),
    )
    return [found.group() for text in texts if (found := _LINK.search(text))]


def _only_one_came_in(served: Served, answers: list[Answer], *, says: str) -> None:
    for answer in answers:
        came_in = look(served, "/account", answer.cookie).status == 200
        assert came_in is (answer.status == 303)
        assert came_in or says in answer.page
