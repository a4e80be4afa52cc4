"""`flask charter`: check a file, show a charter's promises, count what the portal keeps of it."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.charters import library
from portal.charters.coverage import coverage_of
from portal.charters.standards import Charter, Standard, UntimedPromise

group = AppGroup("charter", help="The landlord's promises: check a file, show them, count them.")


@group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_command(file: Path) -> None:
    """Name every mistake in FILE at once, with its line. The exit code is 1 when there is one."""
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: not UTF-8 text (byte {error.start + 1})") from error
    problems = library.check(text, file.stem)
    for problem in problems:
        place = f"{file}:{problem.line}" if problem.line else str(file)
        click.echo(": ".join(part for part in (place, problem.where, problem.message) if part))
    if problems:
        click.echo(f"{len(problems)} to put right.")
        raise SystemExit(1)
    click.echo(f"{file}: nothing wrong.")


@group.command("show")
@click.argument("name", type=click.Choice(library.available()))
def show_command(name: str) -> None:
    """Print the promises of the charter NAME: the timed ones, the others, and those of the law."""
    charter = library.load(name)
    click.echo(f"{charter.organisation}: {charter.policy_title} ({charter.edition})")
    click.echo(charter.dates_note)
    _show_promises("In time", charter.standards, ())
    _show_promises("Without a number", (), charter.promises)
    for regime in charter.regimes:
        _show_promises(f"{regime.name} ({regime.source})", regime.standards, regime.promises)
    _show_unapplied(charter)
    for note in charter.notes:
        click.echo(f"\nEditor's note on {note.clause}: {note.note}")


@group.command("coverage")
@click.argument("name", type=click.Choice(library.available()))
def coverage_command(name: str) -> None:
    """Count the clauses of NAME that are kept, kept in part, not yet kept, and not for software."""
    coverage = coverage_of(library.load(name))
    click.echo(f"kept              {len(coverage.kept):4}")
    click.echo(f"kept in part      {len(coverage.partly_kept):4}  {', '.join(coverage.partly_kept)}".rstrip())
    click.echo(f"not yet kept      {len(coverage.not_yet_kept):4}")
    click.echo(f"not for software  {len(coverage.not_for_software):4}")
    for clause in coverage.not_yet_kept:
        click.echo(f"  not yet kept: {clause}")


def _show_promises(heading: str, timed: tuple[Standard, ...], untimed: tuple[UntimedPromise, ...]) -> None:
    if not timed and not untimed:
        return
    click.echo(f"\n{heading}")
    for standard in timed:
        click.echo(f"  {standard.clause}: {standard.promise} “{standard.literal}”")
        if standard.reading:
            click.echo(f"      read as: {standard.reading}")
        if standard.unverified:
            click.echo(f"      to be checked: {standard.unverified}")
    for promise in untimed:
        words = f" “{promise.literal}”" if promise.literal else ""
        click.echo(f"  {promise.clause}: {promise.promise}{words}")


def _show_unapplied(charter: Charter) -> None:
    for use in charter.regime_uses:
        if not use.applies:
            click.echo(f"\nDoes not apply: {use.key}. {use.reason}")
