"""`flask appointments`: weekly hours of officers, rooms and interpreters come in from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from portal import database
from portal.appointments.gateways.hours_file import hours_file
from portal.appointments.hours_file import COLUMNS
from portal.appointments.services.hours import store_hours_file
from portal.errors import RuleBroken
from portal.timekeeping import utc_now

group = AppGroup("appointments", help="What can be booked, and when.")

_HELP = """Store the weekly hours in FILE, a CSV in UTF-8 whose first line names the columns.

One line is one window of an officer, a room or an interpreter; whoever has several a day has a line for
each. Every wrong line is named and then nothing is stored. Repeating a file changes nothing. A window that
overlaps hours there are is wrong, unless --replace says that the file's take their place between its dates.

\b
""" + "\n".join(f"{name:10} {about}" for name, about in COLUMNS.items())


@group.command("hours", help=_HELP)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="The file's hours take the place of others on the same days.")
def hours(file: Path, replace: bool) -> None:
    """Read, check, store; one transaction."""
    with database.writing():
        try:
            read = hours_file(file.read_bytes(), replace=replace)
        except RuleBroken as broken:
            click.echo(_refused(broken), err=True)
            sys.exit(1)
        for fault in read.faults:
            click.echo(str(fault), err=True)
        if read.faults:
            click.echo("Nothing was stored.", err=True)
            sys.exit(1)
        done = store_hours_file(read, replace=replace, by=None, now=utc_now())
        database.commit()
    click.echo(
        f"{len(read.lines)} lines read: {done.added} windows added, {done.removed} taken out, "
        f"{done.kept} left as they were."
    )


def _refused(broken: RuleBroken) -> str:
    match broken.rule:
        case "not UTF-8":
            return f"line {broken.facts['line']}: not in UTF-8; save the file as CSV UTF-8"
        case "too large":
            return f"the file is larger than {broken.facts['max_bytes']} bytes"
        case _:
            return "line 1: the file is empty"
