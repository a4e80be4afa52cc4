"""Making the file of a message in its form: claim one, commit, make it outside any transaction, record.

Killed in the middle, the next worker makes it again once the lease has run out; nothing has left the house.
A form that fails is said to staff, and a missing program makes a task. Nothing else goes in its place.
"""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import OperationalError

from portal import database
from portal.database import db, writing
from portal.formats.documents import Document
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.services import make
from portal.messaging.gateways.letters import document_of
from portal.messaging.jobs.leases import Clock, lease, lease_kept, recorded
from portal.messaging.models import OutgoingMessage
from portal.messaging.sendings import left_to_people
from portal.messaging.services.forms import keep_file, move_on
from portal.messaging.services.tasks import made_here, open_tasks
from portal.messaging.states import TO_MAKE, State
from portal.needs.ways import FormatChoice
from portal.organisation.queries import landlord
from portal.records.models import Record

# A file that so often came to nothing, because the worker died over it, is not tried again by itself.
MOST_TRIES = 5


def make_one(clock: Clock) -> int:
    """Make the file of the one message that has waited longest; 1 if there was one, else 0.

    Safe in several workers at once. `clock` is asked again after the making.
    """
    claim = secrets.token_hex(8)
    message_id = _claimed(claim, clock())
    if message_id is None:
        return 0
    made: MadeFile | PartMissing | CannotBeMade
    with lease_kept(lambda now: _renew(message_id, claim, now), clock):
        try:
            made = make(*_read(message_id))
        except (PartMissing, CannotBeMade) as failed:
            made = failed
        except OperationalError:  # the database is away, and the letter no worse: a later try may make it
            raise
        except Exception as error:  # one that cannot be made must not stop the others for ever
            current_app.logger.error(
                "%s while making the form of message %d", type(error).__name__, message_id
            )
            made = CannotBeMade("unexpected")
        recorded(lambda: _write_down(message_id, claim, made, clock()))
    return 1


def _claimed(claim: str, now: datetime) -> int | None:
    due = (OutgoingMessage.state.in_(TO_MAKE), OutgoingMessage.next_try_at <= now)
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
        row.state, row.claimed_by = State.BEING_MADE, claim
        row.claimed_until = row.next_try_at = now + lease()
        row.attempts += 1
        if row.attempts > MOST_TRIES:
            _failed(row, CannotBeMade("no worker lived through it"))
        database.commit()
    return row.id if row.state == State.BEING_MADE else None


def _read(message_id: int) -> tuple[Document, FormatChoice]:
    with writing(False):
        row = db.session.get_one(OutgoingMessage, message_id)
        reference = db.session.scalar(sa.select(Record.reference).where(Record.id == row.record_id))
        found = document_of(row, landlord(), reference=reference or ""), row.choice
        database.rollback()
    return found


def _renew(message_id: int, claim: str, now: datetime) -> None:
    db.session.execute(
        sa.update(OutgoingMessage)
        .where(OutgoingMessage.id == message_id, *_still_ours(claim))
        .values(claimed_until=now + lease(), next_try_at=now + lease())
    )


def _still_ours(claim: str) -> tuple[sa.ColumnElement[bool], ...]:
    return OutgoingMessage.claimed_by == claim, OutgoingMessage.state == State.BEING_MADE


def _write_down(
    message_id: int, claim: str, made: MadeFile | PartMissing | CannotBeMade, now: datetime
) -> None:
    row = db.session.get_one(OutgoingMessage, message_id, with_for_update=True, populate_existing=True)
    if row.claimed_by != claim or row.state != State.BEING_MADE:
        return  # another worker has it by now, and its file is as good
    match made:
        case MadeFile():
            keep_file(row, made, now=now)
            made_here(row, now=now)
            move_on(row, now=now, proof=made.needs_proof)
        case PartMissing():
            row.state, row.attempts = State.WITH_PEOPLE, 0
            open_tasks([row], now=now, missing_part=made.part, install=made.install)
        case CannotBeMade() if left_to_people(row.choice):
            row.state, row.attempts = State.WITH_PEOPLE, 0
            open_tasks([row], now=now)
        case CannotBeMade():
            _failed(row, made)
    row.claimed_by = row.claimed_until = None


def _failed(row: OutgoingMessage, failed: CannotBeMade) -> None:
    row.state, row.attempts = State.CANNOT_BE_MADE, 0
    row.last_error = failed.reason
    row.claimed_by = row.claimed_until = None
