"""Drafts of a journey over several pages: found by a key in the session, kept until they are sent.

Visitors have drafts too. Nothing here knows what a journey asks; a GET never writes.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import session

from portal.database import BigId, UtcDateTime, db
from portal.web.models import Draft, DraftFile

SESSION_KEY = "draft"  # signing in carries it over, so that a visitor goes on as the person they are
KEY_BYTES = 24
KEPT_FOR = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFile:
    """A file kept with a draft, without its bytes."""

    id: int
    name: str
    media_type: str
    size_bytes: int


# Made once: every page of a journey asks one of them.
_fresh = sa.select(Draft).where(
    Draft.journey == sa.bindparam("journey", type_=sa.Text()),
    Draft.touched_at > sa.bindparam("since", type_=UtcDateTime()),
)
_person = sa.bindparam("person", type_=BigId)
_OF_KEY = _fresh.where(
    Draft.key == sa.bindparam("key", type_=sa.Text()),
    sa.or_(Draft.person_id.is_(None), Draft.person_id == _person),
)
_LATEST = _fresh.where(Draft.person_id == _person).order_by(Draft.touched_at.desc()).limit(1)


def draft_key(journey: str) -> str | None:
    """The key of the session's draft of that journey, also when the draft has been sent meanwhile."""
    key: str | None = session.get(SESSION_KEY, {}).get(journey)
    return key


def draft_for(journey: str, *, person_id: int | None, now: datetime) -> Draft | None:
    """The draft this visitor or person is at work on, or None.

    A draft begun signed in opens only for that person. Somebody signed in whose session was lost gets the
    latest of theirs back. One not touched for `KEPT_FOR` is no longer offered.
    """
    key = draft_key(journey)
    values = {"journey": journey, "since": now - KEPT_FOR, "person": person_id}
    if key is not None:
        return db.session.scalar(_OF_KEY, {**values, "key": key})
    if person_id is None:
        return None
    found = db.session.scalar(_LATEST, values)
    if found is not None:
        _hold(journey, found.key)
    return found


def keep(
    journey: str, *, answers: Mapping[str, object], person_id: int | None, now: datetime, draft: Draft | None
) -> Draft:
    """Keep the answers given so far: in `draft`, or in a new one whose key goes into the session."""
    if draft is None:
        draft = Draft(
            key=secrets.token_urlsafe(KEY_BYTES),
            journey=journey,
            person_id=person_id,
            answers={},
            began_at=now,
            touched_at=now,
        )
        db.session.add(draft)
        _hold(journey, draft.key)
    draft.answers = dict(answers)
    draft.person_id = draft.person_id or person_id
    draft.touched_at = now
    db.session.flush()
    return draft


def done(draft: Draft) -> None:
    """The draft has been sent: forget it and its files. Its key stays in the session for a second sending."""
    db.session.delete(draft)  # and with it, by its foreign key, every file
    db.session.flush()


def add_file(draft: Draft, *, name: str, media_type: str, content: bytes) -> None:
    """Keep a file that has been looked at and accepted."""
    db.session.add(
        DraftFile(
            draft_id=draft.id,
            name=name,
            media_type=media_type,
            size_bytes=len(content),
            content=content,
        )
    )


def remove_file(draft: Draft, file_id: int) -> None:
    """Take one file out of the draft again; nothing happens when it is not there."""
    db.session.execute(sa.delete(DraftFile).where(DraftFile.draft_id == draft.id, DraftFile.id == file_id))


def files_of(draft: Draft) -> Sequence[HeldFile]:
    """The draft's files in the order they came, without their bytes."""
    rows = db.session.execute(
        sa.select(DraftFile.id, DraftFile.name, DraftFile.media_type, DraftFile.size_bytes)
        .where(DraftFile.draft_id == draft.id)
        .order_by(DraftFile.id)
    )
    return [HeldFile(id=i, name=name, media_type=kind, size_bytes=size) for i, name, kind, size in rows]


def contents_of(draft: Draft) -> Sequence[DraftFile]:
    """The draft's files with their bytes, for sending them."""
    query = sa.select(DraftFile).where(DraftFile.draft_id == draft.id).order_by(DraftFile.id)
    return list(db.session.scalars(query))


def remove_old(*, now: datetime) -> int:
    """Delete drafts nobody has touched for `KEPT_FOR`, with their files; give back how many."""
    old = sa.select(Draft.id).where(Draft.touched_at <= now - KEPT_FOR)
    db.session.execute(sa.delete(DraftFile).where(DraftFile.draft_id.in_(old)))
    ids = list(db.session.scalars(old))
    db.session.execute(sa.delete(Draft).where(Draft.id.in_(ids)))
    return len(ids)


def _hold(journey: str, key: str) -> None:
    session[SESSION_KEY] = {**session.get(SESSION_KEY, {}), journey: key}
    session.permanent = True
