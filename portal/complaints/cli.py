"""Commands about complaints: which provisions of the Code the tests hold."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.complaints.gateways import held_by_tests
from portal.complaints.provisions import PROVISIONS
from portal.config import ROOT

group = AppGroup("complaints", help="Complaints, and the Code they are handled under.")


@group.command("provisions")
def provisions() -> None:
    """List each provision that asks something of software, and the tests that carry its number."""
    held = held_by_tests(ROOT / "tests")
    for row in PROVISIONS:
        click.echo(f"{row.number} ({row.checked}) {row.asks}")
        if row.to_come:
            click.echo(f"    to come: {row.to_come}")
        for test in held.get(row.number, []):
            click.echo(f"    {test}")
