"""Moving the dates of a case where its promises allow it: extending, stopping a clock, correcting receipt.

Whatever moves a date, or keeps it from being known, is told to the customer in the same transaction.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.next_acts import ACT_OF, EVENTS_OF
from portal.cases.services.handling import circumstances_again
from portal.cases.services.telling import case_of, tell
from portal.cases.stages import Act, Status, require, require_no_complaint
from portal.charters.standards import Event
from portal.commitments.models import Commitment
from portal.commitments.services.changing import extend, pause, resume
from portal.commitments.services.proof import ask_identity, identity_proved
from portal.commitments.services.receipt import Correction, correct_received
from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.records.models import Entry, Record
from portal.records.services import add_entry, expect_version


def extend_time(
    record: Record,
    *,
    commitment_id: int,
    new_on: date,
    reason: str,
    manager_reason: str = "",
    by: Reader,
    version: int,
    now: datetime,
) -> None:
    """Give a promise a later date, its last day inclusive, and send the customer the reason (rule 9).

    Raises what `commitments.services.changing.extend` and `clock.extensions.extended` raise: "no extension",
    "too late to extend", "not later", "over the cap", "only a manager may go over the cap".
    """
    case = _begun(record, Act.EXTENDED, version)
    commitment = _commitment(record, commitment_id)
    extend(commitment, record, new_on=new_on, reason=reason, manager_reason=manager_reason, by=by, now=now)
    facts = {"label": commitment.label, "new_on": new_on.isoformat()}
    entry = add_entry(
        record, act=Act.EXTENDED, at=now, now=now, by=by.person_id, public=True, body=reason, facts=facts
    )
    more = {"body": reason, "label": commitment.label, "new_on": new_on}
    tell(record, case, message="extended", writer=by.person_id, now=now, entry=entry, more=more)


def stop_clock(
    record: Record, *, commitment_id: int, reason: str, by: int, version: int, now: datetime
) -> OutgoingMessage:
    """Stop the clock of a promise that allows it; the customer is sent why and what we need (rule 8)."""
    case = _begun(record, Act.PAUSED, version)
    commitment = _commitment(record, commitment_id)
    pause(commitment, record, reason=reason, by=by, now=now)
    facts = {"label": commitment.label}
    entry = add_entry(record, act=Act.PAUSED, at=now, now=now, by=by, public=True, body=reason, facts=facts)
    more = {"body": reason, "label": commitment.label}
    return tell(record, case, message="clock_stopped", writer=by, now=now, entry=entry, more=more)


def start_clock(
    record: Record,
    *,
    commitment_id: int,
    body: str,
    answered_at: datetime,
    by: int,
    version: int,
    now: datetime,
) -> OutgoingMessage:
    """Let a stopped clock run again from `answered_at`, and send the customer the new date (rule 8).

    That is when what we waited for reached us: it counts from then, also where nobody looked at it that day.
    """
    case = _begun(record, Act.RESUMED, version)
    commitment = _commitment(record, commitment_id)
    resume(commitment, record, by=by, now=now, at=answered_at)
    facts = {"label": commitment.label, "new_on": commitment.due_on.isoformat()}
    entry = add_entry(
        record, act=Act.RESUMED, at=answered_at, now=now, by=by, public=True, body=body or None, facts=facts
    )
    more = {"body": body, "label": commitment.label, "answered_at": answered_at}
    return tell(record, case, message="clock_runs_again", writer=by, now=now, entry=entry, more=more)


def ask_for_identity(record: Record, *, body: str, by: int, version: int, now: datetime) -> OutgoingMessage:
    """Ask for proof of identity: what to send, and that the clock begins when we have it (rule 8).

    Raises what `commitments.services.proof.ask_identity` raises.
    """
    case = _begun(record, Act.IDENTITY_ASKED, version)
    waiting = ask_identity(record, what=body, by=by, now=now)
    facts = {"label": _labels(waiting)}
    entry = add_entry(
        record, act=Act.IDENTITY_ASKED, at=now, now=now, by=by, public=True, body=body, facts=facts
    )
    return tell(record, case, message="identity_asked", writer=by, now=now, entry=entry, more={"body": body})


def note_identity(
    record: Record, *, proved_at: datetime, body: str, by: int, version: int, now: datetime
) -> OutgoingMessage:
    """Note when proof of identity reached us: the clock begins then, and the customer is sent the dates.

    Raises what `commitments.services.proof.identity_proved` raises.
    """
    case = _begun(record, Act.IDENTITY_PROVED, version)
    identity_proved(record, proved_at=proved_at, by=by, now=now)
    entry = add_entry(
        record, act=Act.IDENTITY_PROVED, at=proved_at, now=now, by=by, public=True, body=body or None
    )
    more = {"body": body, "proved_at": proved_at}
    return tell(record, case, message="identity_proved", writer=by, now=now, entry=entry, more=more)


def correct_receipt(
    record: Record, *, received_at: datetime, reason: str, by: Reader, version: int, now: datetime
) -> OutgoingMessage:
    """Correct when it truly reached us; open dates counted from it move, what is over stays (rule 13).

    Where the true hour or day makes other promises, those are chosen anew. The customer is told.
    Raises RuleBroken "only a manager may correct this", "reason missing", "received in the future".
    """
    case = _begun(record, Act.RECEIPT_CORRECTED, version)
    before = record.received_at
    correction = Correction(
        received_at=received_at,
        reason=reason,
        before=circumstances_again(record, case, before),
        after=circumstances_again(record, case, received_at),
        happened=_happened(record),
    )
    corrected = correct_received(record, correction, by=by, now=now)
    facts = {
        "from": before.isoformat(),
        "to": received_at.isoformat(),
        "ended": _labels(corrected.ended),
        "begun": _labels(corrected.begun),
    }
    entry = add_entry(
        record,
        act=Act.RECEIPT_CORRECTED,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=reason,
        facts={name: value for name, value in facts.items() if value},
    )
    more = {"body": reason, "received_at": received_at}
    return tell(
        record, case, message="receipt_corrected", writer=by.person_id, now=now, entry=entry, more=more
    )


def _labels(commitments: list[Commitment]) -> str:
    return ", ".join(commitment.label for commitment in commitments)


def _happened(record: Record) -> list[tuple[Event, datetime]]:
    """What staff have done on the record that may keep a promise, in the order it happened."""
    kept_by = {ACT_OF[task].value: events for task, events in EVENTS_OF.items()}
    entries = db.session.scalars(
        sa.select(Entry)
        .where(Entry.record_id == record.id, Entry.act.in_(kept_by))
        .order_by(Entry.at, Entry.id)
    )
    return [
        (event, entry.at)
        for entry in entries
        if entry.facts.get("reached", True)  # a call that reached nobody keeps nothing
        for event in kept_by[entry.act]
    ]


def _begun(record: Record, act: Act, version: int) -> Case:
    expect_version(record, version)
    require_no_complaint(record.kind, act)
    case = case_of(record)
    require(Status(case.status), act)
    return case


def _commitment(record: Record, commitment_id: int) -> Commitment:
    found = db.session.scalar(
        sa.select(Commitment).where(Commitment.id == commitment_id, Commitment.record_id == record.id)
    )
    if found is None:
        raise NotFound
    return found
