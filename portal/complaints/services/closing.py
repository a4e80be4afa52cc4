"""Ending a complaint: closed with what it taught, or withdrawn; asking later how they were treated since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.cases.services.telling import case_of
from portal.cases.stages import Outcome, Status
from portal.charters.standards import Event
from portal.commitments.services.keeping import call_off, note_event
from portal.complaints.learning import Cause, ask_again_on
from portal.complaints.models import Improvement, Learning, TreatedDifferently
from portal.complaints.queries import ombudsman_until, theme_named, undertakings_of
from portal.complaints.services.taking_on import acting_person, begun
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import StaffProfile
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry, hold
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What it taught: cause, theme, in words; and what we change, who sees to it, by when (inclusive).

    `theme`: the name of one in the landlord's list, large and small letters alike; any other stays as it is.
    """

    cause: Cause
    theme: str
    words: str
    change: str = ""
    owner_id: int | None = None
    by_on: date | None = None


def close(record: Record, taught: Taught, *, by: Reader, version: int, now: datetime) -> None:
    """Close it once it is answered, with what it taught (Code 9.1). Open actions go on.

    Raises RuleBroken: "learning missing", "owner and date missing", "date in the past".
    """
    acting = begun(record, Act.CLOSED, by=by, version=version, now=now)
    today = local_date(now, landlord().zone)
    if not taught.words.strip():
        raise RuleBroken("learning missing")
    improvement = _improvement(record, taught, today) if taught.change.strip() else None
    theme = theme_named(taught.theme)
    db.session.add(
        Learning(
            complaint_id=record.id,
            cause=taught.cause,
            theme=theme.name if theme else taught.theme,
            theme_id=theme.id if theme else None,
            words=taught.words.strip(),
            at=now,
            by_id=acting_person(by),
        )
    )
    if improvement is not None:
        db.session.add(improvement)
    acting.complaint.state = acting.next_state
    acting.case.status, acting.case.outcome, acting.case.next_update_on = Status.CLOSED, Outcome.SOLVED, None
    record.closed_at = now
    note_event(record, event=Event.CLOSED, at=now, now=now)
    _ask_later(record, today)
    entry = add_entry(record, act=Act.CLOSED, at=now, now=now, by=by.person_id, public=True)
    db.session.refresh(acting.complaint, ["stages"])
    more = {
        "stage": acting.complaint.stage,
        "actions": [u for u in undertakings_of(record.id, today=today) if u.is_remedy and u.done_on is None],
        "ombudsman_until": ombudsman_until(acting.complaint),
    }
    tell(record, acting.case, message="closed", writer=by.person_id, now=now, entry=entry, more=more)


def withdraw(record: Record, *, words: str, by: Reader, version: int, now: datetime) -> None:
    """The customer no longer wants it: what they said is written down, and what is open is called off."""
    acting = begun(record, Act.WITHDRAWN, by=by, version=version, now=now)
    if not words.strip():
        raise RuleBroken("nothing said")
    acting.complaint.state = acting.next_state
    acting.case.status, acting.case.outcome, acting.case.next_update_on = (
        Status.CLOSED,
        Outcome.WITHDRAWN,
        None,
    )
    record.closed_at = now
    call_off(record, now=now)
    entry = add_entry(record, act=Act.WITHDRAWN, at=now, now=now, by=by.person_id, public=True, body=words)
    tell(
        record,
        acting.case,
        message="withdrawn",
        writer=by.person_id,
        now=now,
        entry=entry,
        more={"body": words},
    )


def note_improved(
    record: Record,
    *,
    improvement_id: int,
    done_on: date,
    words: str,
    by: Reader,
    version: int,
    now: datetime,
) -> None:
    """Note that what we said we would change is changed."""
    begun(record, Act.IMPROVED, by=by, version=version, now=now)
    improvement = db.session.get(Improvement, improvement_id)
    if improvement is None or improvement.complaint_id != record.id:
        raise NotFound
    if improvement.done_on is not None:
        raise RuleBroken("done already")
    if done_on > local_date(now, landlord().zone):
        raise RuleBroken("happened in the future", at=done_on)
    if not words.strip():
        raise RuleBroken("evidence missing")
    improvement.done_on, improvement.done_words = done_on, words.strip()
    facts = {"improvement": improvement.id}
    add_entry(record, act=Act.IMPROVED, at=now, now=now, by=by.person_id, public=False, facts=facts)


def ask_how_since(record: Record, asked: TreatedDifferently, *, now: datetime) -> None:
    """Ask the customer whether they have been treated differently since they complained (Code 5.1)."""
    asked.asked_at = now
    tell(record, case_of(record), message="treated_since", writer=None, now=now)


def say_how_since(record: Record, *, was: bool, words: str, by: int | None, now: datetime) -> None:
    """The customer's answer. It stands on no page of the complaint, so that who handled it never reads it.

    Raises NotFound unless we have asked; said twice, the first answer stays.
    """
    hold(record)
    asked = db.session.scalar(
        sa.select(TreatedDifferently).where(TreatedDifferently.complaint_id == record.id)
    )
    if asked is None or asked.asked_at is None:
        raise NotFound
    if asked.answered_at is None:
        asked.answered_at, asked.was, asked.words = now, was, words.strip()
        record_act(act="complaint.said how since", by=by, now=now, record_id=record.id)


def _improvement(record: Record, taught: Taught, today: date) -> Improvement:
    if taught.owner_id is None or taught.by_on is None:
        raise RuleBroken("owner and date missing")
    if taught.by_on < today:
        raise RuleBroken("date in the past", by_on=taught.by_on)
    if db.session.get(StaffProfile, taught.owner_id) is None:
        raise RuleBroken("not staff", person_id=taught.owner_id)
    return Improvement(
        complaint_id=record.id, words=taught.change.strip(), owner_id=taught.owner_id, by_on=taught.by_on
    )


def _ask_later(record: Record, today: date) -> None:
    asked = db.session.scalar(
        sa.select(TreatedDifferently).where(TreatedDifferently.complaint_id == record.id)
    )
    if asked is None:
        db.session.add(TreatedDifferently(complaint_id=record.id, ask_on=ask_again_on(today)))
    elif asked.asked_at is None:
        asked.ask_on = ask_again_on(today)
