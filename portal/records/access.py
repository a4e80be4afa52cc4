"""Who reads a record on a page for customers: the person signed in, or the bearer of a link to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import session

from portal.errors import NotFound
from portal.identity.access import customer_reader
from portal.identity.queries.links import still_opens
from portal.identity.readers import Reader
from portal.records.models import Record
from portal.records.references import understood
from portal.timekeeping import utc_now

# reference: record id, opened by link in this session; or [record id, link id or None, until when or None]
_FOLLOWED = "followed"
_SENT = "sent"  # reference: record id, sent in this session
_KEPT = 10


def readers_of(reference: str) -> tuple[Reader, ...]:
    """As whom this session may try to see that record, in turn: as the person, then by a link opened."""
    as_person = customer_reader()
    meant = understood(reference)
    followed = _followed(session.get(_FOLLOWED, {}).get(meant))
    by_link = Reader(link_record_id=followed)
    if followed is None:
        return (as_person,)
    return (as_person, by_link) if as_person.person_id is not None else (by_link,)


def confirmation_reader(reference: str) -> Reader:
    """Who may see the confirmation of what was sent in this session; it says no more than the reference,
    the dates and whom to ring. NotFound for anything else."""
    sent = session.get(_SENT, {}).get(understood(reference))
    if sent is None:
        raise NotFound
    return Reader(link_record_id=sent)


def remember_followed(record: Record, *, link_id: int | None = None, until: datetime | None = None) -> None:
    """A link opened this record: let the session go on reading it, and no other.

    With `link_id` only while that link still opens it; with `until` only to that instant, excluded.
    """
    ends_at = until.isoformat() if until else None
    _remember(_FOLLOWED, record, [record.id, link_id, ends_at] if link_id or until else record.id)


def remember_sent(record: Record) -> None:
    """What it is about was sent in this session."""
    _remember(_SENT, record, record.id)


def _followed(kept: Any) -> int | None:
    """The record that what was kept still lets the session read; a statement only where a link decides."""
    if kept is None or isinstance(kept, int):
        return kept
    record_id, link_id, until = kept
    now = utc_now()
    is_over = until is not None and datetime.fromisoformat(until) <= now
    if is_over or (link_id is not None and not still_opens(link_id, now=now)):
        return None
    return int(record_id)


def _remember(slot: str, record: Record, kept: object) -> None:
    known = {k: v for k, v in session.get(slot, {}).items() if k != record.reference}
    latest = list(known.items())[-(_KEPT - 1) :]
    session[slot] = {**dict(latest), record.reference: kept}
    session.permanent = True
