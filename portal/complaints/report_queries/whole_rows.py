"""Reading a complaint whole: every row that belongs to it, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.attachments.models import Attachment, AttachmentContent
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
from portal.hazards.models import Hazard
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Entry, Joined, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

WithChanges: TypeAlias = tuple[Commitment, Sequence[DateChange]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Everything as it is stored, before names stand in place of numbers. `contents`: bytes by file."""

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
    contents: Mapping[int, bytes]
    messages: Sequence[OutgoingMessage]
    commitments: Sequence[WithChanges]
    dangers: Sequence[tuple[Record, Hazard, Sequence[WithChanges]]]


def rows_of(reader: Reader, reference: str, *, with_contents: bool, now: datetime) -> Rows:
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
    # Few of each, so that reading them side by side is less than five questions.
    ends = db.session.execute(
        sa.select(Remedy, Refusal, Learning, Improvement, Point, Finding)
        .select_from(Complaint)
        .outerjoin(Remedy, Remedy.complaint_id == Complaint.id)
        .outerjoin(Refusal, Refusal.complaint_id == Complaint.id)
        .outerjoin(Learning, Learning.complaint_id == Complaint.id)
        .outerjoin(Improvement, Improvement.complaint_id == Complaint.id)
        .outerjoin(Point, Point.complaint_id == Complaint.id)
        .outerjoin(Finding, Finding.point_id == Point.id)
        .where(Complaint.id == record.id)
    ).all()
    files, contents = _files(record.id, with_contents=with_contents)
    commitments, dangers = _commitments(record.id, visible_to(reader, today=today))
    return Rows(
        record=record,
        case=case,
        complaint=complaint,
        stages=_each(heads, 3),
        assignments=_each(heads, 4),
        points=_points(ends),
        remedies=_each(ends, 0),
        refusals=_each(ends, 1),
        learning=_each(ends, 2),
        improvements=_each(ends, 3),
        entries=_entries(record.id),
        files=files,
        contents=contents,
        messages=list(
            db.session.scalars(
                sa.select(OutgoingMessage)
                .where(OutgoingMessage.record_id == record.id)
                .order_by(OutgoingMessage.created_at, OutgoingMessage.id)
            )
        ),
        commitments=commitments,
        dangers=dangers,
    )


def _each(rows: Sequence[Any], place: int) -> list[Any]:
    """The different things in one column of rows that repeat them, oldest first."""
    found = {row[place].id: row[place] for row in rows if row[place] is not None}
    return [found[number] for number in sorted(found)]


def _points(rows: Sequence[Any]) -> list[tuple[Point, Finding | None]]:
    """Each point with each thing found on it, in their order."""
    found = {(row[4].id, row[5].id if row[5] else 0): (row[4], row[5]) for row in rows if row[4] is not None}
    return sorted(found.values(), key=lambda pair: (pair[0].id, pair[1].stage if pair[1] else 0))


def _files(record_id: int, *, with_contents: bool) -> tuple[Sequence[Attachment], dict[int, bytes]]:
    """The files, oldest first, and their bytes where they are asked for."""
    if not with_contents:
        return files_of(record_id, public_only=False), {}
    rows = db.session.execute(
        sa.select(Attachment, AttachmentContent.content)
        .outerjoin(AttachmentContent, AttachmentContent.attachment_id == Attachment.id)
        .where(Attachment.record_id == record_id)
        .order_by(Attachment.id)
    ).all()
    return [file for file, _ in rows], {
        file.id: bytes(content) for file, content in rows if content is not None
    }


def _entries(record_id: int) -> list[Entry]:
    """The timeline, oldest first; also entries that name a record the reader may not see."""
    return list(
        db.session.scalars(sa.select(Entry).where(Entry.record_id == record_id).order_by(Entry.at, Entry.id))
    )


