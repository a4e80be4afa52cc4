"""Telling customers of an exceptional event that touches their open case, and of its end: once each.

Moves no date.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.cases.models import Case, EventWord
from portal.cases.services.telling import tell
from portal.cases.staff_queries.disruptions import touched_by
from portal.database import db
from portal.organisation.events import EventFacts
from portal.organisation.models import ExceptionalEvent
from portal.organisation.queries import landlord
from portal.organisation.services.events import note_over_told, note_told
from portal.records.models import Record

_AT_ONCE = 50


def tell_affected(*, now: datetime) -> int:
    """Leave word for some customers of one event for which it was asked; give back how many cases were done.

    For cases that were open when it was asked. Somebody with several cases gets one message, on one that is
    no complaint where there is such a case. Once we are back nobody is told of it any more, but whoever was
    gets one message that it is over. The event is held, so that two workers never tell somebody twice.
    0 when nothing is left; without an event to be told of no statement is run but the landlord's.
    """
    for event in landlord().events:
        if event.tell_asked_at is None:
            continue
        if event.back_on is not None:
            if event.over_told_at is None and _hold(event.id, ExceptionalEvent.over_told_at):
                return _tell_over(event, now=now)
        elif event.told_at is None and _hold(event.id, ExceptionalEvent.told_at):
            return _tell_some(event, asked_at=event.tell_asked_at, now=now)
    return 0


def _hold(event_id: int, done_at: InstrumentedAttribute[datetime | None]) -> bool:
    mine = sa.select(ExceptionalEvent.id).where(ExceptionalEvent.id == event_id, done_at.is_(None))
    return db.session.scalar(mine.with_for_update(skip_locked=True)) is not None


def _tell_some(event: EventFacts, *, asked_at: datetime, now: datetime) -> int:
    seen_to = sa.exists().where(EventWord.event_id == event.id, EventWord.record_id == Record.id)
    rows = db.session.execute(
        sa.select(Record, Case)
        .join(Case, Case.id == Record.id)
        .where(
            touched_by(event, landlord()),
            Record.closed_at.is_(None),
            Record.created_at <= asked_at,
            ~seen_to,
        )
        .order_by(Record.restricted, Record.id)
        .limit(_AT_ONCE)
    ).all()
    told = _told(event.id, {record.person_id for record, _ in rows if record.person_id is not None})
    for record, case in rows:
        is_new = record.person_id is None or record.person_id not in told
        if is_new:
            more = {
                "event_title": event.title,
                "happened": event.happened,
                "means": event.means,
                "from_on": event.from_on,
                "comply_again_on": event.expected_on,
            }
            tell(record, case, message="disrupted", writer=None, now=now, more=more)
            if record.person_id is not None:
                told.add(record.person_id)
        db.session.add(EventWord(event_id=event.id, record_id=record.id, sent=is_new, at=now))
    return _done(len(rows), note_told, event, now)


def _tell_over(event: EventFacts, *, now: datetime) -> int:
    """On the case by which they had word of it, though that may be closed by now."""
    rows = db.session.execute(
        sa.select(EventWord, Record, Case)
        .join(Record, Record.id == EventWord.record_id)
        .join(Case, Case.id == Record.id)
        .where(EventWord.event_id == event.id, EventWord.sent.is_(True), EventWord.over_at.is_(None))
        .order_by(EventWord.id)
        .limit(_AT_ONCE)
    ).all()
    for word, record, case in rows:
        more = {"event_title": event.title, "from_on": event.from_on, "back_on": event.back_on}
        tell(record, case, message="disruption_over", writer=None, now=now, more=more)
        word.over_at = now
    return _done(len(rows), note_over_told, event, now)


def _done(number: int, note: Callable[..., None], event: EventFacts, now: datetime) -> int:
    """Keep that all is said once there is nobody left."""
    db.session.flush()
    if not number:
        note(event_id=event.id, now=now)
    return number


def _told(event_id: int, people: Collection[int]) -> set[int]:
    """Those of these people whom a message has reached already, by another case of theirs."""
    sent = (
        sa.select(Record.person_id)
        .join(EventWord, EventWord.record_id == Record.id)
        .where(EventWord.event_id == event_id, EventWord.sent.is_(True), Record.person_id.in_(people))
    )
    return {person_id for person_id in db.session.scalars(sent) if person_id is not None}
