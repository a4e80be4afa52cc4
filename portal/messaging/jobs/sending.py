"""Sending what waits in the outbox: claim one, commit, send outside any transaction, record.

A message goes out a second time only when the worker was killed (or the line cut) between the server's yes
and our record of it, and then under the same Message-ID. No lock is held while a server talks.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import undefer

from portal import database
from portal.database import db, writing
from portal.formats.gateways.html import html_page
from portal.formats.plain import plain_text
from portal.messaging.gateways import mailing
from portal.messaging.gateways.letters import document_of
from portal.messaging.gateways.mailing import Mail, MailFile, MailRefused
from portal.messaging.jobs.leases import Clock, lease, lease_kept, recorded
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.retries import Refusal, next_try
from portal.messaging.services.forms import gone
from portal.messaging.states import TO_SEND, State
from portal.organisation.queries import landlord
from portal.records.models import Record


def deliver(clock: Clock) -> int:
    """Send the one message that has waited longest; 1 if there was one, whatever became of it, else 0.

    `clock` answers the present instant, asked again after the sending. Safe in several workers at once.
    """
    claim = secrets.token_hex(8)
    message_id = _claimed(claim, clock())
    if message_id is None:
        return 0
    refusal: Refusal | None = None
    with lease_kept(lambda now: _renew(message_id, claim, now), clock):
        try:
            mailing.deliver(_mail(message_id))
        except MailRefused as error:
            refusal = error.refusal
        except Exception as error:  # one message that cannot be made must not stop the others for ever
            current_app.logger.error("%s while making message %d", type(error).__name__, message_id)
            refusal = Refusal(reason="cannot be made")
        recorded(lambda: _write_down(message_id, claim, refusal, clock()))
    return 1


def _claimed(claim: str, now: datetime) -> int | None:
    due = (OutgoingMessage.state.in_(TO_SEND), OutgoingMessage.next_try_at <= now)
    # An idle worker looks without SQLite's write lock.
    with writing(False):
        idle = db.session.scalar(sa.select(OutgoingMessage.id).where(*due).limit(1)) is None
        database.rollback()
    if idle:
        return None
    with writing():
        row = db.session.scalar(
            sa.select(OutgoingMessage)
            .where(*due)
            .order_by(OutgoingMessage.next_try_at, OutgoingMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if row is None:
            database.rollback()
            return None
        row.state, row.claimed_by = State.SENDING, claim
        row.claimed_until = row.next_try_at = now + lease()
        database.commit()
        return row.id


def _mail(message_id: int) -> Mail:
    """The mail as it goes, made and read before the server is asked: no transaction lasts while it talks."""
    with writing(False):
        row = db.session.get_one(OutgoingMessage, message_id)
        reference = db.session.scalar(sa.select(Record.reference).where(Record.id == row.record_id))
        # The page and the plain text are read on a screen, whatever form the file beside them has.
        document = document_of(row, landlord(), reference=reference or "", on_paper=False)
        mail = Mail(
            message_id=row.message_id,
            to_address=row.to_address,
            subject=document.title,
            text=plain_text(document),
            html=html_page(document, points=row.points),
            from_name=row.facts.get("from_name", ""),
            reply_to=row.facts.get("reply_to", ""),
            automatic=row.facts.get("automatic", True),
            created_at=row.created_at,
            file=_file(message_id),
            calendar=row.calendar,
        )
        database.rollback()
    return mail


def _file(message_id: int) -> MailFile | None:
    file = db.session.scalar(
        sa.select(MessageFile)
        .where(MessageFile.message_id == message_id)
        .options(undefer(MessageFile.content))
    )
    if file is None:
        return None
    return MailFile(name=file.name, media_type=file.media_type, content=file.content)


def _renew(message_id: int, claim: str, now: datetime) -> None:
    db.session.execute(
        sa.update(OutgoingMessage)
        .where(
            OutgoingMessage.id == message_id,
            OutgoingMessage.claimed_by == claim,
            OutgoingMessage.state == State.SENDING,
        )
        .values(claimed_until=now + lease(), next_try_at=now + lease())
    )


def _write_down(message_id: int, claim: str, refusal: Refusal | None, now: datetime) -> None:
    row = db.session.get_one(OutgoingMessage, message_id, with_for_update=True, populate_existing=True)
    ours = row.claimed_by == claim and row.state == State.SENDING
    if refusal is None:
        # It has gone, also when our lease ran out and another worker holds the message by now.
        gone(row, now=now)
    elif ours:
        again = next_try(refusal, tries=row.attempts + 1, now=now)
        row.state = State.WAITING if again else State.GIVEN_UP
        row.next_try_at = again or now
        row.last_error = refusal.last_error
    else:
        return
    row.attempts += 1
    row.claimed_by = row.claimed_until = None
