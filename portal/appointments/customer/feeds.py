"""An officer's calendar feed, for a calendar program: whoever has its secret address may read it."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.appointments.customer.pages import blueprint
from portal.appointments.gateways.calendar_file import MEDIA_TYPE, feed
from portal.appointments.notices import CalendarEvent
from portal.appointments.places import Place
from portal.appointments.queries.feeds import FeedLine, feed_lines, feed_owner
from portal.identity.access import anyone
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now


@blueprint.get("/feeds/<secret>.ics")
@anyone
def officer_feed(secret: str) -> ResponseReturnValue:
    """The officer's appointments: purpose, kind of place, time and reference, nothing more."""
    officer, now = feed_owner(secret), utc_now()
    events = [_event(line) for line in feed_lines(officer, now=now)]
    name = gettext("Appointments at %(landlord)s", landlord=landlord().short_name)
    content = feed(
        events, name=name, uid=f"feed-{officer.id}@{landlord().short_name}".replace(" ", "-").lower()
    )
    # Asked again and again by programs, so nothing between may answer for us with what is old.
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return Response(content, content_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def _event(line: FeedLine) -> CalendarEvent:
    places = {
        Place.OFFICE: gettext("At the office"),
        Place.HOME: gettext("Home visit"),
        Place.PHONE: gettext("By phone"),
        Place.VIDEO: gettext("By video"),
    }
    return CalendarEvent(
        uid=line.uid,
        sequence=line.sequence,
        stamp=line.changed_at,
        starts_at=line.starts_at,
        ends_at=line.ends_at,
        summary=line.purpose,
        location=places[line.place],
        description=line.reference,
    )
