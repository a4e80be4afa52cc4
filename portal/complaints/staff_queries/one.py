"""One complaint as staff act on it, with everybody who decides what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.attachments.models import Attachment
from portal.cases.models import Case, Feedback
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import step
from portal.complaints.answers import AnsweredPoint, Missing, Parts, missing
from portal.complaints.deeds import Looker
from portal.complaints.models import (
    Complaint,
    Determination,
    OmbudsmanOrder,
    Refusal,
)
from portal.complaints.queries import (
    PointFound,
    Undertaking,
    landlords_way,
    points_found,
    standing_of,
    undertakings_of,
)
from portal.complaints.staff_queries.determined import points_and_determinations
from portal.complaints.stages import Standing
from portal.complaints.ways import Way
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.queries import asked_of_contact
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

_person, _handler = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintHead:
    """A complaint for acting on it, at `now`, with everybody who decides what may be done."""

    record: Record
    case: Case
    said: Feedback | None
    complaint: Complaint | None
    person: Person | None
    handler: Person | None
    handler_role: str
    contact: tuple[str, ...]  # what colleagues do while contact with the person is restricted
    standing: Standing
    way: Way
    commitments: Sequence[Commitment]
    steps: tuple[Step, ...]
    points: Sequence[PointFound]
    undertakings: Sequence[Undertaking]
    refusal: Refusal | None
    determinations: Sequence[tuple[Determination, Sequence[OmbudsmanOrder]]]
    now: datetime

    @property
    def aims(self) -> list[Commitment]:
        """What is open and has a day we aim for that has not come yet, before the last one (rule 11)."""
        today = local_date(self.now, landlord().zone)
        return [
            c for c in self.commitments if c.ended_at is None and c.aim_on and today <= c.aim_on < c.due_on
        ]

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


_HEADS = (
    sa.select(Record, Case, Complaint, _person, _handler, StaffProfile.job_title, Refusal, Feedback)
    .join(Case, Case.id == Record.id)
    .outerjoin(Feedback, Feedback.id == Record.id)
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
_ENTRIES = (
    sa.select(Entry, Attachment)
    .outerjoin(Attachment, Attachment.entry_id == Entry.id)
    .where(Entry.record_id == sa.bindparam("record"))
    .options(joinedload(Entry.actor))
    .order_by(Entry.at.desc(), Entry.id.desc(), Attachment.id)
)


def complaint_for(reader: Reader, reference: str, *, now: datetime) -> ComplaintHead:
    """A complaint as staff act on it; NotFound for what is none, or what this reader may not see."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    zone = landlord().zone
    today = local_date(now, zone)
    row = db.session.execute(_head(reader, today), {"reference": meant}).first()
    if row is None:
        raise NotFound
    record, case, complaint, someone, officer, role, refusal, said, asked = row
    found = list(db.session.scalars(_COMMITMENTS, {"record": record.id}).unique())
    standing = standing_of(record, complaint, today=today)
    points, determinations = _found(complaint, standing)
    return ComplaintHead(
        record=record,
        case=case,
        said=said,
        complaint=complaint,
        person=someone,
        handler=officer,
        handler_role=role or "",
        contact=(asked,) if asked else (),
        standing=standing,
        way=landlords_way(today, data_protection=standing.data_protection),
        commitments=found,
        steps=tuple(step(c, now=now, zone=zone) for c in found),
        points=points,
        undertakings=undertakings_of(record.id, today=today) if complaint else (),
        refusal=refusal,
        determinations=determinations,
        now=now,
    )


def _found(
    complaint: Complaint | None, standing: Standing
) -> tuple[Sequence[PointFound], Sequence[tuple[Determination, Sequence[OmbudsmanOrder]]]]:
    """What we found and what the Ombudsman decided: one statement, the longer one only where they decided."""
    if complaint is None:
        return (), ()
    if standing.was_determined:
        return points_and_determinations(complaint.id, stage=complaint.stage)
    return points_found(complaint.id, stage=complaint.stage), ()


@lru_cache(maxsize=256)
def _head(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return _HEADS.add_columns(asked_of_contact(Record.person_id, today)).where(
        Record.reference == sa.bindparam("reference"), visible_to(reader, today=today)
    )


def looker(reader: Reader) -> Looker:
    """Who looks, for `deeds`."""
    return Looker(person_id=reader.person_id, sees_complaints=reader.may(Ability.SEE_COMPLAINTS))


def entries_for(record_id: int) -> tuple[list[Entry], dict[int | None, list[Attachment]]]:
    """What happened, newest first, with who did it, and the files of each: one statement.

    Of a complaint the reader has been shown to be allowed to see.
    """
    rows = db.session.execute(_ENTRIES, {"record": record_id})
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
