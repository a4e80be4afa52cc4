"""Stage 2: the customer's own button, with or without reasons (Code 5.11, 6.10 to 6.13)."""

from __future__ import annotations

from datetime import datetime

from portal.cases.naming import Words
from portal.cases.services.naming import note_who_may_be_named
from portal.cases.stages import Status
from portal.charters.standards import Channel, Event
from portal.commitments.services.keeping import begin
from portal.complaints.models import ComplaintStage
from portal.complaints.queries import complaint_of
from portal.complaints.services.taking_on import held
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.records.models import Record
from portal.records.services import add_entry, hold


def escalate(
    record: Record, *, words: str = "", channel: Channel = Channel.WEB, by: int | None, now: datetime
) -> None:
    """Ask for stage 2. Reasons are optional; pressed twice, it is asked once.

    Whoever handled stage 1 lets it go: somebody else takes it (6.13). Raises RuleBroken("not in this state")
    before stage 1 is answered, after stage 2, and where the landlord has one stage.
    """
    hold(record)
    known = complaint_of(record)
    if known is not None and known.stage == 2:
        return
    acting = held(record, Act.ESCALATED, by=by, now=now)
    complaint, case = acting.complaint, acting.case
    complaint.state, complaint.stage = acting.next_state, 2
    db.session.add(ComplaintStage(complaint_id=record.id, number=2, asked_at=now, asked_words=words.strip()))
    record.handler_id, record.closed_at = None, None
    case.status, case.outcome = Status.OPEN, ""
    begin(record, event=Event.ESCALATED, circumstances=frozenset(), at=now, now=now)
    entry = add_entry(
        record,
        act=Act.ESCALATED,
        at=now,
        now=now,
        by=by,
        public=True,
        body=words.strip() or None,
        channel=channel.value,
    )
    note_who_may_be_named(record, Words(text=words), now=now)
    tell(record, case, message="stage_2_asked", writer=None, now=now, entry=entry)
