"""A complaint that turns out to be about how we use personal data, and about nothing else."""

from __future__ import annotations

from datetime import datetime

from portal.cases.models import Feedback
from portal.cases.services.handling import circumstances_again
from portal.cases.services.raising import give_to_data_protection
from portal.charters.ombudsman import DATA_PROTECTION
from portal.charters.standards import CaseKind, Channel, Event
from portal.commitments.services.keeping import end_one, open_commitments, standards_for, start
from portal.complaints.services.taking_on import Acting, begun
from portal.complaints.services.telling import tell
from portal.complaints.stages import Act
from portal.database import db
from portal.errors import NotAllowed, RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry
from portal.timekeeping import local_date


def handle_as_about_data(record: Record, *, why: str, by: Reader, version: int, now: datetime) -> None:
    """Handle it as one about personal data: that law's clock runs from when it reached us, and no other.

    The Code's clock is called off, so it takes complaints staff and a reason, the customer is told at once,
    and a complaint that has been acknowledged stays what it is (RuleBroken "not in this state"). What our own
    policy promises goes on. Raises RuleBroken("reason missing").
    """
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
    acting = begun(record, Act.ABOUT_DATA, by=by, version=version, now=now)
    if not why.strip():
        raise RuleBroken("reason missing")
    said = db.session.get(Feedback, record.id) or Feedback(id=record.id)
    said.data_protection = True
    db.session.add(said)
    db.session.flush()
    _choose_promises_again(acting, now)
    if record.handler_id is None:
        give_to_data_protection(record)
    entry = add_entry(
        record, act=Act.ABOUT_DATA, at=now, now=now, by=by.person_id, public=True, body=why.strip()
    )
    more = {"body": why.strip()}
    tell(record, acting.case, message="about_data", writer=by.person_id, now=now, entry=entry, more=more)


def _choose_promises_again(acting: Acting, now: datetime) -> None:
    """End what such a complaint does not begin, and begin what it does, from when it reached us."""
    record, facts = acting.record, landlord()
    wanted = standards_for(
        facts,
        event=Event.RECEIVED,
        channel=Channel(record.channel),
        kind=CaseKind.COMPLAINT,
        circumstances=circumstances_again(record, acting.case, record.received_at),
        on=local_date(record.received_at, facts.zone),
    )
    keys = {standard.key for standard in wanted}
    for commitment in open_commitments(record.id):
        if commitment.standard not in keys:
            end_one(commitment, record, event=None, at=now)
    # What of our own has begun goes on, or has been kept: only that law's clock is new.
    of_that_law = [standard for standard in wanted if standard.regime == DATA_PROTECTION]
    start(record, of_that_law, event=Event.RECEIVED, at=record.received_at, facts=facts)
