"""Refusing a complaint or its second stage: one asks with evidence, another decides (Code 2.1 to 2.4)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.cases.services.handling import circumstances_again
from portal.cases.stages import Status
from portal.charters.standards import Event
from portal.commitments.services.keeping import begin, call_off
from portal.complaints.models import Refusal
from portal.complaints.refusals import Grounds, Reason, lacking
from portal.complaints.services.taking_on import Acting, acting_person, begun
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotAllowed, RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry
from portal.timekeeping import local_date


def ask_refusal(record: Record, grounds: Grounds, *, by: Reader, version: int, now: datetime) -> Refusal:
    """Ask a second person to refuse it. Nothing stops meanwhile: the clock runs on.

    Raises RuleBroken with the name of the first thing missing (`refusals.Lack`).
    """
    acting = begun(record, Act.REFUSAL_ASKED, by=by, version=version, now=now)
    zone = landlord().zone
    lacks = lacking(grounds, received_on=local_date(record.received_at, zone), today=local_date(now, zone))
    if lacks:
        raise RuleBroken(lacks[0], missing=lacks)
    refusal = Refusal(
        complaint_id=record.id,
        stage=acting.complaint.stage,
        reason=grounds.reason,
        evidence=grounds.evidence.strip(),
        explanation=grounds.explanation.strip(),
        occurred_on=grounds.occurred_on,
        aware_on=grounds.aware_on,
        discretion=grounds.discretion.strip(),
        filed_on=grounds.filed_on,
        own_reason_id=grounds.own_reason_id if grounds.reason is Reason.OWN else None,
        own_words=grounds.own_words.strip() if grounds.reason is Reason.OWN else "",
        asked_at=now,
        asked_by_id=acting_person(by),
    )
    db.session.add(refusal)
    add_entry(
        record,
        act=Act.REFUSAL_ASKED,
        at=now,
        now=now,
        by=by.person_id,
        public=False,
        body=refusal.evidence,
        facts={"reason": grounds.reason.value},
    )
    return refusal


def decide_refusal(
    record: Record, *, approve: bool, words: str, by: Reader, version: int, now: datetime
) -> None:
    """Another member of the complaints staff says yes or no, and why.

    Yes: the clock is called off, and the customer is told why and how to ask the Ombudsman (2.4).
    No: the complaint goes on as it was. Raises RuleBroken: "asked by you", "reason missing".
    """
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
    act = Act.REFUSED if approve else Act.REFUSAL_DECLINED
    acting = begun(record, act, by=by, version=version, now=now)
    if not words.strip():
        raise RuleBroken("reason missing")
    refusal = _waiting(record)
    refusal.decided_at, refusal.decided_by_id = now, acting_person(by)
    refusal.approved, refusal.decision_words = approve, words.strip()
    db.session.flush()
    if not approve:
        add_entry(
            record, act=act, at=now, now=now, by=by.person_id, public=False, body=refusal.decision_words
        )
        return
    acting.complaint.state = acting.next_state
    acting.case.status = Status.CLOSED
    record.closed_at = now
    call_off(record, now=now)
    entry = add_entry(
        record, act=act, at=now, now=now, by=by.person_id, public=True, body=refusal.explanation
    )
    more = {
        "body": refusal.explanation,
        "reason": refusal.reason,
        "own_words": refusal.own_words,
        "stage": refusal.stage,
    }
    tell(record, acting.case, message="refused", writer=by.person_id, now=now, entry=entry, more=more)


def take_on_as_directed(record: Record, *, words: str, by: Reader, version: int, now: datetime) -> None:
    """The Ombudsman directs us to take it on after all (Code 2.4): its clock begins anew from now."""
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
    acting = begun(record, Act.DIRECTED, by=by, version=version, now=now)
    if not words.strip():
        raise RuleBroken("nothing said")
    acting.complaint.state = acting.next_state
    acting.case.status, acting.case.outcome = Status.OPEN, ""
    record.closed_at = None
    _begin_anew(acting, now)
    entry = add_entry(record, act=Act.DIRECTED, at=now, now=now, by=by.person_id, public=True, body=words)
    tell(
        record,
        acting.case,
        message="taken_on",
        writer=by.person_id,
        now=now,
        entry=entry,
        more={"body": words},
    )


def _begin_anew(acting: Acting, now: datetime) -> None:
    if acting.complaint.stage == 2:
        begin(acting.record, event=Event.ESCALATED, circumstances=frozenset(), at=now, now=now)
        return
    circumstances = circumstances_again(acting.record, acting.case, now)
    begin(acting.record, event=Event.RECEIVED, circumstances=circumstances, at=now, now=now)


def _waiting(record: Record) -> Refusal:
    return db.session.scalars(
        sa.select(Refusal).where(Refusal.complaint_id == record.id, Refusal.decided_at.is_(None))
    ).one()
