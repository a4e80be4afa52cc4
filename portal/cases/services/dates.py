"""Moving the dates of a case where its promises allow it: extending, stopping a clock, correcting receipt."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.services.telling import case_of, tell
from portal.cases.stages import Act, Status, require
from portal.commitments.models import Commitment
from portal.commitments.services.changing import correct_received, extend, pause, resume
from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.records.models import Record
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
) -> None:
    """Stop the clock of a promise that allows it, with a reason the customer sees (rule 8)."""
    _begun(record, Act.PAUSED, version)
    commitment = _commitment(record, commitment_id)
    pause(commitment, record, reason=reason, by=by, now=now)
    facts = {"label": commitment.label}
    add_entry(record, act=Act.PAUSED, at=now, now=now, by=by, public=True, body=reason, facts=facts)


def start_clock(record: Record, *, commitment_id: int, by: int, version: int, now: datetime) -> None:
    """Let a stopped clock run again; the time it stood still is added (rule 8)."""
    _begun(record, Act.RESUMED, version)
    commitment = _commitment(record, commitment_id)
    resume(commitment, record, by=by, now=now)
    facts = {"label": commitment.label, "new_on": commitment.due_on.isoformat()}
    add_entry(record, act=Act.RESUMED, at=now, now=now, by=by, public=True, facts=facts)


def correct_receipt(
    record: Record, *, received_at: datetime, reason: str, by: Reader, version: int, now: datetime
) -> None:
    """Correct when it truly reached us; open dates counted from it move, what is over stays (rule 13).

    Raises RuleBroken "only a manager may correct this", "reason missing", "received in the future".
    """
    expect_version(record, version)
    before = record.received_at
    correct_received(record, received_at=received_at, reason=reason, by=by, now=now)
    facts = {"from": before.isoformat(), "to": received_at.isoformat()}
    add_entry(
        record,
        act=Act.RECEIPT_CORRECTED,
        at=now,
        now=now,
        by=by.person_id,
        public=True,
        body=reason,
        facts=facts,
    )


def _begun(record: Record, act: Act, version: int) -> Case:
    expect_version(record, version)
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
