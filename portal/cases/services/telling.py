"""Sending word of a case to its customer: one place decides the address, the signature and the link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.cases.models import Case, Feedback
from portal.charters.ombudsman import CODE, HOUSING_OMBUDSMAN, INFORMATION_COMMISSIONER, Body
from portal.charters.standards import CaseKind
from portal.commitments.promise_line import PromiseLine, lines
from portal.commitments.queries import steps_of
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person
from portal.identity.services.people import make_token
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import recipient as recipient_of
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, Signature
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import joined
from portal.records.services import hold
from portal.web.settings import settings

FOLLOW = "follow case"


def tell(
    record: Record,
    case: Case,
    *,
    message: str,
    writer: int | None,
    now: datetime,
    entry: Entry | None = None,
    more: Mapping[str, object] | None = None,
    to_email: bool = False,
    handler: Signature | None = None,
) -> OutgoingMessage:
    """Leave the message templates/messages/cases/`message` in the outbox for the case's customer.

    `writer` is the member of staff whose words these are, None for the portal. The text names the handler
    or the team, carries the promise line, and for people without an account a link that opens this one case.
    `handler` signs in place of the case's own, as one who stands in does.
    `to_email`: by email even to somebody who otherwise gets post, because they have just asked for a link.
    Residents who joined the case get the same word, each in their own forms; the first message is given back.
    """
    person = _person(record)
    context: dict[str, object] = {
        "title": record.title,
        "received_at": record.received_at,
        "promise_lines": promise_lines(record, now=now),
        "ombudsman": _ombudsman(record),
        "commissioner": INFORMATION_COMMISSIONER if is_about_data(record) else None,
        **(more or {}),
    }
    signed = _signature(writer, record) if writer is not None else None
    readers = [(recipient(case, person, to_email=to_email), person)]
    if not to_email:  # a link asked for goes to the one who asked
        readers += [(recipient_of(one), one) for one in joined(record.id)]
    sent = [
        send(
            kind=f"cases/{message}",
            to=to,
            now=now,
            context={**context, "follow_token": None if _has_account(one) else follow_token(record, now=now)},
            record=record,
            handler=handler,
            writer=signed,
            entry=entry,
            automatic=writer is None,
        )
        for to, one in readers
    ]
    return sent[0]


def _ombudsman(record: Record) -> Body | None:
    """Whom every message of a complaint names as well, from the first day (Complaint Handling Code 3.7)."""
    if record.kind != CaseKind.COMPLAINT or is_about_data(record):
        return None
    under_code = any(regime.key == CODE for regime in landlord().charter.regimes)
    return HOUSING_OMBUDSMAN if under_code else None


def is_about_data(record: Record) -> bool:
    """Whether it is a complaint about how we use personal data; one statement, for a complaint alone."""
    if record.kind != CaseKind.COMPLAINT:
        return False
    said = db.session.get(Feedback, record.id)
    return said is not None and said.data_protection


def promise_lines(record: Record, *, now: datetime) -> tuple[PromiseLine, ...]:
    """The record's promise lines as they stand."""
    steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
    return lines(steps, received_at=record.received_at)


def recipient(case: Case, person: Person | None, *, to_email: bool = False) -> Recipient:
    """Where word of this case goes: by email where wanted and known, else by post (an empty address)."""
    by_post = case.reply_by == "post" or (person is not None and person.prefers == "post")
    by_post = by_post and not to_email
    return Recipient(
        person_id=person.id if person else None,
        name=case.contact_name,
        address="" if by_post else case.contact_email,
        postal="" if person is not None and person.address else case.contact_address,
    )


def follow_token(record: Record, *, now: datetime) -> str:
    """A new link for following the case; links sent earlier go on working until they expire."""
    lifetime = timedelta(days=settings().follow_link_days)
    return make_token(purpose=FOLLOW, now=now, lifetime=lifetime, record_id=record.id, supersede=False)


def held_case(record: Record) -> Case:
    """The case, held as `records.services.hold` says, and as it is now: for acts that ask for no version."""
    hold(record)
    return db.session.get_one(Case, record.id, populate_existing=True)


def case_of(record: Record) -> Case:
    """The case row of a record the reader has been shown to be allowed to see."""
    case = db.session.get(Case, record.id)
    if case is None:
        raise NotFound
    return case


def _signature(person_id: int, record: Record) -> Signature:
    team = landlord().team(record.team_id) if record.team_id else None
    return staff_signature(person_id, otherwise_phone=team.phone if team else landlord().phone)


def _person(record: Record) -> Person | None:
    return db.session.get(Person, record.person_id) if record.person_id else None


def _has_account(person: Person | None) -> bool:
    return person is not None and person.has_account
