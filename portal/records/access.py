"""Who reads a record on a page for customers: the person signed in, or the bearer of a link to it."""

from __future__ import annotations

from flask import session

from portal.errors import NotFound
from portal.identity.access import customer_reader
from portal.identity.readers import Reader
from portal.records.models import Record
from portal.records.references import understood

_FOLLOWED = "followed"  # reference: record id, opened by link in this session
_SENT = "sent"  # reference: record id, sent in this session
_KEPT = 10


def readers_of(reference: str) -> tuple[Reader, ...]:
    """As whom this session may try to see that record, in turn: as the person, then by a link opened."""
    as_person = customer_reader()
    meant = understood(reference)
    followed = session.get(_FOLLOWED, {}).get(meant)
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


def remember_followed(record: Record) -> None:
    """A link opened this record: let the session go on reading it, and no other."""
    _remember(_FOLLOWED, record)


def remember_sent(record: Record) -> None:
    """What it is about was sent in this session."""
    _remember(_SENT, record)


def _remember(slot: str, record: Record) -> None:
    known = {k: v for k, v in session.get(slot, {}).items() if k != record.reference}
    latest = list(known.items())[-(_KEPT - 1) :]
    session[slot] = {**dict(latest), record.reference: record.id}
    session.permanent = True
