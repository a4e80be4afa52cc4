"""Leaving messages in the outbox and deciding what becomes of them. Nothing is sent here; see `jobs`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.messaging import gateways, queries
from portal.messaging.models import OutgoingMessage
from portal.messaging.signatures import Recipient, Signature, can_be_mailed, other_writer
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record


def send(
    *,
    kind: str,
    to: Recipient,
    now: datetime,
    context: Mapping[str, object],
    record: Record | None = None,
    handler: Signature | None = None,
    writer: Signature | None = None,
    entry: Entry | None = None,
    automatic: bool = True,
) -> OutgoingMessage:
    """Leave one message in the outbox, in the transaction of the act it tells of. Flushes; never commits.

    `kind` is "<capability>/<message>", the folder under templates/messages with subject.txt, text.txt and
    html.html. They see `context` and: landlord, to, handler, writer, reference, base_url.
    `handler` signs; without one the record's handler does, or its team, or for messages about no record the
    landlord's contact. `writer` is who wrote the words: if somebody else than the handler, both are named
    (TPP Written f). `automatic`: no person wrote it, so the mail says so and other machines do not answer.
    Without a usable address the message is "for post" and stands on the staff's list until posted.
    Raises RuleBroken("no contact to name") when there is no name or phone number to give (RHA 2.1a).
    """
    signature = _signature(record, handler)
    facts = landlord()
    rendered = gateways.render(
        kind,
        {
            **context,
            "landlord": facts,
            "to": to,
            "handler": signature,
            "writer": other_writer(writer, signature),
            "reference": record.reference if record else "",
        },
    )
    mailable = can_be_mailed(to.address)
    message = OutgoingMessage(
        message_id=gateways.message_id(secrets.token_hex(16)),
        kind=kind,
        record_id=record.id if record else None,
        person_id=to.person_id,
        entry_id=entry.id if entry else None,
        to_address=to.address if mailable else "",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        facts={
            "to_name": to.name,
            "from_name": facts.name,
            "reply_to": facts.email if can_be_mailed(facts.email) else "",
            "automatic": automatic,
        },
        state="waiting" if mailable else "for post",
        created_at=now,
        next_try_at=now,
        last_error="address cannot be used" if to.address and not mailable else "",
    )
    db.session.add(message)
    db.session.flush()
    return message


def _signature(record: Record | None, handler: Signature | None) -> Signature:
    if handler is not None:
        return handler.checked()
    return queries.signature_of(record) if record is not None else queries.landlord_signature()


def requeue(message: OutgoingMessage, *, by: int, now: datetime) -> None:
    """Try a message again that was given up, with all its tries before it and the same Message-ID.

    Raises RuleBroken("not given up") for any other: what waits goes by itself, what is sent stays sent.
    """
    if message.state != "given up":
        raise RuleBroken("not given up", state=message.state)
    message.state = "waiting"
    message.attempts = 0
    message.next_try_at = now
    message.last_error = ""
    record_act(
        act="message.requeued", by=by, now=now, record_id=message.record_id, person_id=message.person_id
    )


def mark_posted(message: OutgoingMessage, *, by: int, now: datetime) -> None:
    """Somebody put it in the post: it counts as sent at `now`.

    For what has no address, and for mail that was given up. Raises RuleBroken("not for post") otherwise.
    """
    if message.state not in ("for post", "given up"):
        raise RuleBroken("not for post", state=message.state)
    message.state = "sent"
    message.sent_at = now
    message.facts = {**message.facts, "posted": True}
    record_act(act="message.posted", by=by, now=now, record_id=message.record_id, person_id=message.person_id)
