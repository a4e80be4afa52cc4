"""Exceptional events, through the services; a test gives only what matters to it. Committed."""

from __future__ import annotations

from datetime import date, datetime

from portal.database import db
from portal.organisation.events import Part
from portal.organisation.models import ExceptionalEvent
from portal.organisation.services.events import ask_telling, publish_event, save_event
from tests.factories.organisation import NOW


def an_event(
    *, published: bool = True, told: bool = False, now: datetime = NOW, **given: object
) -> ExceptionalEvent:
    """An attack on our computers since Monday 2 November 2026, of all of us; published, nobody told yet."""
    values: dict[str, object] = {
        "event_id": None,
        "title": "An attack on our computers",
        "happened": "Somebody broke into our computers on 2 November.",
        "means": "We answer letters first. Ring us if it is urgent.",
        "part": Part.ALL,
        "part_id": None,
        "from_on": date(2026, 11, 2),
        "expected_on": date(2026, 11, 20),
        "ombudsman_told_on": None,
        "version": 0,
        **given,
    }
    event = save_event(**values, by=None, now=now)  # type: ignore[arg-type]
    if published:
        publish_event(event_id=event.id, by=None, now=now)
    if told:
        ask_telling(event_id=event.id, by=None, now=now)
    db.session.commit()
    return event
