"""The complaint definition: set out and acknowledged, corrected by the customer, set out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.cases.naming import Words
from portal.cases.services.naming import note_who_may_be_named
from portal.charters.standards import Channel, Event
from portal.commitments.services.keeping import note_event
from portal.complaints.models import Point
from portal.complaints.new_points import joins
from portal.complaints.queries import points_found, stage_row
from portal.complaints.services.beside import Other, opened
from portal.complaints.services.taking_on import Acting, acting_person, begun, held
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.records.models import Entry, Record
from portal.records.services import add_entry, hold


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOurs:
    """A point somebody else is responsible for, and who."""

    words: str
    whose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What we understand, what the customer wants, the points that are ours and not (Code 5.6, 5.7)."""

    understanding: str
    outcome_sought: str
    ours: Sequence[str] = ()
    not_ours: Sequence[NotOurs] = ()


def define_and_acknowledge(
    record: Record, definition: Definition, *, by: Reader, version: int, now: datetime
) -> None:
    """Set the complaint out and acknowledge it in one letter: only that keeps the promise (Code 6.2, 6.11).

    The reply's clock starts here. At stage 2 the points are those of stage 1 (6.8). Raises RuleBroken:
    "definition missing", "outcome missing", "no points", "not yours", "same person at both stages".
    """
    acting = begun(record, Act.ACKNOWLEDGED, by=by, version=version, now=now)
    _set_out(acting, definition)
    if acting.complaint.stage == 1:
        _add_points(acting, definition, by=acting_person(by), now=now)
    if not points_found(record.id, stage=acting.complaint.stage):
        raise RuleBroken("no points")
    note_event(record, event=Event.ACKNOWLEDGED, at=now, now=now)
    acting.complaint.state = acting.next_state
    stage_row(acting.complaint).acknowledged_at = now
    _send(acting, Act.ACKNOWLEDGED, "acknowledged", by=by, now=now)


def define_again(record: Record, definition: Definition, *, by: Reader, version: int, now: datetime) -> None:
    """Set it out anew after the customer has said what is wrong with it. Moves no date.

    The points are replaced where new ones are given and none has been decided yet.
    """
    acting = begun(record, Act.DEFINED_AGAIN, by=by, version=version, now=now)
    _set_out(acting, definition)
    if definition.ours or definition.not_ours:
        _replace_points(acting, definition, by=acting_person(by), now=now)
    acting.complaint.correction = ""
    _send(acting, Act.DEFINED_AGAIN, "defined_again", by=by, now=now)


def correct_definition(record: Record, *, words: str, by: int | None, now: datetime) -> Entry:
    """The customer says what is wrong with our definition (Code 5.6)."""
    hold(record)
    acting = held(record, Act.CORRECTED, by=by, now=now)
    if not words.strip():
        raise RuleBroken("nothing said")
    acting.complaint.correction = words
    note_who_may_be_named(record, Words(text=words), now=now)
    return add_entry(
        record, act=Act.CORRECTED, at=now, now=now, by=by, public=True, body=words, channel=Channel.WEB.value
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPoint:
    """Something raised later. `related` to the complaint; `would_delay` its answer."""

    words: str
    related: bool
    would_delay: bool
    is_ours: bool = True
    whose: str = ""


def add_point(record: Record, new: NewPoint, *, by: Reader, version: int, now: datetime) -> Record:
    """Let the point join the complaint, or make it one of its own, as Code 6.8 says; gives back where it is.

    One of its own is received now, linked, and closed to the same people.
    """
    acting = begun(record, Act.POINT_JOINED, by=by, version=version, now=now)
    if not new.words.strip():
        raise RuleBroken("nothing said")
    if joins(acting.standing.state, related=new.related, would_delay=new.would_delay):
        _point(acting, new.words, is_ours=new.is_ours, whose=new.whose, by=acting_person(by), now=now)
        add_entry(record, act=Act.POINT_JOINED, at=now, now=now, by=by.person_id, public=True, body=new.words)
        return record
    apart = Other(words=new.words, received_at=now)
    other = opened(acting, apart, by=acting_person(by), now=now)
    facts = {"other": other.reference}
    add_entry(
        record,
        act=Act.POINT_APART,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=new.words,
        facts=facts,
    )
    return other


def _set_out(acting: Acting, definition: Definition) -> None:
    if not definition.understanding.strip():
        raise RuleBroken("definition missing")
    if not definition.outcome_sought.strip():
        raise RuleBroken("outcome missing")
    acting.complaint.definition = definition.understanding.strip()
    acting.complaint.outcome_sought = definition.outcome_sought.strip()


def _add_points(acting: Acting, definition: Definition, *, by: int, now: datetime) -> None:
    for words in definition.ours:
        _point(acting, words, is_ours=True, whose="", by=by, now=now)
    for other in definition.not_ours:
        _point(acting, other.words, is_ours=False, whose=other.whose, by=by, now=now)
    db.session.flush()


def _replace_points(acting: Acting, definition: Definition, *, by: int, now: datetime) -> None:
    known = points_found(acting.record.id, stage=acting.complaint.stage)
    if any(found.finding for found in known):
        raise RuleBroken("a point is decided already")
    for found in known:
        found.point.withdrawn_at = now
    _add_points(acting, definition, by=by, now=now)


def _point(acting: Acting, words: str, *, is_ours: bool, whose: str, by: int, now: datetime) -> None:
    db.session.add(
        Point(
            complaint_id=acting.record.id,
            words=words.strip(),
            is_ours=is_ours,
            whose="" if is_ours else whose.strip(),
            added_at=now,
            added_by_id=by,
        )
    )


def _send(acting: Acting, act: Act, message: str, *, by: Reader, now: datetime) -> None:
    complaint, record = acting.complaint, acting.record
    entry = add_entry(
        record,
        act=act,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=complaint.definition,
        facts={"stage": complaint.stage, "outcome_sought": complaint.outcome_sought},
    )
    more = {
        "stage": complaint.stage,
        "definition": complaint.definition,
        "outcome_sought": complaint.outcome_sought,
        "points": [found.point for found in points_found(record.id, stage=complaint.stage)],
    }
    tell(record, acting.case, message=message, writer=by.person_id, now=now, entry=entry, more=more)
