"""What a stolen table of passwords would cost to guess; old hashes grow stronger. Tests hash quickly."""

from __future__ import annotations

import sqlalchemy as sa
from argon2 import PasswordHasher, Type, extract_parameters

from portal.accounts.models import Credential
from portal.database import commit, db
from tests.accounts.world import PASSWORD, a_tenant, an_account
from tests.applications import IN_EARNEST
from tests.client import StrictClient


def test_passwords_are_hashed_so_that_guessing_them_is_slow() -> None:
    used = extract_parameters(IN_EARNEST.hash(PASSWORD))
    assert used.type is Type.ID
    assert used.memory_cost >= 64 * 1024
    assert used.time_cost >= 3


def test_a_weaker_hash_is_made_anew_when_its_owner_signs_in(portal: StrictClient) -> None:
    person = an_account(a_tenant())
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    mine = sa.select(Credential).where(Credential.person_id == person.id)
    db.session.scalars(mine).one().password_hash = weak
    commit()
    portal.post("/sign-in", data={"email": person.email, "password": PASSWORD})
    made_anew = db.session.scalars(mine).one().password_hash
    assert made_anew != weak
    portal.post("/sign-out")
    assert portal.post("/sign-in", data={"email": person.email, "password": PASSWORD}).status_code == 303
    assert db.session.scalars(mine).one().password_hash == made_anew
