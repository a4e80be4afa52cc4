"""Sending word of a hazard: to whoever lives with it, in their form, and to whoever is on duty.

Nothing of the case it was named in stands in either.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.commitments.promise_line import lines
from portal.commitments.queries import steps_of
from portal.database import db
from portal.hazards.acts import Act
from portal.hazards.models import Hazard
from portal.hazards.queries import LINK
from portal.identity.models import Home, Person, Tenancy
from portal.identity.services.people import make_token
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import landlord_signature, signature_of, staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, Signature, can_be_mailed
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.services import add_entry
from portal.web.settings import settings


def tell(
    hazard: Hazard,
    record: Record,
    *,
    message: str,
    writer: int | None,
    now: datetime,
    entry: Entry | None = None,
    more: Mapping[str, object] | None = None,
) -> OutgoingMessage:
    """Leave templates/messages/hazards/`message` in the outbox for whoever lives with it.

    `writer` is the member of staff whose words it holds, None for the portal. People without an account get
    a link that opens this hazard and nothing else; earlier links go on working until they expire.
    """
    person = db.session.get(Person, record.person_id) if record.person_id else None
    has_account = person is not None and person.has_account
    lifetime = timedelta(days=settings().follow_link_days)
    token = make_token(purpose=LINK, now=now, lifetime=lifetime, record_id=record.id, supersede=False)
    return send(
        kind=f"hazards/{message}",
        to=_recipient(hazard, person),
        now=now,
        context={
            **_about(hazard, record, now=now),
            "body": "",
            **(more or {}),
            "follow_token": None if has_account else token,
        },
        record=record,
        handler=_handler(record),
        writer=_writer(writer, record),
        entry=entry,
        automatic=writer is None,
    )


def tell_duty(hazard: Hazard, record: Record, *, now: datetime) -> OutgoingMessage | None:
    """Write to whoever is on duty that a home is dangerous; None, and said on the page, where nobody is.

    Once: an emergency told before is not told again.
    """
    if hazard.duty_told_at is not None:
        return None
    address = landlord().duty_email
    told = can_be_mailed(address)
    act = Act.DUTY_TOLD if told else Act.DUTY_NOT_TOLD
    entry = add_entry(record, act=act, at=now, now=now, by=None, public=False)
    if not told:
        return None
    hazard.duty_told_at = now
    person = db.session.get(Person, record.person_id) if record.person_id else None
    return send(
        kind="hazards/emergency",
        to=Recipient(name="", address=address),
        now=now,
        context={
            **_about(hazard, record, now=now),
            "address": address_of(hazard, record, person),
            "who": hazard.contact_name or (person.name if person else ""),
            "who_phone": hazard.contact_phone or (person.phone if person else ""),
        },
        record=record,
        handler=_handler(record),
        entry=entry,
    )


def address_of(hazard: Hazard, record: Record, person: Person | None) -> str:
    """The home it is in, as far as we know it."""
    tenancy = db.session.get(Tenancy, record.tenancy_id) if record.tenancy_id else None
    home = db.session.get(Home, tenancy.home_id) if tenancy else None
    if home is not None:
        return f"{home.address}, {home.postcode}"
    return hazard.address or (person.address if person else "") or hazard.contact_address


def _about(hazard: Hazard, record: Record, *, now: datetime) -> dict[str, object]:
    steps = steps_of([record.id], now=now, zone=landlord().zone).get(record.id, [])
    return {
        "hazard_kind": hazard.kind,
        "place": hazard.place,
        "said": hazard.words,
        "grade": hazard.grade,
        "is_judged": hazard.judged_at is not None,
        "received_at": record.received_at,
        "promise_lines": lines([s for s in steps if not s.called_off], received_at=record.received_at),
        "emergency_phone": landlord().emergency_phone,
    }


def _recipient(hazard: Hazard, person: Person | None) -> Recipient:
    """By email where wanted and known, else by post (an empty address)."""
    by_post = person is not None and person.prefers == "post"
    return Recipient(
        person_id=person.id if person else None,
        name=hazard.contact_name or (person.name if person else ""),
        address="" if by_post else hazard.contact_email or (person.email if person else ""),
        postal="" if person is not None and person.address else hazard.contact_address,
    )


def _handler(record: Record) -> Signature:
    has_name = record.handler_id is not None or record.team_id is not None
    return signature_of(record) if has_name else landlord_signature()


def _writer(writer: int | None, record: Record) -> Signature | None:
    if writer is None:
        return None
    team = landlord().team(record.team_id) if record.team_id is not None else None
    return staff_signature(writer, otherwise_phone=team.phone if team and team.phone else landlord().phone)
