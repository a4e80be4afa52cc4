"""What staff read of complaints: their worklist, one with all its people, answers on how it was since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.attachments.models import Attachment
from portal.cases.models import Case
from portal.charters.standards import CaseKind
from portal.commitments.due_days import DueDay, due_day
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import step
from portal.complaints.answers import AnsweredPoint, Missing, Parts, missing
from portal.complaints.deeds import Looker
from portal.complaints.models import Assignment, Complaint, Refusal, Remedy, TreatedDifferently
from portal.complaints.queries import (
    PointFound,
    Undertaking,
    landlords_way,
    points_found,
    standing_of,
    undertakings_of,
)
from portal.complaints.stages import OVER, Standing, State
from portal.complaints.ways import Way
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

ON_A_PAGE = 50

_person, _handler = aliased(Person), aliased(Person)
_last_entry = sa.select(sa.func.max(Entry.id)).where(Entry.record_id == Record.id).scalar_subquery()
_waiting = (
    sa.exists().where(Refusal.complaint_id == Record.id, Refusal.decided_at.is_(None)).correlate(Record)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintHead:
    """A complaint for acting on it, at `now`, with everybody who decides what may be done."""

    record: Record
    case: Case
    complaint: Complaint | None
    person: Person | None
    handler: Person | None
    handler_role: str
    standing: Standing
    way: Way
    commitments: Sequence[Commitment]
    steps: tuple[Step, ...]
    points: Sequence[PointFound]
    undertakings: Sequence[Undertaking]
    refusal: Refusal | None
    now: datetime

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """The promise lines: the policy's, then the Code's (product rule 14)."""
        return lines(self.steps, received_at=self.record.received_at)

    @property
    def actions(self) -> list[Undertaking]:
        """The remedies."""
        return [one for one in self.undertakings if one.is_remedy]

    @property
    def lacking(self) -> tuple[Missing, ...]:
        """What the answer still lacks."""
        parts = Parts(
            definition=self.complaint.definition if self.complaint else "",
            points=[
                AnsweredPoint(
                    decision=one.decision,
                    reasons=one.finding.reasons if one.finding else "",
                    policy=one.finding.policy if one.finding else "",
                )
                for one in self.points
            ],
            remedies=len(self.actions),
        )
        return missing(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """A complaint in the worklist."""

    reference: str
    title: str
    state: State
    at_risk: bool
    who: str
    handler: str
    is_mine: bool
    due: DueDay
    received_at: datetime
    refusal_waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDue:
    """Something we said we would do and have not done yet."""

    reference: str
    words: str
    by_whom: str
    by_on: date
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What somebody said of how we treated them since they complained."""

    reference: str
    title: str
    who: str
    was: bool
    words: str
    answered_at: datetime


_HEADS = (
    sa.select(Record, Case, Complaint, _person, _handler, StaffProfile.job_title, Refusal)
    .join(Case, Case.id == Record.id)
    .outerjoin(Complaint, Complaint.id == Record.id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Record.handler_id)
    .outerjoin(Refusal, sa.and_(Refusal.complaint_id == Record.id, Refusal.decided_at.is_(None)))
    .where(Record.kind == CaseKind.COMPLAINT.value)
)
_COMMITMENTS = (
    sa.select(Commitment)
    .where(Commitment.record_id == sa.bindparam("record"))
    .options(joinedload(Commitment.notices))  # one statement: there are few of both
    .order_by(Commitment.due_at, Commitment.id)
)


