"""Exceptional events: entered, published, told to residents once, and over. No service here moves a date."""

from __future__ import annotations

from datetime import date, datetime

from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.organisation.events import Part, check_days
from portal.organisation.models import ExceptionalEvent
from portal.organisation.queries import landlord
from portal.organisation.services.changes import changed
from portal.timekeeping import local_date


def save_event(
    *,
    event_id: int | None,
    title: str,
    happened: str,
    means: str,
    part: Part,
    part_id: int | None,
    from_on: date,
    expected_on: date,
    ombudsman_told_on: date | None,
    version: int,
    by: int | None,
    now: datetime,
) -> ExceptionalEvent:
    """Enter an event, or correct what is said of one. Nobody reads it before it is published.

    `part_id`: which topic, team or office, None for all of us. Raises Stale, NotFound, RuleBroken as
    `events.check_days`, and "part missing".
    """
    today = local_date(now, landlord().zone)
    check_days(from_on=from_on, expected_on=expected_on, ombudsman_told_on=ombudsman_told_on, today=today)
    if (part is Part.ALL) != (part_id is None):
        raise RuleBroken("part missing")
    if event_id is None:
        event = ExceptionalEvent(entered_by_id=by, entered_at=now)
        db.session.add(event)
    else:
        event = _held(event_id)
        if event.version != version:
            raise Stale(was=version, now=event.version)
    event.title, event.happened, event.means = title.strip(), happened.strip(), means.strip()
    event.topic_id = part_id if part is Part.TOPIC else None
    event.team_id = part_id if part is Part.TEAM else None
    event.office_id = part_id if part is Part.OFFICE else None
    event.from_on, event.expected_on, event.ombudsman_told_on = from_on, expected_on, ombudsman_told_on
    changed(now=now, act="event.saved", by=by)
    return event


def publish_event(*, event_id: int, by: int | None, now: datetime) -> None:
    """Everybody can read it from now on, on its page and above the others; once is enough."""
    event = _held(event_id)
    if event.published_at is None:
        event.published_at = now
        changed(now=now, act="event.published", by=by)


def ask_telling(*, event_id: int, by: int | None, now: datetime) -> None:
    """Send word to the customers of every affected case that is open now; the worker sees to it.

    Once: asked again nothing happens. Raises RuleBroken "not published", and "over" once we are back.
    """
    event = _held(event_id)
    if event.published_at is None:
        raise RuleBroken("not published")
    if event.tell_asked_at is not None:
        return
    if event.back_on is not None:
        raise RuleBroken("over", back_on=event.back_on)
    event.tell_asked_at = now
    changed(now=now, act="event.telling asked", by=by)


def note_told(*, event_id: int, now: datetime) -> None:
    """Word has been left for everybody it touches."""
    _held(event_id).told_at = now
    changed(now=now, act="event.told")


def note_over_told(*, event_id: int, now: datetime) -> None:
    """Everybody who had word of it has been told that it is over; or nobody had."""
    _held(event_id).over_told_at = now
    changed(now=now, act="event.end told")


def end_event(*, event_id: int, back_on: date, version: int, by: int | None, now: datetime) -> None:
    """We comply again, from that day on. Its page stays; the worker tells whoever had word of the event.

    Raises Stale, RuleBroken "dates out of order" for a day before its first, "back in the future".
    """
    event = _held(event_id)
    if event.version != version:
        raise Stale(was=version, now=event.version)
    if back_on < event.from_on:
        raise RuleBroken("dates out of order", back_on=back_on)
    if back_on > local_date(now, landlord().zone):
        raise RuleBroken("back in the future", back_on=back_on)
    event.back_on = back_on
    changed(now=now, act="event.ended", by=by)


def _held(event_id: int) -> ExceptionalEvent:
    found = db.session.get(ExceptionalEvent, event_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found
