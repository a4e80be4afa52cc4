"""`flask demo seed`: a demonstration landlord in an empty database, also on PostgreSQL."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import AppGroup

from portal import timekeeping
from portal.config import Settings
from portal.demo import seeding

group: AppGroup = AppGroup("demo", help="A demonstration landlord.")


@group.command("seed")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it is laid out around, YYYY-MM-DD; today unless given.",
)
def seed(as_of: datetime | None) -> None:
    """Fill an empty database with a demonstration landlord, and print who can sign in."""
    settings: Settings = current_app.extensions["portal_settings"]
    if not seeding.is_empty():
        raise click.ClickException("There is a landlord in this database already; it is left as it is.")
    today = as_of.date() if as_of else timekeeping.local_date(timekeeping.utc_now(), settings.tz)
    seeding.seed(current_app._get_current_object(), today)  # type: ignore[attr-defined]
    click.echo(seeding.sign_ins(settings.charter))