def complaint_for(reader: Reader, reference: str, *, now: datetime) -> ComplaintHead:
    """A complaint as staff act on it; NotFound for what is none, or what this reader may not see."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    zone = landlord().zone
    today = local_date(now, zone)
    row = db.session.execute(_HEADS.where(Record.reference == meant, visible_to(reader, today=today))).first()
    if row is None:
        raise NotFound
    record, case, complaint, someone, officer, role, refusal = row
    found = list(db.session.scalars(_COMMITMENTS, {"record": record.id}).unique())
    return ComplaintHead(
        record=record,
        case=case,
        complaint=complaint,
        person=someone,
        handler=officer,
        handler_role=role or "",
        standing=standing_of(record, complaint, today=today),
        way=landlords_way(today),
        commitments=found,
        steps=tuple(step(c, now=now, zone=zone) for c in found),
        points=points_found(record.id, stage=complaint.stage) if complaint else (),
        undertakings=undertakings_of(record.id, today=today) if complaint else (),
        refusal=refusal,
        now=now,
    )


def looker(reader: Reader) -> Looker:
    """Who looks, for `deeds`."""
    return Looker(person_id=reader.person_id, sees_complaints=reader.may(Ability.SEE_COMPLAINTS))


def entries_for(record_id: int) -> tuple[list[Entry], dict[int | None, list[Attachment]]]:
    """What happened, newest first, with who did it, and the files of each: one statement.

    Of a complaint the reader has been shown to be allowed to see.
    """
    rows = db.session.execute(
        sa.select(Entry, Attachment)
        .outerjoin(Attachment, Attachment.entry_id == Entry.id)
        .where(Entry.record_id == record_id)
        .options(joinedload(Entry.actor))
        .order_by(Entry.at.desc(), Entry.id.desc(), Attachment.id)
    )
    entries: dict[int, Entry] = {}
    files: dict[int | None, list[Attachment]] = {}
    for entry, file in rows:
        entries[entry.id] = entry
        if file is not None:
            files.setdefault(entry.id, []).append(file)
    return list(entries.values()), files


def without_unseen(reader: Reader, entries: Sequence[Entry], *, now: datetime) -> list[Entry]:
    """The entries without those that name another record this reader may not see; no statement for none."""
    named = {entry.facts["other"] for entry in entries if entry.facts.get("other")}
    if not named:
        return list(entries)
    today = local_date(now, landlord().zone)
    seen = set(
        db.session.scalars(
            sa.select(Record.reference).where(Record.reference.in_(named), visible_to(reader, today=today))
        )
    )
    return [entry for entry in entries if entry.facts.get("other") in (None, "", *seen)]


def worklist_for(reader: Reader, *, mine: bool, closed: bool, now: datetime) -> list[ComplaintRow]:
    """Complaints the reader may see: who is at risk first, then what falls due first (Code 6.1).

    `mine`: only those they handle. `closed`: those that are over, the last to be closed first. One more than
    a page, so that the page can say that there are more.
    """
    zone = landlord().zone
    order: tuple[Any, ...] = (
        sa.func.coalesce(Complaint.at_risk, sa.false()).desc(),
        Record.next_due_at.is_(None),
        Record.next_due_at,
        Record.received_at,
        Record.id,
    )
    rows = db.session.execute(
        sa.select(Record, Complaint, _person, _handler, Case.contact_name, _waiting)
        .join(Case, Case.id == Record.id)
        .outerjoin(Complaint, Complaint.id == Record.id)
        .outerjoin(_person, _person.id == Record.person_id)
        .outerjoin(_handler, _handler.id == Record.handler_id)
        .where(
            Record.kind == CaseKind.COMPLAINT.value,
            visible_to(reader, today=local_date(now, zone)),
            Record.closed_at.is_not(None) if closed else Record.closed_at.is_(None),
            Record.handler_id == reader.person_id if mine else sa.true(),
        )
        .order_by(*((Record.closed_at.desc(), Record.id.desc()) if closed else order))
        .limit(ON_A_PAGE + 1)
    )
    return [
        ComplaintRow(
            reference=record.reference,
            title=record.title,
            state=State(complaint.state) if complaint else State.RECEIVED,
            at_risk=bool(complaint and complaint.at_risk and State(complaint.state) not in OVER),
            who=contact or (someone.name if someone else ""),
            handler=officer.name if officer else "",
            is_mine=record.handler_id == reader.person_id,
            due=due_day(record.next_due_at, now=now, zone=zone),
            received_at=record.received_at,
            refusal_waits=waits,
        )
        for record, complaint, someone, officer, contact, waits in rows
    ]


def actions_due_for(reader: Reader, *, now: datetime) -> list[ActionDue]:
    """What we said we would do in complaints the reader may see and have not done, by date."""
    today = local_date(now, landlord().zone)
    rows = db.session.execute(
        sa.select(Remedy, Record.reference)
        .join(Record, Record.id == Remedy.complaint_id)
        .where(Remedy.done_on.is_(None), visible_to(reader, today=today))
        .order_by(Remedy.by_on, Remedy.id)
        .limit(ON_A_PAGE)
    )
    return [
        ActionDue(
            reference=reference,
            words=remedy.words,
            by_whom=remedy.by_whom,
            by_on=remedy.by_on,
            is_late=remedy.by_on < today,
        )
        for remedy, reference in rows
    ]


def answers_since_for(reader: Reader, *, now: datetime) -> list[Since]:
    """What people said of how we treated them since; never of a complaint the reader handled (Code 5.1)."""
    today = local_date(now, landlord().zone)
    handled = sa.exists().where(
        Assignment.complaint_id == Record.id, Assignment.person_id == reader.person_id
    )
    rows = db.session.execute(
        sa.select(TreatedDifferently, Record, Case.contact_name)
        .join(Record, Record.id == TreatedDifferently.complaint_id)
        .join(Case, Case.id == Record.id)
        .where(TreatedDifferently.answered_at.is_not(None), visible_to(reader, today=today), sa.not_(handled))
        .order_by(TreatedDifferently.was.desc(), TreatedDifferently.answered_at.desc())
        .limit(ON_A_PAGE)
    )
    return [
        Since(
            reference=record.reference,
            title=record.title,
            who=who,
            was=bool(said.was),
            words=said.words,
            answered_at=said.answered_at,
        )
        for said, record, who in rows
        if said.answered_at is not None
    ]
