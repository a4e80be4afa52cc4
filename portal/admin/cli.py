"""The first administrator of a new landlord, made from the command line; all others are made on the pages."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.accounts.queries import INVITE
from portal.accounts.registration import INVITATION_LASTS
from portal.database import commit, writing
from portal.identity.roles import Role
from portal.identity.services.people import Work, add_staff, make_token
from portal.timekeeping import utc_now
from portal.web.settings import settings

group = AppGroup("staff", help="Members of staff.")


@group.command("first-administrator")
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option("--email", required=True, help="The work address they will sign in with.")
def first_administrator(given_name: str, family_name: str, email: str) -> None:
    """Add an administrator and print the link with which they choose a password."""
    now = utc_now()
    work = Work(
        job_title="Administrator", work_phone="", work_email=email, roles=frozenset({Role.ADMINISTRATOR})
    )
    with writing():
        person = add_staff(given_name=given_name, family_name=family_name, work=work, by=None, now=now)
        secret = make_token(purpose=INVITE, now=now, lifetime=INVITATION_LASTS, person_id=person.id)
        commit()
    click.echo(f"{settings().base_url}/invitation/{secret}")
