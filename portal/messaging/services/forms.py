"""The form of a message: its file, proof-reading, its way on to mail or post, and where it is to go."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.messaging.gateways.returned import braille_pages
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.post import post_day
from portal.messaging.signatures import can_be_mailed
from portal.messaging.states import State
from portal.needs.markers import NeedKind
from portal.needs.services.following import met
from portal.needs.steps import Means
from portal.needs.ways import Carrier, Format
from portal.organisation.queries import landlord

_MET = {
    Format.LARGE_PRINT: NeedKind.LARGE_PRINT,
    Format.BRAILLE: NeedKind.BRAILLE,
    Format.AUDIO: NeedKind.AUDIO,
    Format.EASY_READ: NeedKind.EASY_READ,
    Format.SIGN_LANGUAGE: NeedKind.SIGN_LANGUAGE,
}


def keep_file(
    message: OutgoingMessage, made: MadeFile, *, now: datetime, by_people: bool = False
) -> MessageFile:
    """Keep the file made of a message; it takes the place of an earlier one."""
    db.session.execute(
        sa.delete(MessageFile)
        .where(MessageFile.message_id == message.id)
        .execution_options(synchronize_session=False)
    )
    file = MessageFile(
        message_id=message.id,
        name=made.name,
        media_type=made.media_type,
        size_bytes=len(made.content),
        content=made.content,
        pages=made.pages,
        made_at=now,
        by_people=by_people,
        needs_proof=made.needs_proof,
    )
    db.session.add(file)
    return file


def move_on(message: OutgoingMessage, *, now: datetime, proof: bool = False) -> None:
    """The form is there: on to whoever reads it through (`proof`), to the mail, or to the day's post.

    A message that has nowhere to go stands as "no address" until somebody finds it out.
    """
    message.attempts, message.last_error, message.next_try_at = 0, "", now
    by_email = message.carrier == Carrier.EMAIL
    if proof:
        message.state = State.TO_CHECK
    elif by_email and message.to_address:
        message.state = State.WAITING
    elif not by_email and message.to_postal:
        facts = landlord()
        message.state = State.FOR_POST
        message.post_on = post_day(now, cut_off=facts.post_cut_off, calendars=facts.calendars())
    else:
        message.state = State.NO_ADDRESS
        message.last_error = "no email address" if by_email else "no postal address"


def proof_read(
    message: OutgoingMessage, file: MessageFile, *, corrected: bytes | None = None, by: int, now: datetime
) -> None:
    """A person has read the Braille through, and it may go; `corrected` is their own better file.

    Raises RuleBroken("nothing to read") for what waits for nobody's eyes or fingers.
    """
    if message.state != State.TO_CHECK:
        raise RuleBroken("nothing to read", state=message.state)
    if corrected is not None:
        file.content, file.size_bytes = corrected, len(corrected)
        file.pages = braille_pages(corrected)
    file.checked_at, file.checked_by_id = now, by
    move_on(message, now=now)
    _noted(message, "message.proof-read", by=by, now=now)


def give_address(
    message: OutgoingMessage, *, postal: str = "", email: str = "", by: int, now: datetime
) -> None:
    """Somebody found out where it is to go. What has its file goes on; the rest is made now.

    Raises RuleBroken: "has an address", "no address" for an empty or unusable one.
    """
    if message.state != State.NO_ADDRESS:
        raise RuleBroken("has an address", state=message.state)
    if message.carrier == Carrier.EMAIL:
        if not can_be_mailed(email.strip()):
            raise RuleBroken("no address")
        message.to_address = email.strip()
    else:
        if not postal.strip():
            raise RuleBroken("no address")
        message.to_postal = postal.strip()
    file = file_of(message)
    by_email = message.carrier == Carrier.EMAIL
    if (file is not None and (by_email or file.by_people)) or (
        by_email and message.format == Format.STANDARD
    ):
        move_on(message, now=now)
    else:  # a letter carries its address, so it is made again
        make_again(message, now=now)
    _noted(message, "message.address given", by=by, now=now)


def send_ordinary(message: OutgoingMessage, *, why: str, by: int, now: datetime) -> None:
    """Send it in ordinary print after all, because somebody decided so and says why; never by itself.

    For what could not be made in its form. Raises RuleBroken: "can be made" for anything else and for what
    was to be read out on the phone, "nothing said".
    """
    if message.state != State.CANNOT_BE_MADE or message.carrier == Carrier.PHONE:
        raise RuleBroken("can be made", state=message.state)
    if not why.strip():
        raise RuleBroken("nothing said")
    message.facts = {**message.facts, "instead_of": message.format, "instead_why": why.strip()}
    message.format, message.language = Format.STANDARD.value, ""
    message.put_subject = message.put_text = ""
    if message.carrier == Carrier.EMAIL:
        move_on(message, now=now)
    else:
        make_again(message, now=now)
    _noted(message, "message.sent in ordinary print", by=by, now=now)


def make_again(message: OutgoingMessage, *, now: datetime) -> None:
    """Let the worker make its file."""
    message.state, message.next_try_at = State.TO_BE_MADE, now
    message.attempts, message.last_error = 0, ""


def mark_posted(message: OutgoingMessage, *, by: int, now: datetime) -> None:
    """Somebody put it in the post: it counts as sent at `now`.

    For what waits for a run, and for mail that was given up. Raises RuleBroken("not for post") otherwise.
    """
    if message.state not in (State.FOR_POST, State.GIVEN_UP):
        raise RuleBroken("not for post", state=message.state)
    gone(message, now=now, posted=True)
    _noted(message, "message.posted", by=by, now=now)


def gone(message: OutgoingMessage, *, now: datetime, posted: bool = False, by: int | None = None) -> None:
    """It has gone; the need its form meets is noted as met."""
    message.state, message.last_error = State.SENT, ""
    message.sent_at = message.sent_at or now
    if posted:
        message.facts = {**message.facts, "posted": True}
    kind = _MET.get(Format(message.format))
    kinds = [k for k in (kind, NeedKind.LANGUAGE if message.put_text else None) if k is not None]
    if kinds and message.person_id is not None:
        met(
            person_id=message.person_id,
            kinds=kinds,
            how=Means.MESSAGE,
            by=by,
            now=now,
            record_id=message.record_id,
            message_id=message.id,
        )


def file_of(message: OutgoingMessage) -> MessageFile | None:
    """The message's file without its content."""
    return db.session.scalar(sa.select(MessageFile).where(MessageFile.message_id == message.id))


def _noted(message: OutgoingMessage, act: str, *, by: int, now: datetime) -> None:
    record_act(act=act, by=by, now=now, record_id=message.record_id, person_id=message.person_id)
