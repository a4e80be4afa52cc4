"""What a handler says to the customer: acknowledge, answer, tell of progress or delay, ring, put options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.attachments.limits import AcceptedFile
from portal.attachments.services import attach
from portal.cases.models import Case, Feedback
from portal.cases.services.telling import case_of, tell
from portal.cases.stages import Act, Status, require, require_no_complaint
from portal.charters.standards import Event
from portal.clock.keeping import Outcome
from portal.commitments.queries import steps_of
from portal.commitments.services.keeping import delay_notice, note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry, expect_version

# A full answer also is the writing, and the dealing with, that some policies promise by another name.
_ANSWER_KEEPS = (Event.ANSWERED, Event.WRITTEN_TO, Event.DEALT_WITH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Words to the customer from a member of staff, made from that version of the record, with their files.

    Files go with an answer and with news of how far it is; the customer sees them on the page of the case.
    """

    body: str
    by: int
    version: int
    files: Sequence[AcceptedFile] = ()


def acknowledge(record: Record, letter: Letter, *, now: datetime) -> OutgoingMessage:
    """Tell the customer that somebody has read it and who deals with it; keeps the promise to acknowledge."""
    case = _begun(record, letter, Act.ACKNOWLEDGED)
    note_event(record, event=Event.ACKNOWLEDGED, at=now, now=now)
    feedback = db.session.get(Feedback, record.id)
    if feedback is not None:
        feedback.acknowledged_at = feedback.acknowledged_at or now
    return _said(record, case, letter, act=Act.ACKNOWLEDGED, message="acknowledged", now=now)


def answer(record: Record, letter: Letter, *, delay_reason: str = "", now: datetime) -> OutgoingMessage:
    """Answer in full. An answer that leaves late must give its reason (TPP Written b, RHA 2.8.3b).

    Raises RuleBroken("late without a reason") where an answer is overdue and none was ever given.
    """
    case = _begun(record, letter, Act.ANSWERED)
    reason = delay_reason.strip()
    if not reason and answer_is_late(record, now=now):
        raise RuleBroken("late without a reason")
    for event in _ANSWER_KEEPS:
        note_event(record, event=event, at=now, now=now)
    case.status = Status.ANSWERED
    case.answered_at = now
    case.next_update_on = None
    return _said(record, case, letter, act=Act.ANSWERED, message="answered", now=now, delay_reason=reason)


def answer_is_late(record: Record, *, now: datetime) -> bool:
    """Whether an answer is overdue and the customer was not told why before it fell due."""
    steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
    return any(s.outcome is Outcome.LATE and not s.ended and Event.ANSWERED.value in s.kept_by for s in steps)


def tell_progress(record: Record, letter: Letter, *, next_update_on: date, now: datetime) -> OutgoingMessage:
    """Tell how far it is and when the customer will hear again (RHA 2.1e). Keeps no promise by itself."""
    case = _begun(record, letter, Act.PROGRESS)
    _require_coming(next_update_on, now)
    case.next_update_on = next_update_on
    more = {"next_update_on": next_update_on}
    return _said(record, case, letter, act=Act.PROGRESS, message="progress", now=now, **more)


def tell_delay(record: Record, letter: Letter, *, expected_on: date, now: datetime) -> OutgoingMessage:
    """Send the delay notice: `letter.body` is the reason (RHA 2.8.3b, HOWM 3.1f). Moves no date (rule 9)."""
    case = _begun(record, letter, Act.DELAYED)
    delay_notice(record, reason=letter.body, expected_on=expected_on, by=letter.by, now=now)
    case.next_update_on = expected_on
    more = {"expected_on": expected_on}
    return _said(record, case, letter, act=Act.DELAYED, message="delayed", now=now, **more)


def note_call(
    record: Record, *, body: str, reached: bool, at: datetime, by: int, version: int, now: datetime
) -> None:
    """Note that we rang; only a call that reached the customer keeps a promise to call back."""
    expect_version(record, version)
    require(Status(case_of(record).status), Act.CALLED)
    facts = {"reached": reached}
    add_entry(record, act=Act.CALLED, at=at, now=now, by=by, public=True, body=body, facts=facts)
    if reached:
        note_event(record, event=Event.CALLED_BACK, at=at, now=now)


def _begun(record: Record, letter: Letter, act: Act) -> Case:
    expect_version(record, letter.version)
    require_no_complaint(record.kind, act)
    if not letter.body.strip():
        raise RuleBroken("nothing said")
    case = case_of(record)
    require(Status(case.status), act)
    return case


def _said(
    record: Record,
    case: Case,
    letter: Letter,
    *,
    act: Act,
    message: str,
    now: datetime,
    **more: object,
) -> OutgoingMessage:
    facts = {k: v.isoformat() if isinstance(v, date) else v for k, v in more.items() if v}
    entry = add_entry(
        record, act=act, at=now, now=now, by=letter.by, public=True, body=letter.body, facts=facts
    )
    files = attach(record=record, entry=entry, files=letter.files, by=letter.by, now=now)
    return tell(
        record,
        case,
        message=message,
        writer=letter.by,
        now=now,
        entry=entry,
        more={"body": letter.body, "files": files, **more},
    )


def _require_coming(day: date, now: datetime) -> None:
    if day <= now.astimezone(landlord().zone).date():
        raise RuleBroken("date not in the future", day=day)
