"""Putting options to the customer, and keeping what they chose (TPP Values 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.cases.models import Option
from portal.cases.services.telling import case_of, tell
from portal.cases.stages import Act, Status, require
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.records.models import Record
from portal.records.services import add_entry, expect_version, hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option, what follows from it, and by when (inclusive) it can be had, if that matters."""

    words: str
    consequence: str
    by_on: date | None = None


def put_options(record: Record, *, choices: Sequence[Choice], by: int, version: int, now: datetime) -> None:
    """Put two or more options to the customer; those put before and not chosen are withdrawn."""
    expect_version(record, version)
    case = case_of(record)
    require(Status(case.status), Act.OPTIONS_PUT)
    if len(choices) < 2 or any(not c.words.strip() or not c.consequence.strip() for c in choices):
        raise RuleBroken("options incomplete")
    db.session.execute(
        sa.update(Option)
        .where(Option.record_id == record.id, Option.chosen_at.is_(None), Option.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    db.session.add_all(
        Option(
            record_id=record.id,
            words=c.words,
            consequence=c.consequence,
            by_on=c.by_on,
            put_at=now,
            put_by_id=by,
        )
        for c in choices
    )
    entry = add_entry(record, act=Act.OPTIONS_PUT, at=now, now=now, by=by, public=True)
    tell(record, case, message="options", writer=by, now=now, entry=entry, more={"choices": choices})


def choose(record: Record, *, option_id: int, by: int | None, now: datetime) -> Option:
    """Keep the customer's choice; the other options of that time are withdrawn.

    Pressed twice, it is chosen once. Raises RuleBroken("no longer offered") when it was withdrawn, also
    because another one was chosen.
    """
    hold(record)
    option = db.session.get(Option, option_id, populate_existing=True)
    if option is None or option.record_id != record.id:
        raise NotFound
    if option.chosen_at is not None:
        return option
    if option.withdrawn_at is not None:
        raise RuleBroken("no longer offered")
    option.chosen_at = now
    db.session.execute(
        sa.update(Option)
        .where(
            Option.record_id == record.id,
            Option.id != option.id,
            Option.chosen_at.is_(None),
            Option.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    facts = {"option": option.id}
    add_entry(
        record, act=Act.OPTION_CHOSEN, at=now, now=now, by=by, public=True, body=option.words, facts=facts
    )
    return option
