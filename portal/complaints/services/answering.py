"""Answering a complaint: a finding on each point, the answer, more time, news in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.cases.services.answering import answer_is_late
from portal.cases.stages import Status
from portal.charters.standards import Event
from portal.commitments.models import Commitment
from portal.commitments.services.changing import extend
from portal.commitments.services.keeping import note_event, open_commitments
from portal.complaints.answers import AnsweredPoint, Decision, Missing, Parts, missing, outcome
from portal.complaints.models import Complaint, Finding, Point
from portal.complaints.queries import (
    PointFound,
    points_found,
    remedies_promised,
    stage_row,
    undertakings_of,
)
from portal.complaints.refusals import last_day_within_a_year
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

# A full answer also is the writing, and the dealing with, that some policies promise by another name.
_ANSWER_KEEPS = (Event.ANSWERED, Event.WRITTEN_TO, Event.DEALT_WITH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What we found on one point: the decision, why, and the policy, law or good practice it rests on."""

    decision: Decision
    reasons: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime:
    """Until when, why, and how often the customer hears from us meanwhile (Code 5.9; None: not agreed)."""

    new_on: date
    reason: str
    update_every_days: int | None = None
    manager_reason: str = ""


def decide(
    record: Record, *, point_id: int, found: Found, by: Reader, version: int, now: datetime
) -> Finding:
    """Write down what we found on one point at this stage; once more, it replaces what was not sent yet.

    Raises RuleBroken: "reasons missing", "policy or law missing", "not yours".
    """
    acting = begun(record, Act.DECIDED, by=by, version=version, now=now)
    if not found.reasons.strip():
        raise RuleBroken(Missing.REASONS)
    if not found.policy.strip():
        raise RuleBroken(Missing.POLICY)
    point = db.session.scalar(
        sa.select(Point).where(
            Point.id == point_id, Point.complaint_id == record.id, Point.withdrawn_at.is_(None)
        )
    )
    if point is None:
        raise NotFound
    stage = acting.complaint.stage
    finding = db.session.scalar(
        sa.select(Finding).where(Finding.point_id == point.id, Finding.stage == stage)
    ) or Finding(point_id=point.id, stage=stage)
    finding.decision = found.decision
    finding.reasons = found.reasons.strip()
    finding.policy = found.policy.strip()
    finding.at, finding.by_id = now, acting_person(by)
    db.session.add(finding)
    facts = {"point": point.id, "decision": found.decision.value, "stage": stage}
    add_entry(record, act=Act.DECIDED, at=now, now=now, by=by.person_id, public=False, facts=facts)
    return finding


def lacking(complaint: Complaint) -> tuple[Missing, ...]:
    """What the answer at this stage still lacks."""
    found = points_found(complaint.id, stage=complaint.stage)
    return missing(
        Parts(
            definition=complaint.definition,
            points=_parts(found),
            remedies=len(remedies_promised(complaint.id)),
        )
    )


def answer(
    record: Record, *, body: str, delay_reason: str = "", by: Reader, version: int, now: datetime
) -> None:
    """Send the answer of this stage, made of its parts; `body` is what else the handler wants to say.

    Raises RuleBroken with the name of the first part that is missing (`answers.Missing`), and "late without
    a reason". Actions still open go on after it (Code 6.6).
    """
    acting = begun(record, Act.ANSWERED, by=by, version=version, now=now)
    complaint, case, today = acting.complaint, acting.case, local_date(now, landlord().zone)
    lacks = lacking(complaint)
    if lacks:
        raise RuleBroken(lacks[0], missing=lacks)
    reason = delay_reason.strip()
    if not reason and answer_is_late(record, now=now):
        raise RuleBroken("late without a reason")
    found = points_found(record.id, stage=complaint.stage)
    for event in _ANSWER_KEEPS:
        note_event(record, event=event, at=now, now=now)
    complaint.state = acting.next_state
    row = stage_row(complaint)
    row.answered_at = now
    row.outcome = outcome([f.decision for f in found if f.decision is not None]) or ""
    case.status, case.answered_at, case.next_update_on = Status.ANSWERED, now, None
    facts: dict[str, object] = {"stage": complaint.stage}
    if reason:
        facts["delay_reason"] = reason
    entry = add_entry(
        record,
        act=Act.ANSWERED,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=body or None,
        facts=facts,
    )
    more = {
        "body": body,
        "delay_reason": reason,
        "stage": complaint.stage,
        "definition": complaint.definition,
        "outcome_sought": complaint.outcome_sought,
        "points": found,
        "outcome": row.outcome,
        "actions": [u for u in undertakings_of(record.id, today=today) if u.is_remedy],
        "ombudsman_until": last_day_within_a_year(today),
    }
    tell(record, case, message="answered", writer=by.person_id, now=now, entry=entry, more=more)


