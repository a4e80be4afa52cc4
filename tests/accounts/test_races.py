"""Two requests at the same moment: one account from one link, and no guess that is not counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from portal.accounts.gateways import count_try
from portal.accounts.guessing import SIGN_IN
from portal.accounts.models import Credential, Throttle
from portal.accounts.queries import REGISTER
from portal.accounts.registration import LINK_LASTS
from portal.database import commit, db, own_transaction
from portal.identity.models import Person
from portal.identity.services.people import make_token
from portal.timekeeping import utc_now
from tests.accounts.test_registering import AMINA
from tests.accounts.world import PASSWORD, a_tenant, answered, link_in, read_afresh, sent
from tests.client import StrictClient
from tests.factories.organisation import a_landlord

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


def at_once(work: Callable[[int], None], times: int) -> None:
    """Run `work` in threads that begin together; a fault in one is raised here."""
    barrier = threading.Barrier(times)
    faults: list[BaseException] = []

    def one(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if faults:
        raise faults[0]


def test_one_link_posted_by_many_makes_one_account(any_app: Flask) -> None:
    a_landlord()
    a_tenant()
    StrictClient(any_app).post("/register", data=AMINA)
    answered()
    path = link_in(sent()[0])
    any_app.config["WTF_CSRF_ENABLED"] = False
    statuses: list[int] = []

    def post(number: int) -> None:
        answer = any_app.test_client().post(path, data={"password": f"{PASSWORD} {number}"})
        statuses.append(answer.status_code)

    read_afresh()
    at_once(post, 6)
    assert sorted(statuses)[0] == 303
    assert set(sorted(statuses)[1:]) <= {404, 422}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Credential)) == 1


def test_two_links_of_one_person_make_one_account(any_app: Flask) -> None:
    a_landlord()
    amina = a_tenant()
    StrictClient(any_app).post("/register", data=AMINA)
    answered()
    first = link_in(sent()[0])
    secret = make_token(
        purpose=REGISTER,
        now=utc_now(),
        lifetime=LINK_LASTS,
        person_id=amina.id,
        registration_id=1,
        supersede=False,
    )
    commit()
    any_app.config["WTF_CSRF_ENABLED"] = False
    statuses: list[int] = []
    paths = [first, f"/register/{secret}"]

    def post(number: int) -> None:
        answer = any_app.test_client().post(paths[number], data={"password": PASSWORD})
        statuses.append(answer.status_code)

    at_once(post, 2)
    assert sorted(statuses) == [303, 422]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Credential)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_no_try_is_lost_when_many_count_at_once(any_app: Flask) -> None:
    counted: list[int] = []

    def count(_number: int) -> None:
        with any_app.app_context():
            for _ in range(5):
                counted.append(own_transaction(lambda: count_try("key", SIGN_IN, now=NOW)[0]))

    at_once(count, 4)
    assert sorted(counted) == list(range(1, 21))
    assert db.session.scalars(sa.select(Throttle.tries)).one() == 20
