"""Commands that show how a date is counted."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import AppGroup

from portal.clock.day_lines import DayLine, day_lines
from portal.clock.zones import to_local, to_utc
from portal.errors import RuleBroken
from portal.organisation.queries import landlord
from portal.pages.countings import countable, due_from

group = AppGroup("clock", help="How dates are counted.")

_WHEN = "%A %-d %B %Y"


@group.command("explain")
@click.option("--standard", "key", required=True, help="The key of a standard in the charter.")
@click.option("--at", "at_text", required=True, help='When it began, local time: "2026-12-24 11:00".')
@click.option("--division", default=None, help="Division of the home, where it is not the office's.")
def explain(key: str, at_text: str, division: str | None) -> None:
    """Print when a standard falls due, each day counted and each one skipped with why."""
    facts = landlord()
    standard = next((s for s in countable(facts.charter) if s.key == key), None)
    if standard is None:
        known = "\n  ".join(s.key for s in countable(facts.charter))
        raise click.ClickException(f"no standard called {key!r} that can be counted. There are:\n  {known}")
    try:
        at = to_utc(datetime.fromisoformat(at_text).replace(tzinfo=None), facts.zone)
    except ValueError as error:
        raise click.ClickException(f'not a time: {at_text!r}; write it like "2026-12-24 11:00"') from error
    try:
        due = due_from(standard, at, facts.calendars(division=division))
    except RuleBroken as refused:
        raise click.ClickException(f"cannot be counted: {refused.rule}") from refused
    click.echo(f"{standard.promise} ({standard.clause}: {standard.literal!r})")
    click.echo(f"began  {_moment(at, facts.zone)}")
    for line in day_lines(due.counting):
        click.echo(f"  {line.on:{_WHEN}}: {_words(line)}")
    for begins, ends in due.counting.stretches:
        click.echo(f"  {_moment(begins, facts.zone)} to {_moment(ends, facts.zone)}")
    by_day = standard.limit is not None and standard.limit.counts_days
    end = f"{due.on:{_WHEN}}, until midnight" if by_day else _moment(due.at, facts.zone)
    click.echo(f"due    {end}{' (provisional)' if due.provisional else ''}")


def _moment(instant: datetime, zone: ZoneInfo) -> str:
    return f"{to_local(instant, zone):%A %-d %B %Y, %H:%M}"


def _words(line: DayLine) -> str:
    if line.skipped:
        return f"skipped, {line.skipped.why}"
    if line.delivery:
        return "for the post"
    return f"day {line.number}"
