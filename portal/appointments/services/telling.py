"""Sending word of an appointment to its customer, and to interpreters: address, signature, link, calendar.

One place decides them. What a message says is in templates/messages/appointments/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.links import LINK
from portal.appointments.queries.notices import (
    Time,
    handler_of,
    interpreters,
    interpreting_of,
    notice_of,
    taking_part,
    times_offered,
)
from portal.appointments.services.calendars import calendar_event, enclosed, interpreters_event
from portal.appointments.states import HELD, State
from portal.appointments.targets import TELL
from portal.clock.zones import wall_instant
from portal.commitments.promise_line import PromiseLine, lines
from portal.commitments.queries import begun_now, step, steps_of
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.services.people import end_tokens, make_token
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, Signature
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import noted_of_new
from portal.timekeeping import local_date
from portal.web.languages import speaking, tag_read_in
from portal.web.settings import settings

# What there is nothing more to do about; of what nobody held, there is: another time.
OVER = frozenset({State.FINISHED, State.CANCELLED})
# What may be said of a visit that no notice was sent of.
AFTER_COMING = frozenset({"calling_card"})
# What a message may be told beside the appointment itself, and what holds where it is not.
MORE: Mapping[str, object] = {
    "was_at": None,  # when it would have been, an instant: of a time that was moved, cancelled or missed
    "was_officer": "",  # who would have come
    "somebody_else": False,  # whether another comes in their place
    "by_customer": True,  # whether the customer moved it
    "reason": "",
    "words": "",  # an officer's own
    "offers": (),  # times to choose from: slots, proposals, or (start, officer's resource or None)
    "wish": "",
    "effort": "",
    "expected_at": None,  # when we now come, if not at the agreed time and `late_minutes`
    "called_at": None,  # when nobody let us in
}


def tell(
    appointment: Appointment,
    record: Record,
    *,
    message: str,
    writer: int | None,
    now: datetime,
    more: Mapping[str, object] | None = None,
    entry: Entry | None = None,
) -> OutgoingMessage | None:
    """Leave the message templates/messages/appointments/`message` in the outbox for the customer.

    `writer` is the member of staff whose words it holds, None for the portal. `more` are values of `MORE`;
    RuleBroken("nothing known of", name=…) for any other. The text names whoever deals with it and a number to
    ring, carries what is promised and still open, and for people without an account a link that shows this
    appointment alone; earlier links to it die. With word of a time goes a calendar file, and with a
    cancelling the one that takes it out again: a move sends the one new file, whose sequence is higher.
    None, and no message, of a visit without notice until we have come: nothing may give it away.
    """
    if appointment.no_notice_reason and message not in AFTER_COMING:
        return None
    person = db.session.get(Person, record.person_id) if record.person_id else None
    held = taking_part(appointment.id)
    with speaking(tag_read_in(person.reading if person else "")):
        notice = notice_of(appointment, person=person, now=now, held=held)
    said = _more(more)
    was_at = said["was_at"]
    handler = handler_of(appointment, record, held=held)
    with speaking(tag_read_in(person.reading if person else "")):
        event = calendar_event(appointment, record, notice, now=now, phone=handler.phone)
    calendar = enclosed(message, event, was_at=was_at if isinstance(was_at, datetime) else None)
    return send(
        kind=f"appointments/{message}",
        to=_recipient(appointment, person),
        now=now,
        context={
            **said,
            "told": notice,
            "received_at": record.received_at,
            "expected_at": said["expected_at"] or _expected(appointment),
            "called_at": said["called_at"] or appointment.arrived_at or now,
            "promise_lines": _open_promises(record, now=now),
            "follow_token": _link(appointment, record, person, now=now),
        },
        record=record,
        handler=handler,
        writer=_writer(writer, record),
        entry=entry,
        automatic=writer is None,
        calendar=calendar,
    )


def tell_interpreters(
    appointment: Appointment,
    record: Record,
    *,
    message: str,
    slot_or_ids: Slot | Iterable[int],
    now: datetime,
    was_at: datetime | None = None,
) -> list[OutgoingMessage]:
    """Leave `message` (interpreter_booked, _moved, _cancelled) for these interpreters, or their agencies.

    They learn language, dialect, mode, time, length, where to come if in person, our number and reference;
    never the tenant's name, needs or words. `slot_or_ids`: the slot they are held for, or ids of resources;
    others than interpreters are passed over. `was_at`: the time that is no longer theirs. Those without an
    address for email stand in the outbox until somebody rings them.
    """
    ids = slot_or_ids.interpreter_ids if isinstance(slot_or_ids, Slot) else tuple(slot_or_ids)
    found = interpreters(ids)
    with speaking(""):
        notice = notice_of(appointment, person=None, now=now)
        notice = replace(notice, interpreting=interpreting_of(appointment, how_many=len(found)))
    if isinstance(slot_or_ids, Slot):
        notice = replace(notice, starts_at=slot_or_ids.starts_at, ends_at=slot_or_ids.ends_at)
    calendar = enclosed(message, interpreters_event(appointment, record, notice, now=now), was_at=was_at)
    with speaking(""):  # English, whatever the customer who moved it reads
        return [
            send(
                kind=f"appointments/{message}",
                to=Recipient(name=one.agency or one.name, address=one.email),
                now=now,
                context={"told": notice, "was_at": was_at or notice.starts_at},
                record=record,
                handler=handler_of(appointment, record),
                calendar=calendar,
            )
            for one in found
        ]


def _more(more: Mapping[str, object] | None) -> dict[str, object]:
    given = dict(more or {})
    unknown = next((name for name in given if name not in MORE), None)
    if unknown is not None:
        raise RuleBroken("nothing known of", name=unknown)
    said = {**MORE, **given}
    offers = said["offers"]
    said["offers"] = times_offered(_times(offers))
    return said


def _times(offers: object) -> Sequence[Time]:
    return tuple(offers) if isinstance(offers, Iterable) else ()


def _recipient(appointment: Appointment, person: Person | None) -> Recipient:
    """By email where wanted and known, else by post (an empty address)."""
    by_post = person is not None and person.prefers == "post"
    email = appointment.contact_email or (person.email if person else "")
    return Recipient(
        person_id=person.id if person else None,
        name=appointment.contact_name or (person.name if person else ""),
        address="" if by_post else email,
        postal="" if person is not None and person.address else appointment.contact_address,
    )


def _writer(writer: int | None, record: Record) -> Signature | None:
    if writer is None:
        return None
    team = landlord().team(record.team_id) if record.team_id is not None else None
    return staff_signature(writer, otherwise_phone=team.phone if team and team.phone else landlord().phone)


def _open_promises(record: Record, *, now: datetime) -> tuple[PromiseLine, ...]:
    """What is promised and still open; that we tell of a cancelling, the message itself does."""
    zone = landlord().zone
    begun = begun_now(record.id)
    if begun is None:
        steps = steps_of([record.id], now=now, zone=zone).get(record.id, [])
    else:
        steps = [step(c, now=now, zone=zone, notices=()) for c in sorted(begun, key=lambda c: c.due_at)]
    still = [step for step in steps if not step.ended and step.standard != TELL]
    return lines(still, received_at=record.received_at)


def _expected(appointment: Appointment) -> datetime | None:
    if appointment.starts_at is None:
        return None
    return appointment.starts_at + timedelta(minutes=appointment.late_minutes or 0)


def _link(appointment: Appointment, record: Record, person: Person | None, *, now: datetime) -> str | None:
    """A new link to this appointment; earlier ones die. While a time is held, it lives to that day's end.

    None for those who sign in, and once it is over.
    """
    if appointment.state in OVER:
        end_tokens(purpose=LINK, now=now, record_id=record.id)
        return None
    if person is not None and person.has_account:
        return None
    lifetime = timedelta(days=settings().follow_link_days)
    if appointment.state in HELD and appointment.ends_at is not None and appointment.ends_at > now:
        zone = landlord().zone
        day_after = local_date(appointment.ends_at, zone) + timedelta(days=1)
        lifetime = wall_instant(day_after, time(0), zone) - now
    has_earlier = noted_of_new(record.id) is None
    return make_token(purpose=LINK, now=now, lifetime=lifetime, record_id=record.id, supersede=has_earlier)
