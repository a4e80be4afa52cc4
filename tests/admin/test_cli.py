"""The first administrator comes from the command line, and only chooses a password from then on."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portal.accounts.queries import INVITE
from portal.database import db
from portal.identity.models import StaffProfile
from portal.identity.queries.links import token
from portal.identity.roles import Ability
from portal.timekeeping import utc_now


def test_the_first_administrator_gets_a_link_to_choose_a_password(app: Flask) -> None:
    named = ["--given-name", "Ruth", "--family-name", "Okafor", "--email", "ruth@landlord.example"]
    result = app.test_cli_runner().invoke(args=["staff", "first-administrator", *named])
    assert result.exit_code == 0, result.output
    address, _, secret = result.output.strip().rpartition("/")
    assert address == "http://localhost/invitation"
    profile = db.session.scalars(sa.select(StaffProfile)).one()
    assert profile.abilities >= {Ability.ADMINISTER}
    found = token(INVITE, secret, utc_now())
    assert found is not None
    assert found.person_id == profile.person_id
