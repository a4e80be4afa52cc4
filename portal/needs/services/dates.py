"""The dates of needs, safety instructions and restrictions: commitments on a record a person has for each."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.charters.standards import Event, Standard
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import begin_own, end_one
from portal.database import db
from portal.errors import RuleBroken
from portal.needs.reviews import MARKERS, NEEDS, RESTRICTIONS
from portal.records.models import Record
from portal.records.services import Opening, hold, open_record

# Staff's pages have words of their own.
_TITLES = {
    NEEDS: "What helps them",
    MARKERS: "Safety instruction",
    RESTRICTIONS: "Restriction on contact",
}


def begin_date(
    person_id: int,
    standard: Standard,
    *,
    kind: str,
    by: int | None,
    at: datetime,
    handler_id: int | None = None,
) -> Commitment | None:
    """Start a date on the person's record of that kind.

    The record is opened the first time and used again; `handler_id`, if given, has the work from now on.
    None where no date can be counted, as the office has no hours.
    """
    record = _record(person_id, kind, by=by, now=at)
    begun = begin_own(record, standard, at=at)
    if handler_id is not None:
        record.handler_id = handler_id
    record.closed_at = None if record.next_due_at else at
    db.session.flush()
    return begun


def end_date(commitment_id: int | None, *, kept: bool, at: datetime) -> None:
    """End the date: kept by what was done at `at`, or called off. The record closes with its last one."""
    found = db.session.get(Commitment, commitment_id) if commitment_id is not None else None
    if found is None:
        return
    record = db.session.get_one(Record, found.record_id)
    hold(record)
    end_one(found, record, event=Event.REVIEWED if kept else None, at=at)
    record.closed_at = None if record.next_due_at else at
    db.session.flush()


def _record(person_id: int, kind: str, *, by: int | None, now: datetime) -> Record:
    one_each = f"{kind}:{person_id}"
    try:
        return open_record(
            Opening(
                kind=kind,
                title=_TITLES[kind],
                channel="web",
                received_at=now,
                person_id=person_id,
                submission_id=one_each,
            ),
            by=by,
            now=now,
        )
    except RuleBroken as known:
        if known.rule != "already submitted":
            raise
    record = db.session.scalars(sa.select(Record).where(Record.submission_id == one_each)).one()
    hold(record)
    record.touched_at = now
    return record
