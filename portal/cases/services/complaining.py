"""Offering the choice to complain, keeping what was said to it, and opening a complaint beside a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.cases.feedback import Where, Wish
from portal.cases.kinds import ReplyBy
from portal.cases.models import Case, CaseLink, ComplaintChoice
from portal.cases.services.raising import NewCase, Said, raise_case
from portal.cases.services.telling import case_of, is_about_data
from portal.cases.stages import Act
from portal.charters.standards import CaseKind, Channel
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.records.models import Record
from portal.records.queries import joined
from portal.records.services import add_entry, hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaining:
    """The complaint somebody wants to make out of a case: their words, and how they told us."""

    words: str
    put_right: str = ""
    channel: Channel = Channel.WEB
    submission_id: str | None = None


def offer(
    record: Record,
    *,
    where: Where,
    words: str,
    by: int | None,
    now: datetime,
    commitment_id: int | None = None,
) -> ComplaintChoice:
    """Keep that somebody unhappy was offered the choice; `by` is the member of staff, None for the portal.

    Offered again before they have answered, the same offer stands, with what they have said since.
    """
    waiting = open_offer(record.id)
    if waiting is not None:
        waiting.words = words or waiting.words
        return waiting
    row = ComplaintChoice(
        record_id=record.id,
        offered_where=where,
        offered_at=now,
        offered_by_id=by,
        commitment_id=commitment_id,
        words=words,
    )
    db.session.add(row)
    db.session.flush()
    return row


def open_offer(record_id: int) -> ComplaintChoice | None:
    """The offer on a case that nobody has answered yet, the latest if there are several."""
    return db.session.scalar(
        sa.select(ComplaintChoice)
        .where(ComplaintChoice.record_id == record_id, ComplaintChoice.answered_at.is_(None))
        .order_by(ComplaintChoice.id.desc())
        .limit(1)
    )


def answer_offer(
    choice: ComplaintChoice,
    record: Record,
    *,
    wish: Wish,
    complaint: Complaining,
    by: int | None,
    now: datetime,
) -> Record | None:
    """Keep the answer; on yes open the complaint and give it back. Said yes twice, it is opened once."""
    hold(record)
    db.session.refresh(choice)
    if choice.complaint_id is not None:
        return db.session.get(Record, choice.complaint_id)
    choice.answer = wish
    choice.answered_at = now
    if wish is not Wish.YES:
        db.session.flush()
        return None
    opened = open_complaint(record, complaint, by=by, now=now)
    choice.complaint_id = opened.id
    db.session.flush()
    return opened


def open_complaint(record: Record, complaint: Complaining, *, by: int | None, now: datetime) -> Record:
    """Open a complaint linked to the case: its own reference, the case's received time, the same people.

    The first received time counts, so nobody gains days by calling it an enquiry first. Work on the case
    goes on as it was, and its timeline does not tell that there is a complaint: whoever may not see the one
    must not learn of it from the other. Raises RuleBroken("already a complaint") on a complaint, except one
    about personal data, beside which one about a service may open; and what `raise_case` raises.
    """
    if record.kind == CaseKind.COMPLAINT and not is_about_data(record):
        raise RuleBroken("already a complaint")
    opened = raise_case(_new(record, case_of(record), complaint), by=by, now=now)
    first, second = sorted((record.id, opened.id))
    db.session.add(CaseLink(first_id=first, second_id=second, made_at=now, by_id=by))
    facts = {"other": record.reference}
    add_entry(opened, act=Act.LINKED, at=now, now=now, by=by, public=True, facts=facts)
    return opened


def _new(record: Record, case: Case, complaint: Complaining) -> NewCase:
    return NewCase(
        kind=CaseKind.COMPLAINT,
        channel=complaint.channel,
        words=complaint.words,
        received_at=record.received_at,
        reply_by=ReplyBy(case.reply_by),
        topic_id=record.topic_id,
        person=db.session.get(Person, record.person_id) if record.person_id else None,
        tenancy_id=record.tenancy_id,
        organisation_id=record.organisation_id,
        office_id=record.office_id,
        division=record.division,
        contact_name=case.contact_name,
        contact_email=case.contact_email,
        contact_phone=case.contact_phone,
        contact_address=case.contact_address,
        contact_kind=case.contact_kind,
        ring_between=case.ring_between,
        urgent=case.urgent,
        said=Said(named=CaseKind.COMPLAINT.value, put_right=complaint.put_right),
        joined=joined(record.id),
        submission_id=complaint.submission_id,
    )
