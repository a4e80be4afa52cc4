"""Leaving messages in the outbox, a row for each form its reader asked for. Nothing is sent; see `jobs`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.messaging import queries
from portal.messaging.gateways.letters import spoken_without_people
from portal.messaging.gateways.mailing import message_id
from portal.messaging.gateways.rendering import Rendered, render
from portal.messaging.models import OutgoingMessage
from portal.messaging.sendings import (
    Sending,
    goes_at_once,
    is_for_today,
    is_printed,
    needs_people,
    said_in,
    sendings,
)
from portal.messaging.services.tasks import open_tasks
from portal.messaging.signatures import Recipient, Signature, can_be_mailed, other_writer
from portal.messaging.states import State
from portal.needs.queries import way_for
from portal.needs.ways import Carrier, Way
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.timekeeping import local_date
from portal.web.languages import LANGUAGES, tag_read_in

_CATALOGUES = frozenset(LANGUAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What every row of one message has in common."""

    kind: str
    to: Recipient
    record: Record | None
    entry: Entry | None
    facts: dict[str, object]
    spoken: frozenset[str]  # languages in which the words are there, because no person wrote them
    postal: str
    calendar: str
    now: datetime


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
    calendar: str = "",
    names_record: bool = True,
) -> OutgoingMessage:
    """Leave one message in the outbox, in the transaction of the act it tells of. Flushes; never commits.

    `kind` is "<capability>/<message>", the folder under templates/messages with subject.txt and text.txt, the
    one text of every form. They see `context` and: landlord, to, handler, writer, reference, and what
    `gateways.rendering` adds. `handler` signs; without one the record's handler does, or its team, or for
    messages about no record the landlord's contact. `writer` is who wrote the words: if somebody else than
    the handler, both are named (TPP Written f). `automatic`: no person wrote it, so the mail says so and
    other machines do not answer. What the person told us would help decides the forms and how they travel
    (TPP Written e, RHA 2.8.3e, HOWM 3.1h); gives back the first row. Nothing vanishes: without a usable
    address it goes by post, and what no machine can do becomes a dated task. `calendar` is a calendar file
    for whoever gets it by email in print; the words must say the same. Without `names_record` no reference
    stands in it, for somebody who must not learn which record it belongs to.
    Raises RuleBroken("no contact to name") when there is no name or phone number to give (RHA 2.1a).
    """
    signature = _signature(record, handler)
    facts = landlord()
    mailable = can_be_mailed(to.address)
    spoken = _CATALOGUES if automatic else frozenset()
    way = _way(to, mailable=mailable, now=now)
    rows = sendings(
        way, mailable=mailable, at_once=goes_at_once(kind), today=is_for_today(kind), spoken=spoken
    )
    if automatic:  # whoever reads our pages in Welsh is answered in it
        rows = tuple(said_in(row, _read_in(to)) for row in rows)
    values = {
        **context,
        "landlord": facts,
        "to": to,
        "handler": signature,
        "writer": other_writer(writer, signature),
        "reference": record.reference if record and names_record else "",
    }
    letter = _Letter(
        kind=kind,
        to=to,
        record=record,
        entry=entry,
        facts=_facts(to, facts, signature, automatic=automatic),
        spoken=spoken,
        postal=_postal(to, rows, now=now),
        calendar=calendar,
        now=now,
    )
    return _left(letter, rows, values, signature.phone)


def _facts(
    to: Recipient, facts: LandlordFacts, signature: Signature, *, automatic: bool
) -> dict[str, object]:
    return {
        "to_name": to.name,
        "from_name": facts.name,
        "reply_to": facts.email if can_be_mailed(facts.email) else "",
        "automatic": automatic,
        "ring": signature.phone,
    }


