"""Appointments as iCalendar files (RFC 5545, RFC 5546, RFC 7986), through the icalendar library.

All times are in UTC, so that no file needs a description of our time zone and none can be an hour out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import CLASS, STATUS, TRANSP, Calendar, Event, vCalAddress

from portal.appointments.notices import CalendarEvent
from portal.errors import RuleBroken

MEDIA_TYPE = "text/calendar"
FILE_NAME = "appointment.ics"
_REFRESH = timedelta(minutes=15)


class Method(StrEnum):
    """What a calendar is to do with the file.

    `PUBLISH` puts the event in, or brings it up to date where its sequence is higher. `REQUEST` invites
    somebody, who is named in it and asked for an answer. `CANCEL` takes it out.
    """

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def calendar_file(event: CalendarEvent, *, method: str = Method.PUBLISH) -> bytes:
    """The one event as a file in UTF-8, its lines folded and ended as RFC 5545 3.1 asks.

    Raises RuleBroken: "nobody invited" for a REQUEST without an attendee (RFC 5546 3.2.2), "no time" for
    an event without one that is not being cancelled.
    """
    method = Method(method)
    if method is Method.REQUEST and not event.attendee:
        raise RuleBroken("nobody invited")
    if method is not Method.CANCEL and event.starts_at is None:
        raise RuleBroken("no time")
    calendar = _calendar(event.organiser_name, uid=event.uid)
    calendar.method = method.value
    calendar.add_component(_event(event, method))
    return _bytes(calendar)


def feed(events: Iterable[CalendarEvent], *, name: str, uid: str) -> bytes:
    """A calendar to subscribe to, one way: all events of it, those cancelled marked so.

    `name` is what a calendar program calls it, `uid` stays the same for one feed. No METHOD: it is read, and
    nothing is asked (RFC 5545 3.7.2).
    """
    calendar = _calendar(name, uid=uid)
    calendar.calendar_name = name
    calendar.refresh_interval = _REFRESH
    for event in events:
        calendar.add_component(_event(event, None))
    return _bytes(calendar)


def _calendar(organisation: str, *, uid: str) -> Calendar:
    # The product identifier has parts between "//"; a landlord's name may not add one.
    named = " ".join(organisation.replace("/", " ").split()) or "Tenant portal"
    return Calendar.new(organization=named, language="en", uid=uid)


def _bytes(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def _event(event: CalendarEvent, method: Method | None) -> Event:
    over = event.cancelled or method is Method.CANCEL
    return Event.new(
        uid=event.uid,
        sequence=event.sequence,
        stamp=event.stamp.astimezone(UTC),
        start=_utc(event.starts_at),
        end=_utc(event.ends_at),
        summary=_printable(event.summary),
        location=_printable(event.location) or None,
        description=_printable(event.description) or None,
        organizer=_address(event.organiser, event.organiser_name) if event.organiser else None,
        attendees=[_address(event.attendee)] if event.attendee and method is not Method.PUBLISH else None,
        status=STATUS.CANCELLED if over else STATUS.CONFIRMED,
        classification=CLASS.PRIVATE,
        transparency=TRANSP.TRANSPARENT if over else TRANSP.OPAQUE,
    )


def _address(email: str, name: str = "") -> vCalAddress:
    return vCalAddress.new(email, cn=name or None)


def _printable(text: str) -> str:
    # RFC 5545 3.1 allows no control characters in a value, and escaping does not hide them.
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _utc(at: datetime | None) -> datetime | None:
    # Whole seconds: the format has no parts of them.
    return at.astimezone(UTC).replace(microsecond=0) if at is not None else None
