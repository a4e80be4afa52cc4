"""Letters looked at before they are sent: the words wait in a draft, with the message as it would leave."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import session
from werkzeug.datastructures import MultiDict

from portal.cases.next_acts import Task
from portal.database import db
from portal.identity.readers import Reader
from portal.messaging.models import OutgoingMessage
from portal.messaging.wording import Wording, wording
from portal.records.models import Record
from portal.web import drafts

_NOT_KEPT = ("csrf_token", "look", "remove", "files")
_LINK = re.compile(r"(?<=/follow/)\S+|(?<=/files/)\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLetter:
    """A letter in waiting: what was typed, the message it would make, and how plain its words are."""

    fields: MultiDict[str, str]
    subject: str
    text: str
    plainness: Wording


def journey(record_id: int, task: Task) -> str:
    """The name under which this act's letter waits."""
    return f"letter {record_id} {task}"


def last_message(record: Record) -> OutgoingMessage | None:
    """The message an act has just left for this record in the running transaction."""
    return db.session.scalar(
        sa.select(OutgoingMessage)
        .where(OutgoingMessage.record_id == record.id)
        .order_by(OutgoingMessage.id.desc())
        .limit(1)
    )


def keep_letter(
    record_id: int,
    task: Task,
    *,
    fields: MultiDict[str, str],
    subject: str,
    text: str,
    reader: Reader,
    now: datetime,
) -> None:
    """Keep what was typed and what it would become; no text while it has not been looked at.

    The links in it are not those that will be sent.
    """
    pairs = [[name, value] for name, value in fields.items(multi=True) if name not in _NOT_KEPT]
    name = journey(record_id, task)
    drafts.keep(
        name,
        answers={"fields": pairs, "subject": subject, "text": _LINK.sub("…", text)},
        person_id=reader.person_id,
        now=now,
        draft=drafts.draft_for(name, person_id=reader.person_id, now=now),
    )


def kept_letter(record_id: int, task: Task, *, reader: Reader, now: datetime) -> KeptLetter | None:
    """The letter that waits for this act, if this person has kept one."""
    draft = drafts.draft_for(journey(record_id, task), person_id=reader.person_id, now=now)
    if draft is None:
        return None
    answers = draft.answers
    fields: MultiDict[str, str] = MultiDict((name, value) for name, value in answers["fields"])
    return KeptLetter(
        fields=fields,
        subject=answers["subject"],
        text=answers["text"],
        plainness=wording(fields.get("body", "")),
    )


def forget_letter(record_id: int, task: Task, *, reader: Reader, now: datetime) -> None:
    """It has been sent: the draft goes, and its key from the session, which would grow with every letter."""
    name = journey(record_id, task)
    draft = drafts.draft_for(name, person_id=reader.person_id, now=now)
    if draft is not None:
        drafts.done(draft)
        held = session.get(drafts.SESSION_KEY, {})
        session[drafts.SESSION_KEY] = {kept: key for kept, key in held.items() if kept != name}
