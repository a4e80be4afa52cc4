"""Reading a complaint whole: every row that belongs to it, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.attachments.models import Attachment
from portal.attachments.queries import files_of
from portal.cases.models import Case
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment, DateChange
from portal.complaints.models import (
    Assignment,
    Complaint,
    ComplaintStage,
    Finding,
    Improvement,
    Learning,
    Point,
    Refusal,
    Remedy,
)
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Entry, Joined, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Everything as it is stored, before names stand in place of numbers."""

    record: Record
    case: Case
    complaint: Complaint | None
    stages: Sequence[ComplaintStage]
    assignments: Sequence[Assignment]
    points: Sequence[tuple[Point, Finding | None]]
    remedies: Sequence[Remedy]
    refusals: Sequence[Refusal]
    learning: Sequence[Learning]
    improvements: Sequence[Improvement]
    entries: Sequence[Entry]
    files: Sequence[Attachment]
    messages: Sequence[OutgoingMessage]
    commitments: Sequence[tuple[Commitment, Sequence[DateChange]]]


def rows_of(reader: Reader, reference: str, *, now: datetime) -> Rows:
    """All rows of one complaint; NotFound for what is none, or what this reader may not see."""
    today = local_date(now, landlord().zone)
    meant = understood(reference)
    heads = db.session.execute(
        sa.select(Record, Case, Complaint, ComplaintStage, Assignment)
        .join(Case, Case.id == Record.id)
        .outerjoin(Complaint, Complaint.id == Record.id)
        .outerjoin(ComplaintStage, ComplaintStage.complaint_id == Complaint.id)
        .outerjoin(Assignment, Assignment.complaint_id == Complaint.id)
        .where(
            Record.kind == CaseKind.COMPLAINT.value,
            Record.reference == meant,
            visible_to(reader, today=today),
        )
    ).all()
    if not heads:
        raise NotFound
    record, case, complaint = heads[0][:3]
    # Few of each, so that reading them side by side is less than four questions.
    ends = db.session.execute(
        sa.select(Remedy, Refusal, Learning, Improvement)
        .select_from(Complaint)
        .outerjoin(Remedy, Remedy.complaint_id == Complaint.id)
        .outerjoin(Refusal, Refusal.complaint_id == Complaint.id)
        .outerjoin(Learning, Learning.complaint_id == Complaint.id)
        .outerjoin(Improvement, Improvement.complaint_id == Complaint.id)
        .where(Complaint.id == record.id)
    ).all()
    return Rows(
        record=record,
        case=case,
        complaint=complaint,
        stages=_each(heads, 3),
        assignments=_each(heads, 4),
        points=_points(record.id),
        remedies=_each(ends, 0),
        refusals=_each(ends, 1),
        learning=_each(ends, 2),
        improvements=_each(ends, 3),
        entries=_entries(reader, record.id, now=now),
        files=files_of(record.id, public_only=False),
        messages=list(
            db.session.scalars(
                sa.select(OutgoingMessage)
                .where(OutgoingMessage.record_id == record.id)
                .order_by(OutgoingMessage.created_at, OutgoingMessage.id)
            )
        ),
        commitments=_commitments(record.id),
    )


def _each(rows: Sequence[Any], place: int) -> list[Any]:
    """The different things in one column of rows that repeat them, oldest first."""
    found = {row[place].id: row[place] for row in rows if row[place] is not None}
    return [found[number] for number in sorted(found)]


def _points(record_id: int) -> list[tuple[Point, Finding | None]]:
    rows = db.session.execute(
        sa.select(Point, Finding)
        .outerjoin(Finding, Finding.point_id == Point.id)
        .where(Point.complaint_id == record_id)
        .order_by(Point.id, Finding.stage)
    )
    return [(point, finding) for point, finding in rows]


def _entries(reader: Reader, record_id: int, *, now: datetime) -> list[Entry]:
    """The timeline, oldest first, without entries that name a record this reader may not see."""
    found = list(
        db.session.scalars(sa.select(Entry).where(Entry.record_id == record_id).order_by(Entry.at, Entry.id))
    )
    named = {entry.facts["other"] for entry in found if entry.facts.get("other")}
    if not named:
        return found
    today = local_date(now, landlord().zone)
    seen = set(
        db.session.scalars(
            sa.select(Record.reference).where(Record.reference.in_(named), visible_to(reader, today=today))
        )
    )
    return [entry for entry in found if entry.facts.get("other") in (None, "", *seen)]


def _commitments(record_id: int) -> list[tuple[Commitment, list[DateChange]]]:
    rows = db.session.execute(
        sa.select(Commitment, DateChange)
        .outerjoin(DateChange, DateChange.commitment_id == Commitment.id)
        .where(Commitment.record_id == record_id)
        .options(joinedload(Commitment.notices))
        .order_by(Commitment.starts_at, Commitment.id, DateChange.at, DateChange.id)
    ).unique()
    found: dict[int, tuple[Commitment, list[DateChange]]] = {}
    for commitment, change in rows:
        changes = found.setdefault(commitment.id, (commitment, []))[1]
        if change is not None:
            changes.append(change)
    return list(found.values())


def people_in(rows: Rows) -> tuple[dict[int, str], tuple[str, ...]]:
    """Everybody the record names by number, and the names of those who joined it: one statement."""
    record = rows.record
    numbers = {record.person_id, record.raised_by_id, record.handler_id}
    numbers |= {entry.actor_id for entry in rows.entries} | {file.added_by_id for file in rows.files}
    numbers |= {entry.facts.get(key) for entry in rows.entries for key in ("to", "from")}
    numbers |= {person for one in rows.assignments for person in (one.person_id, one.by_id)}
    numbers |= {point.added_by_id for point, _ in rows.points}
    numbers |= {finding.by_id for _, finding in rows.points if finding}
    numbers |= {person for one in rows.refusals for person in (one.asked_by_id, one.decided_by_id)}
    numbers |= {one.by_id for one in rows.learning} | {one.owner_id for one in rows.improvements}
    numbers |= {change.by_id for _, changes in rows.commitments for change in changes}
    found = db.session.execute(
        sa.select(Person, Joined.id)
        .outerjoin(Joined, sa.and_(Joined.person_id == Person.id, Joined.record_id == record.id))
        .where(
            sa.or_(Person.id.in_([one for one in numbers if isinstance(one, int)]), Joined.id.is_not(None))
        )
        .order_by(Joined.id)
    ).all()
    names = {person.id: person.name for person, _ in found}
    return names, tuple(person.name for person, joined in found if joined is not None)
