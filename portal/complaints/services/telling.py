"""Sending word of a complaint to its customer; every message says who else can help (Code 3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.cases.models import Case
from portal.cases.services.telling import follow_token, is_about_data, promise_lines, recipient
from portal.complaints.queries import landlords_way
from portal.database import db
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import recipient as recipient_of
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, Signature
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import joined
from portal.timekeeping import local_date


def tell(
    record: Record,
    case: Case,
    *,
    message: str,
    writer: int | None,
    now: datetime,
    entry: Entry | None = None,
    more: Mapping[str, object] | None = None,
) -> OutgoingMessage:
    """Leave templates/messages/complaints/`message` in the outbox for the customer of the complaint.

    `writer` is the member of staff whose words these are, None for the portal. Residents who joined a group
    complaint get the same word.
    """
    person = db.session.get(Person, record.person_id) if record.person_id else None
    way = landlords_way(local_date(now, landlord().zone), data_protection=is_about_data(record))
    context: dict[str, object] = {
        "title": record.title,
        "received_at": record.received_at,
        "promise_lines": promise_lines(record, now=now),
        "ombudsman": way.ombudsman,
        "commissioner": way.commissioner,
        "stages": way.stages,
        **(more or {}),
    }
    signed = _signature(writer, record) if writer is not None else None
    readers: list[tuple[Recipient, Person | None]] = [(recipient(case, person), person)]
    readers += [(recipient_of(one), one) for one in joined(record.id)]
    sent = [
        send(
            kind=f"complaints/{message}",
            to=to,
            now=now,
            context={**context, "follow_token": _link(record, one, now)},
            record=record,
            writer=signed,
            entry=entry,
            automatic=writer is None,
        )
        for to, one in readers
    ]
    return sent[0]


def _link(record: Record, person: Person | None, now: datetime) -> str | None:
    """The link that opens the case, for those without an account."""
    return None if person is not None and person.has_account else follow_token(record, now=now)


def _signature(person_id: int, record: Record) -> Signature:
    team = landlord().team(record.team_id) if record.team_id else None
    return staff_signature(person_id, otherwise_phone=team.phone if team else landlord().phone)
