"""`flask tenancies`: the landlord's tenancy file comes in. Not in identity: it indexes people (records)."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import database
from portal.errors import RuleBroken
from portal.identity.gateways import tenancy_file
from portal.identity.queries.tenancies import home_addresses
from portal.identity.services.importing import import_tenancies
from portal.identity.tenancy_file import COLUMNS
from portal.records.services import index_person
from portal.timekeeping import utc_now

group = AppGroup("tenancies", help="Tenancies from the landlord's own system.")

_HELP = """Import tenancies from FILE, a CSV in UTF-8 whose first line names the columns.

One line is one person on one tenancy: a joint tenancy has several lines with one tenancy_reference,
somebody with several homes has one line for each. Every wrong line is named and then nothing is
stored, unless --skip-bad says to store the others. Repeating a file changes nothing.

\b
""" + "\n".join(f"{name:18} {about}" for name, about in COLUMNS.items())


@group.command("import", help=_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Store the good lines although others are wrong.")
def import_file(file: Path, skip_bad: bool) -> None:
    """Read, check, store, index; one transaction."""
    with database.writing():
        try:
            read = tenancy_file(file)
        except RuleBroken as broken:
            click.echo(f"line {broken.facts['line']}: not in UTF-8; save the file as CSV UTF-8", err=True)
            sys.exit(1)
        for fault in read.faults:
            click.echo(str(fault), err=True)
        if read.faults and not (skip_bad and read.lines):
            click.echo("Nothing was stored.", err=True)
            sys.exit(1)
        done = import_tenancies(read.lines, now=utc_now())
        homes = home_addresses(done.touched)
        for person in done.touched.values():
            index_person(person, more=homes.get(person.id, ""))
        database.commit()
    click.echo(
        f"{len(read.lines)} lines read: {done.people_added} people added and {done.people_changed} changed, "
        f"{done.homes_added} homes added, {done.tenancies_added} tenancies added and "
        f"{done.tenancies_changed} changed."
    )