def take_longer(record: Record, more_time: MoreTime, *, by: Reader, version: int, now: datetime) -> None:
    """Extend the reply within the Code's cap, in time: reason, date, the Ombudsman's details (6.4, 6.5).

    Raises what `commitments.services.changing.extend` raises: "no extension", "too late to extend", "over the
    cap", "only a manager may go over the cap"; and "reason missing".
    """
    acting = begun(record, Act.EXTENDED, by=by, version=version, now=now)
    commitment = _reply(record)
    extend(
        commitment,
        record,
        new_on=more_time.new_on,
        reason=more_time.reason,
        manager_reason=more_time.manager_reason,
        by=by,
        now=now,
    )
    if more_time.update_every_days:
        acting.complaint.update_every_days = more_time.update_every_days
        acting.case.next_update_on = _next_update(more_time.update_every_days, now)
    facts = {"label": commitment.label, "new_on": more_time.new_on.isoformat()}
    entry = add_entry(
        record,
        act=Act.EXTENDED,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=more_time.reason,
        facts=facts,
    )
    more = {
        "body": more_time.reason,
        "new_on": more_time.new_on,
        "next_update_on": acting.case.next_update_on,
        "every_days": acting.complaint.update_every_days,
    }
    tell(record, acting.case, message="extended", writer=by.person_id, now=now, entry=entry, more=more)


def update(
    record: Record, *, body: str, by: Reader, version: int, now: datetime, every_days: int | None = None
) -> None:
    """Tell how far it is; where an interval was agreed, the next word is due that many days on (Code 5.9).

    `every_days`: agreed now, as with a complaint about personal data, of which the law asks that they hear
    how it goes (Data Protection Act 2018, section 164A); None: as agreed before.
    """
    acting = begun(record, Act.UPDATED, by=by, version=version, now=now)
    if not body.strip():
        raise RuleBroken("nothing said")
    if every_days is not None:
        acting.complaint.update_every_days = every_days
    every = acting.complaint.update_every_days
    acting.case.next_update_on = _next_update(every, now) if every else None
    entry = add_entry(record, act=Act.UPDATED, at=now, now=now, by=by.person_id, public=True, body=body)
    more = {"body": body, "next_update_on": acting.case.next_update_on}
    tell(record, acting.case, message="updated", writer=by.person_id, now=now, entry=entry, more=more)


def may_take_longer(commitments: Sequence[Commitment]) -> bool:
    """Whether a reply is running that may be extended."""
    return any(_is_reply(c) and c.ended_at is None and c.extension is not None for c in commitments)


def _reply(record: Record) -> Commitment:
    found = next((c for c in open_commitments(record.id) if _is_reply(c) and c.extension is not None), None)
    if found is None:
        raise RuleBroken("no extension")
    return found


def _is_reply(commitment: Commitment) -> bool:
    return Event.ANSWERED.value in commitment.kept_by


def _next_update(every_days: int, now: datetime) -> date:
    return local_date(now, landlord().zone) + timedelta(days=every_days)


def _parts(found: Sequence[PointFound]) -> list[AnsweredPoint]:
    return [
        AnsweredPoint(
            decision=one.decision,
            reasons=one.finding.reasons if one.finding else "",
            policy=one.finding.policy if one.finding else "",
        )
        for one in found
    ]
