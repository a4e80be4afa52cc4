"""Keeping those named in a complaint away from it, and noting who may be named, for people to decide."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.cases.naming import (
    MAY_BE_NAMED,
    NAMED,
    NOT_NAMED,
    Name,
    Words,
    perhaps_named,
    surely_named,
    undecided,
)
from portal.charters.standards import CaseKind
from portal.database import db
from portal.identity.queries.people import active_staff
from portal.records.models import Bar, Entry, Record
from portal.records.services import add_entry


def bar_the_named(record: Record, words: Words) -> None:
    """Bar whoever is named beyond doubt in a complaint that is just being made (Code 5.8)."""
    db.session.add_all(
        Bar(record_id=record.id, person_id=number, why="named in the complaint")
        for number in surely_named(words, _names())
    )
    db.session.flush()


def note_who_may_be_named(record: Record, words: Words, *, now: datetime) -> None:
    """Note on a complaint who else of the staff these words may name; complaints staff decide about each.

    Nobody is noted who is barred already, or whom somebody has decided about. Nothing happens on what is no
    complaint.
    """
    if record.kind != CaseKind.COMPLAINT:
        return
    staff = _names()
    found = {*perhaps_named(words, staff), *surely_named(words, staff)}
    if not found:
        return
    barred = set(db.session.scalars(sa.select(Bar.person_id).where(Bar.record_id == record.id)))
    known = {facts.get("to") for _, facts, _ in _said(record.id)}
    for number in sorted(found - barred - known):
        name = f"{staff[number].given} {staff[number].family}".strip()
        add_entry(
            record, act=MAY_BE_NAMED, at=now, now=now, by=None, public=False, body=name, facts={"to": number}
        )


def who_may_be_named(record_id: int) -> dict[int, str]:
    """Who may be named in a complaint and nobody has decided about, with their names: one statement.

    Of a complaint the reader has been shown to be allowed to see.
    """
    return undecided(_said(record_id))


def _said(record_id: int) -> list[tuple[str, dict[str, object], str | None]]:
    rows = db.session.execute(
        sa.select(Entry.act, Entry.facts, Entry.body).where(
            Entry.record_id == record_id, Entry.act.in_((MAY_BE_NAMED, NAMED, NOT_NAMED))
        )
    )
    return [(act, dict(facts), body) for act, facts, body in rows]


def _names() -> dict[int, Name]:
    return {one.id: Name(given=one.given_name, family=one.family_name) for one in active_staff()}
