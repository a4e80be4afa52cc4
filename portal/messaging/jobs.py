"""Sending what waits in the outbox: claim one, commit, send outside any transaction, record.

A message goes out a second time only when the worker was killed (or the line cut) between the server's yes
and our record of it, and then under the same Message-ID. No lock is held while a server talks.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from portal import database
from portal.database import db, writing
from portal.messaging import gateways
from portal.messaging.gateways import Mail, MailRefused
from portal.messaging.models import OutgoingMessage
from portal.messaging.retries import Refusal, next_try
from portal.web.settings import settings

Clock = Callable[[], datetime]

# Waits before trying again to write down that a message has gone; a database away for longer than these
# together costs a second copy.
_RECORDING_WAITS = (0.2, 1.0, 5.0, 15.0, 30.0)


def deliver(clock: Clock) -> int:
    """Send the one message that has waited longest; 1 if there was one, whatever became of it, else 0.

    `clock` answers the present instant, asked again after the sending. Safe in several workers at once.
    """
    claim = secrets.token_hex(8)
    found = _claimed(claim, clock())
    if found is None:
        return 0
    message_id, mail = found
    refusal: Refusal | None = None
    with _lease_kept(message_id, claim, clock):
        try:
            gateways.deliver(mail)
        except MailRefused as error:
            refusal = error.refusal
        except Exception as error:  # one message that cannot be made must not stop the others for ever
            current_app.logger.error("%s while making message %d", type(error).__name__, message_id)
            refusal = Refusal(reason="cannot be made")
        _record(message_id, claim, refusal, clock())
    return 1


def _claimed(claim: str, now: datetime) -> tuple[int, Mail] | None:
    due = (OutgoingMessage.state.in_(("waiting", "sending")), OutgoingMessage.next_try_at <= now)
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
        row.state, row.claimed_by = "sending", claim
        row.claimed_until = row.next_try_at = now + _lease()
        mail = _mail(row)
        database.commit()
    return row.id, mail


def _mail(row: OutgoingMessage) -> Mail:
    return Mail(
        message_id=row.message_id,
        to_address=row.to_address,
        subject=row.subject,
        text=row.text,
        html=row.html,
        from_name=row.facts.get("from_name", ""),
        reply_to=row.facts.get("reply_to", ""),
        automatic=row.facts.get("automatic", True),
        created_at=row.created_at,
    )


def _lease() -> timedelta:
    return timedelta(seconds=settings().outbox_lease_seconds)


@contextmanager
def _lease_kept(message_id: int, claim: str, clock: Clock) -> Iterator[None]:
    """Renew the lease while a slow server talks, so that no other worker sends the message meanwhile."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    done = threading.Event()
    wait = _lease().total_seconds() / 3

    def renew() -> None:
        with app.app_context():
            while not done.wait(wait):
                try:
                    _renew(message_id, claim, clock())
                except OperationalError:  # the next round may find the database again
                    database.rollback()

    keeper = threading.Thread(target=renew, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _renew(message_id: int, claim: str, now: datetime) -> None:
    with writing():
        db.session.execute(
            sa.update(OutgoingMessage)
            .where(OutgoingMessage.id == message_id, *_still_ours(claim))
            .values(claimed_until=now + _lease(), next_try_at=now + _lease())
        )
        database.commit()


def _still_ours(claim: str) -> tuple[sa.ColumnElement[bool], ...]:
    return OutgoingMessage.claimed_by == claim, OutgoingMessage.state == "sending"


def _record(message_id: int, claim: str, refusal: Refusal | None, now: datetime) -> None:
    pause = threading.Event()
    for wait in (*_RECORDING_WAITS, None):
        try:
            with writing():
                _write_down(message_id, claim, refusal, now)
                database.commit()
            return
        except OperationalError:
            database.rollback()
            if wait is None:
                raise
            pause.wait(wait)


def _write_down(message_id: int, claim: str, refusal: Refusal | None, now: datetime) -> None:
    row = db.session.get_one(OutgoingMessage, message_id, with_for_update=True, populate_existing=True)
    ours = row.claimed_by == claim and row.state == "sending"
    if refusal is None:
        # It has gone, also when our lease ran out and another worker holds the message by now.
        row.sent_at = row.sent_at or now
        row.state, row.last_error = "sent", ""
    elif ours:
        again = next_try(refusal, tries=row.attempts + 1, now=now)
        row.state = "waiting" if again else "given up"
        row.next_try_at = again or now
        row.last_error = refusal.last_error
    else:
        return
    row.attempts += 1
    row.claimed_by = row.claimed_until = None
