"""One message in its form, as those see it who make forms: its file, where it goes, what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.database import db
from portal.errors import NotFound
from portal.formats.models import FormatTask
from portal.formats.tasks import OPEN
from portal.identity.readers import Reader
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.queries import postal_address
from portal.messaging.staff_queries.outbox import may_read
from portal.messaging.staff_queries.things import check_makes_forms
from portal.messaging.states import State
from portal.records.models import Record

_SHOWN = (
    *(State.TO_BE_MADE, State.BEING_MADE, State.TO_CHECK, State.WITH_PEOPLE, State.CANNOT_BE_MADE),
    *(State.NO_ADDRESS, State.FOR_POST, State.IN_A_RUN),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeLetter:
    """A message in its form. `postal` is where it would be posted, `held` what we hold of the person."""

    message: OutgoingMessage
    reference: str
    file: MessageFile | None
    held: str
    task_id: int | None
    others: tuple[OutgoingMessage, ...]


def made_letter_for(reader: Reader, message_id: int, *, today: date) -> MadeLetter:
    """A message that is being made, checked or posted; NotFound for any other, and where the reader may not
    know what it says. Seven statements at most."""
    check_makes_forms(reader)
    row = db.session.execute(
        sa.select(OutgoingMessage, Record.reference)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(OutgoingMessage.id == message_id, OutgoingMessage.state.in_(_SHOWN), may_read(reader, today))
    ).one_or_none()
    if row is None:
        raise NotFound
    message, reference = row
    first = message.first_id or message.id
    return MadeLetter(
        message=message,
        reference=reference or "",
        file=db.session.scalar(sa.select(MessageFile).where(MessageFile.message_id == message_id)),
        held=postal_address(message.person_id, today=today),
        task_id=db.session.scalar(
            sa.select(FormatTask.id)
            .where(FormatTask.message_id == message_id, FormatTask.state.in_(OPEN))
            .limit(1)
        ),
        others=tuple(
            db.session.scalars(
                sa.select(OutgoingMessage)
                .where(
                    sa.or_(OutgoingMessage.id == first, OutgoingMessage.first_id == first),
                    OutgoingMessage.id != message_id,
                )
                .order_by(OutgoingMessage.id)
            )
        ),
    )


def letter_to_change(reader: Reader, message_id: int, *, today: date) -> OutgoingMessage:
    """The same message, locked for changing; NotFound as above."""
    made_letter_for(reader, message_id, today=today)
    return db.session.scalars(
        sa.select(OutgoingMessage)
        .where(OutgoingMessage.id == message_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def file_for(reader: Reader, message_id: int, *, today: date) -> MessageFile:
    """The message's file with its bytes; NotFound where there is none, or it is not the reader's to see."""
    made_letter_for(reader, message_id, today=today)
    file = db.session.scalar(
        sa.select(MessageFile)
        .where(MessageFile.message_id == message_id)
        .options(undefer(MessageFile.content))
        .execution_options(populate_existing=True)
    )
    if file is None:
        raise NotFound
    return file
