"""What a customer does with their case: write again, add files, say that it was not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.attachments.limits import AcceptedFile
from portal.attachments.services import attach
from portal.cases.naming import Words
from portal.cases.services.covering import tell_who_covers
from portal.cases.services.handling import start_again
from portal.cases.services.naming import note_who_may_be_named
from portal.cases.services.telling import held_case
from portal.cases.stages import Act, Status, allows, require_no_complaint
from portal.charters.standards import CaseKind
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Entry, Record
from portal.records.services import add_entry


def write_again(
    record: Record,
    *,
    words: str,
    files: Sequence[AcceptedFile],
    by: int | None,
    now: datetime,
    submission_id: str | None = None,
) -> Entry:
    """Add the customer's words and files. On a closed case they open it again: nobody writes into a void.

    A complaint stays as it stands: what opens it again is asking for stage 2.

    Sent twice with one submission id, also at the same moment, it is made once and the first entry comes
    back: the second request waits for the record and finds the entry.
    """
    case = held_case(record)
    if submission_id and (earlier := _submitted(record, submission_id)) is not None:
        return earlier
    if not words.strip() and not files:
        raise RuleBroken("nothing said")
    facts = {"submission": submission_id} if submission_id else {}
    entry = add_entry(
        record,
        act=Act.CUSTOMER_WROTE,
        at=now,
        now=now,
        by=by,
        public=True,
        body=words,
        channel="web",
        facts=facts,
    )
    note_who_may_be_named(record, Words(text=words), now=now)
    attach(record=record, entry=entry, files=files, by=by, now=now)
    if Status(case.status) is Status.CLOSED and record.kind != CaseKind.COMPLAINT:
        start_again(record, case, now=now)
    tell_who_covers(record, now=now)
    return entry


def say_not_answered(record: Record, *, words: str, by: int | None, now: datetime) -> Entry:
    """The customer says our answer does not answer it: the case opens again and its promises begin anew.

    Pressed twice, it is said once. Raises RuleBroken("not answered yet") on a case that is open anyway.
    """
    case = held_case(record)
    require_no_complaint(record.kind, Act.NOT_ANSWERED)
    if not allows(Status(case.status), Act.NOT_ANSWERED):
        said = _last_said(record)
        if said is not None and said.act == Act.NOT_ANSWERED and (said.body or "") == words:
            return said
        raise RuleBroken("not answered yet")
    start_again(record, case, now=now)
    tell_who_covers(record, now=now)
    return add_entry(
        record,
        act=Act.NOT_ANSWERED,
        at=now,
        now=now,
        by=by,
        public=True,
        body=words or None,
        channel="web",
    )


def _last_said(record: Record) -> Entry | None:
    """The latest public line of the timeline."""
    lines = sa.select(Entry).where(Entry.record_id == record.id, Entry.public.is_(True))
    return db.session.scalar(lines.order_by(Entry.id.desc()).limit(1))


def _submitted(record: Record, submission_id: str) -> Entry | None:
    written = sa.select(Entry).where(Entry.record_id == record.id, Entry.act == Act.CUSTOMER_WROTE.value)
    return next((e for e in db.session.scalars(written) if e.facts.get("submission") == submission_id), None)
