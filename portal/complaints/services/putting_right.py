"""Remedies: promised at any stage, followed to their dates, done (Code 5.13, 6.6, 7.1 to 7.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.complaints.models import Remedy
from portal.complaints.remedies import RemedyKind
from portal.complaints.services.taking_on import acting_person, begun
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What we will do, who does it, by when (inclusive). `agreed`: the customer agreed; None: not asked."""

    kind: RemedyKind
    words: str
    by_whom: str
    by_on: date
    agreed: bool | None = None


def promise_remedy(record: Record, promised: Promised, *, by: Reader, version: int, now: datetime) -> Remedy:
    """Write down a remedy; before the answer, or after it while the complaint is not closed.

    Raises RuleBroken: "nothing said", "by whom missing", "date in the past".
    """
    acting = begun(record, Act.REMEDY, by=by, version=version, now=now)
    if not promised.words.strip():
        raise RuleBroken("nothing said")
    if not promised.by_whom.strip():
        raise RuleBroken("by whom missing")
    if promised.by_on < local_date(now, landlord().zone):
        raise RuleBroken("date in the past", by_on=promised.by_on)
    remedy = Remedy(
        complaint_id=record.id,
        stage=acting.complaint.stage,
        kind=promised.kind,
        words=promised.words.strip(),
        by_whom=promised.by_whom.strip(),
        by_on=promised.by_on,
        agreed=promised.agreed,
        promised_at=now,
        promised_by_id=acting_person(by),
    )
    db.session.add(remedy)
    facts = {"kind": promised.kind.value, "by_on": promised.by_on.isoformat()}
    add_entry(
        record,
        act=Act.REMEDY,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=remedy.words,
        facts=facts,
    )
    return remedy


def note_done(
    record: Record, *, remedy_id: int, done_on: date, words: str, by: Reader, version: int, now: datetime
) -> None:
    """Note that it was done, when, and what shows it; also after closing. The customer is told.

    Raises RuleBroken: "happened in the future", "evidence missing", "done already".
    """
    acting = begun(record, Act.DONE, by=by, version=version, now=now)
    remedy = db.session.get(Remedy, remedy_id)
    if remedy is None or remedy.complaint_id != record.id:
        raise NotFound
    if remedy.done_on is not None:
        raise RuleBroken("done already")
    if done_on > local_date(now, landlord().zone):
        raise RuleBroken("happened in the future", at=done_on)
    if not words.strip():
        raise RuleBroken("evidence missing")
    remedy.done_on, remedy.done_words, remedy.done_by_id = done_on, words.strip(), acting_person(by)
    facts = {"remedy": remedy.id, "done_on": done_on.isoformat()}
    entry = add_entry(
        record, act=Act.DONE, at=now, now=now, by=by.person_id, public=True, body=remedy.words, facts=facts
    )
    more = {"remedy": remedy.words, "done_on": done_on, "body": remedy.done_words}
    tell(record, acting.case, message="done", writer=by.person_id, now=now, entry=entry, more=more)