def _left(
    letter: _Letter, rows: tuple[Sending, ...], values: Mapping[str, object], phone: str
) -> OutgoingMessage:
    said: dict[str, Rendered] = {}
    left: list[OutgoingMessage] = []
    reference = str(values["reference"])
    for row in rows:
        # What no catalogue says is written in English, for the translator.
        language = row.choice.language if row.choice.language in letter.spoken else ""
        if language not in said:
            said[language] = render(letter.kind, values, phone=phone, reference=reference, language=language)
        message = _message(letter, row, said[language])
        message.first_id = left[0].id if left else None
        db.session.add(message)
        db.session.flush()
        left.append(message)
    if any(message.state == State.WITH_PEOPLE for message in left):
        open_tasks(left, now=letter.now)
    return left[0]


def _message(letter: _Letter, row: Sending, said: Rendered) -> OutgoingMessage:
    state, error = row.state, ""
    by_email = row.carrier is Carrier.EMAIL
    if letter.to.address and not by_email and not can_be_mailed(letter.to.address):
        error = "address cannot be used"
    if state is State.NO_ADDRESS:
        error = "no email address"
    elif row.carrier is Carrier.POST and state is State.TO_BE_MADE and not letter.postal:
        state, error = State.NO_ADDRESS, error or "no postal address"
    return OutgoingMessage(
        message_id=message_id(secrets.token_hex(16)),
        kind=letter.kind,
        record_id=letter.record.id if letter.record else None,
        person_id=letter.to.person_id,
        entry_id=letter.entry.id if letter.entry else None,
        to_address=letter.to.address if by_email and state is not State.NO_ADDRESS else "",
        to_postal=letter.postal if row.carrier is Carrier.POST else "",
        subject=said.subject,
        text=said.text,
        paper_text=said.paper_text,
        format=row.choice.format,
        carrier=row.carrier,
        language=row.choice.language,
        points=row.choice.points,
        contracted=row.choice.contracted,
        facts=letter.facts,
        calendar=letter.calendar if by_email and is_printed(row.choice.format) else "",
        state=state,
        created_at=letter.now,
        next_try_at=letter.now,
        last_error=error,
    )


def _way(to: Recipient, *, mailable: bool, now: datetime) -> Way:
    person = db.session.get(Person, to.person_id) if to.person_id is not None else None
    if person is None:
        return Way(carrier=Carrier.EMAIL if mailable else Carrier.POST)
    today = local_date(now, landlord().zone)
    return way_for(person.id, has_email=mailable, prefers=person.prefers, today=today)


def _read_in(to: Recipient) -> str:
    person = db.session.get(Person, to.person_id) if to.person_id is not None else None
    return tag_read_in(person.reading if person else "")


def _postal(to: Recipient, rows: tuple[Sending, ...], *, now: datetime) -> str:
    """Where it would be posted; not looked up for what goes by email."""
    if all(row.carrier is not Carrier.POST for row in rows):
        return ""
    return to.postal or queries.postal_address(to.person_id, today=local_date(now, landlord().zone))


def _signature(record: Record | None, handler: Signature | None) -> Signature:
    if handler is not None:
        return handler.checked()
    return queries.signature_of(record) if record is not None else queries.landlord_signature()


def requeue(message: OutgoingMessage, *, by: int, now: datetime) -> None:
    """Try again what was given up or could not be made, with the same Message-ID; by people, as a new task.

    Raises RuleBroken("not given up") for any other: what waits goes by itself, what is sent stays sent.
    """
    if message.state not in (State.GIVEN_UP, State.CANNOT_BE_MADE):
        raise RuleBroken("not given up", state=message.state)
    message.attempts, message.next_try_at, message.last_error = 0, now, ""
    if message.state == State.GIVEN_UP:
        message.state = State.WAITING
    elif message.carrier == Carrier.PHONE or _waits_for_people(message):
        message.state = State.WITH_PEOPLE
        open_tasks([message], now=now, by=by)
    else:
        message.state = State.TO_BE_MADE
    record_act(
        act="message.requeued", by=by, now=now, record_id=message.record_id, person_id=message.person_id
    )


def _waits_for_people(message: OutgoingMessage) -> bool:
    return not message.put_text and needs_people(message.choice, spoken=spoken_without_people(message))
