"""An officer's calendar feed: giving it a secret address, another one, or none."""

from __future__ import annotations

import secrets
from datetime import datetime

from portal.appointments.models.resources import Resource
from portal.appointments.queries.feeds import key_of
from portal.audit.services import record_act

_BYTES = 24


def renew_feed(officer: Resource, *, by: int, now: datetime) -> str:
    """Give the feed a new secret and answer it, only this once: its digest is stored. The old one is dead."""
    secret = secrets.token_urlsafe(_BYTES)
    officer.feed_key = key_of(secret)
    record_act(act="appointments.feed renewed", by=by, now=now, person_id=officer.person_id)
    return secret


def end_feed(officer: Resource, *, by: int, now: datetime) -> None:
    """No address opens it any more."""
    officer.feed_key = None
    record_act(act="appointments.feed ended", by=by, now=now, person_id=officer.person_id)
