"""Opening records, writing their timeline, and refusing changes made from an old copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db, noted
from portal.errors import RuleBroken, Stale
from portal.identity.models import Person
from portal.records.models import Entry, Record, SearchTerm
from portal.records.queries import OPENED, noted_of_new, search_words
from portal.records.references import new_reference

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is known of a record when it is opened. `received_at` is when it truly reached us."""

    kind: str
    title: str
    channel: str
    received_at: datetime
    person_id: int | None = None
    raised_by_id: int | None = None
    tenancy_id: int | None = None
    organisation_id: int | None = None
    office_id: int | None = None
    division: str | None = None
    team_id: int | None = None
    topic_id: int | None = None
    handler_id: int | None = None
    parent_id: int | None = None
    restricted: bool = False
    submission_id: str | None = None
    reference: str | None = None  # chosen beforehand, as in a demonstration; a random one unless given


def open_record(opening: Opening, *, by: int | None, now: datetime) -> Record:
    """Add a record under a fresh reference.

    Raises RuleBroken("already submitted", reference=…) when this submission has been stored before: sent
    twice, it is made once. Two requests with one submission id race to the unique index; the second one's
    insert fails there, inside its savepoint, and finds the first one's row.
    """
    for _ in range(_TRIES):
        try:
            with db.session.begin_nested():
                return add_record(opening, by=by, now=now)
        except IntegrityError:
            refuse_second(opening.submission_id)  # else the reference was taken: another one
    raise RuleBroken("no reference free")


def add_record(opening: Opening, *, by: int | None, now: datetime) -> Record:
    """The same in a savepoint of the caller, who on IntegrityError asks `refuse_second` and tries again."""
    if opening.received_at > now:
        raise RuleBroken("received in the future", received_at=opening.received_at)
    record = Record(
        created_at=now,
        touched_at=now,
        **{name: getattr(opening, name) for name in Opening.__dataclass_fields__ if name != "reference"},
        reference=opening.reference or new_reference(),
    )
    db.session.add(record)
    db.session.flush()
    noted().setdefault(OPENED, {})[record.id] = {}
    record_act(act=f"{opening.kind}.opened", by=by, now=now, record_id=record.id)
    return record


def refuse_second(submission_id: str | None) -> None:
    """Raise "already submitted" where a record was made of that submission."""
    if submission_id is None:
        return
    reference = db.session.scalar(sa.select(Record.reference).where(Record.submission_id == submission_id))
    if reference is not None:
        raise RuleBroken("already submitted", reference=reference)


def hold(record: Record) -> None:
    """Keep everybody else from changing the record until this transaction ends, and read it afresh.

    On PostgreSQL two requests that act on one record would otherwise both read it, and the second to write
    would fail at its version although nothing speaks against doing both, one after the other: a customer's
    words would be refused because an officer answered at that moment. Held, the second waits and sees what
    the first did; and as every act takes the record before anything else of it, none waits in a circle.
    Other rows pointing to the record may still be added meanwhile (FOR NO KEY UPDATE). On SQLite whoever
    writes has the whole database already. What this transaction opened, nobody else knows of.
    """
    if noted_of_new(record.id) is not None:
        return
    db.session.refresh(record, with_for_update={"key_share": True})


def expect_version(record: Record, version: int) -> None:
    """Hold the record; raise Stale unless the form was made from it as it now is."""
    hold(record)
    if record.version != version:
        raise Stale(reference=record.reference, was=version, now=record.version)


def add_entry(
    record: Record,
    *,
    act: str,
    at: datetime,
    now: datetime,
    by: int | None,
    public: bool,
    body: str | None = None,
    channel: str | None = None,
    facts: Mapping[str, object] | None = None,
    at_once: bool = True,
) -> Entry:
    """Write one line of the timeline, and raise the record's version.

    `at` is when it happened and may lie before `now`, never after: RuleBroken("happened in the future").
    `at_once` False: with whatever is written next, so that it has no id yet.
    """
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    entry = Entry(
        record_id=record.id,
        act=act,
        at=at,
        recorded_at=now,
        actor_id=by,
        public=public,
        body=body,
        channel=channel,
        facts=dict(facts or {}),
    )
    db.session.add(entry)
    record.touched_at = now
    record_act(act=act, by=by, now=now, record_id=record.id)
    if at_once:
        db.session.flush()
    return entry


def index_person(person: Person, *, more: str = "") -> None:
    """Make the person findable by name, address and postcode; `more` is for the address of their home."""
    postcode = person.postcode.replace(" ", "")
    words = set(search_words(f"{person.name} {person.address} {person.postcode} {postcode} {more}"))
    kept = set(db.session.scalars(sa.select(SearchTerm.term).where(SearchTerm.person_id == person.id)))
    db.session.add_all(SearchTerm(term=word, person_id=person.id) for word in sorted(words - kept))
    if kept - words:
        db.session.execute(
            sa.delete(SearchTerm).where(SearchTerm.person_id == person.id, SearchTerm.term.in_(kept - words))
        )
