"""Calendar files that go with word of an appointment: purpose and place, and nothing personal beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask_babel import gettext

from portal.appointments.gateways.calendar_file import Method, calendar_file
from portal.appointments.models.bookings import Appointment
from portal.appointments.notices import CalendarEvent, Notice
from portal.appointments.places import Mode, Place
from portal.appointments.queries.notices import handler_of
from portal.messaging.signatures import can_be_mailed
from portal.organisation.queries import landlord
from portal.records.models import Record

_PUTS_IN = frozenset(
    {"booked", "moved", "visit_planned", "officer_changed", "interpreter_booked", "interpreter_moved"}
)
_TAKES_OUT = frozenset({"cancelled_by_you", "cancelled_by_us", "interpreter_cancelled"})


def calendar_event(
    appointment: Appointment, record: Record, notice: Notice, *, now: datetime, phone: str = ""
) -> CalendarEvent:
    """The appointment for the customer's calendar, in the language spoken now: purpose and place only.

    `phone` is the number to ring, unless given that of whoever deals with it.
    """
    facts = landlord()
    return CalendarEvent(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=now,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        summary=gettext("%(purpose)s: %(landlord)s", purpose=notice.purpose, landlord=facts.name),
        location=_location(notice),
        description=gettext(
            "Your reference: %(reference)s. To change anything, ring %(phone)s.",
            reference=record.reference,
            phone=phone or handler_of(appointment, record).phone,
        ),
        organiser=facts.email if can_be_mailed(facts.email) else "",
        organiser_name=facts.name,
    )


def interpreters_event(
    appointment: Appointment, record: Record, notice: Notice, *, now: datetime
) -> CalendarEvent:
    """The same for whoever interprets; where somebody lives stays in the mail itself."""
    facts = landlord()
    work = notice.interpreting
    language = work.language if work and work.language else "BSL"
    at_office = work is not None and work.mode is Mode.IN_PERSON and notice.place is Place.OFFICE
    return CalendarEvent(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=now,
        starts_at=notice.starts_at,
        ends_at=notice.ends_at,
        summary=f"Interpreting, {language}: {facts.name}",
        location=_location(notice) if at_office else "",
        description=f"Our reference: {record.reference}",
        organiser=facts.email if can_be_mailed(facts.email) else "",
        organiser_name=facts.name,
    )


def enclosed(message: str, event: CalendarEvent, *, was_at: datetime | None) -> str:
    """The file that goes with that message, "" where none does.

    What is moved is put in once more with a higher sequence and takes the old one's place. `was_at` is the
    time that is no longer held; without any, a cancelling takes the event out all the same.
    """
    if message in _PUTS_IN and event.starts_at is not None:
        return calendar_file(event, method=Method.PUBLISH).decode()
    # With nothing put into a calendar before, there is nothing to take out.
    if message in _TAKES_OUT and event.sequence > 0:
        if was_at is not None and was_at != event.starts_at:
            event = replace(event, starts_at=was_at, ends_at=None)
        return calendar_file(event, method=Method.CANCEL).decode()
    return ""


def _location(notice: Notice) -> str:
    words: dict[Place, str] = {
        Place.HOME: gettext("At your home"),
        Place.PHONE: gettext("By phone: we ring you"),
        Place.VIDEO: gettext("By video"),
    }
    return words.get(notice.place) or ", ".join(p for p in (notice.office, notice.office_address) if p)