def _commitments(
    record_id: int, visible: sa.ColumnElement[bool]
) -> tuple[list[WithChanges], list[tuple[Record, Hazard, list[WithChanges]]]]:
    """The promises on it, and each danger named in it with the promises on that: one statement.

    A danger that this reader may not see is left out.
    """
    rows = db.session.execute(
        sa.select(Record, Hazard, Commitment, DateChange)
        .outerjoin(Hazard, Hazard.id == Record.id)
        .outerjoin(Commitment, Commitment.record_id == Record.id)
        .outerjoin(DateChange, DateChange.commitment_id == Commitment.id)
        .where(
            sa.or_(
                Record.id == record_id,
                sa.and_(Record.parent_id == record_id, Hazard.id.is_not(None), visible),
            )
        )
        .options(joinedload(Commitment.notices))
        .order_by(Record.id, Commitment.starts_at, Commitment.id, DateChange.at, DateChange.id)
    ).unique()
    records: dict[int, tuple[Record, Hazard | None, dict[int, WithChanges]]] = {}
    for record, hazard, commitment, change in rows:
        found = records.setdefault(record.id, (record, hazard, {}))[2]
        if commitment is not None:
            before = found.get(commitment.id, (commitment, ()))[1]
            found[commitment.id] = (commitment, (*before, *([change] if change is not None else ())))
    own = [*records[record_id][2].values()] if record_id in records else []
    return own, [
        (record, hazard, [*found.values()])
        for record, hazard, found in records.values()
        if hazard is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Names by number, of everybody in the record; who joined it; references of others the reader may see."""

    names: Mapping[int, str]
    joined: tuple[str, ...]
    seen: frozenset[str]


def named_in(rows: Rows, reader: Reader, *, now: datetime) -> Named:
    """Everybody the record names by number, who joined it, and which other records may be named: one
    statement."""
    numbers = [one for one in _numbers(rows) if isinstance(one, int)]
    joined, none = Joined.id.label("joined"), sa.literal("")
    people: sa.Select[Any, Any, Any, Any, Any] = (
        sa.select(Person.id, Person.given_name, Person.family_name, joined, none)
        .outerjoin(Joined, sa.and_(Joined.person_id == Person.id, Joined.record_id == rows.record.id))
        .where(sa.or_(Person.id.in_(numbers), Joined.id.is_not(None)))
    )
    others = {entry.facts["other"] for entry in rows.entries if entry.facts.get("other")}
    today = local_date(now, landlord().zone)
    seen = sa.select(sa.literal(0), sa.literal(""), sa.literal(""), sa.null(), Record.reference).where(
        Record.reference.in_(sorted(others)), visible_to(reader, today=today)
    )
    found = db.session.execute((sa.union_all(people, seen) if others else people).order_by("joined")).all()
    names = {row[0]: f"{row[1]} {row[2]}".strip() for row in found if not row[4]}
    return Named(
        names=names,
        joined=tuple(names[row[0]] for row in found if row[3] is not None),
        seen=frozenset(row[4] for row in found if row[4]),
    )


def _numbers(rows: Rows) -> set[object]:
    record = rows.record
    numbers: set[object] = {record.person_id, record.raised_by_id, record.handler_id}
    numbers |= {entry.actor_id for entry in rows.entries} | {file.added_by_id for file in rows.files}
    numbers |= {entry.facts.get(key) for entry in rows.entries for key in ("to", "from")}
    numbers |= {person for one in rows.assignments for person in (one.person_id, one.by_id)}
    numbers |= {point.added_by_id for point, _ in rows.points}
    numbers |= {finding.by_id for _, finding in rows.points if finding}
    numbers |= {person for one in rows.refusals for person in (one.asked_by_id, one.decided_by_id)}
    numbers |= {one.by_id for one in rows.learning} | {one.owner_id for one in rows.improvements}
    moved = [*rows.commitments, *(one for _, _, found in rows.dangers for one in found)]
    return numbers | {change.by_id for _, changes in moved for change in changes}
