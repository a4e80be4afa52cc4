"""The outbox for staff: what has not gone and why, and one message as it would go into an envelope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.models import OutgoingMessage
from portal.messaging.post import envelope_lines
from portal.messaging.queries import postal_address
from portal.messaging.states import ATTENTION, UNDER_WAY, State
from portal.records.models import Record
from portal.records.queries import household_of, known_to, visible_to

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """One message of the outbox, without its words. Who and what is empty unless `shown`."""

    id: int
    kind: str
    state: str
    attempts: int
    created_at: datetime
    next_try_at: datetime
    last_error: str
    shown: bool
    reference: str = ""
    to_name: str = ""
    to_address: str = ""
    subject: str = ""
    format: str = ""
    carrier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPage:
    """Some lines, oldest first, and the id after which the next page begins (None: no more)."""

    lines: tuple[OutboxLine, ...]
    next_after: int | None


def may_read(reader: Reader, today: date) -> sa.ColumnElement[bool]:
    """The condition on a message, with its record joined, that this reader may know what it says."""
    # A message about a record is as open as the record; one about an account is open to those who see the
    # outbox, but nobody reads their own household's as staff.
    mine = household_of(reader.person_id) if reader.person_id is not None else frozenset()
    about_no_record = sa.and_(
        OutgoingMessage.record_id.is_(None),
        sa.or_(OutgoingMessage.person_id.is_(None), OutgoingMessage.person_id.not_in(mine)),
    )
    return sa.or_(
        about_no_record, sa.and_(OutgoingMessage.record_id.is_not(None), visible_to(reader, today=today))
    )


def may_know(reader: Reader) -> sa.ColumnElement[bool]:
    """The condition on a message, with its record joined, that a list may show it, if only without a name."""
    return sa.or_(OutgoingMessage.record_id.is_(None), known_to(reader))


def outbox_page(reader: Reader, *, today: date, waiting: bool, after: int = 0) -> OutboxPage:
    """Messages that need somebody (`states.ATTENTION`), or those `waiting` to go; 25 after the id `after`.

    Every one is listed for whoever may see the outbox, so that none is overlooked; who and what it is about
    only where the reader may see the record. What is about a complaint stands in complaints staff's list
    alone. Raises NotAllowed for anybody else.
    """
    _check(reader)
    rows = db.session.execute(
        sa.select(
            *(OutgoingMessage.id, OutgoingMessage.kind, OutgoingMessage.state, OutgoingMessage.attempts),
            *(OutgoingMessage.created_at, OutgoingMessage.next_try_at, OutgoingMessage.last_error),
            *(OutgoingMessage.to_address, OutgoingMessage.subject, OutgoingMessage.facts, Record.reference),
            *(OutgoingMessage.format, OutgoingMessage.carrier),
            sa.case((may_read(reader, today), sa.true()), else_=sa.false()).label("shown"),
        )
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(
            OutgoingMessage.state.in_(UNDER_WAY if waiting else ATTENTION),
            OutgoingMessage.id > after,
            may_know(reader),
        )
        .order_by(OutgoingMessage.id)
        .limit(PAGE_SIZE + 1)
    ).all()
    lines = tuple(_line(row) for row in rows[:PAGE_SIZE])
    return OutboxPage(lines=lines, next_after=lines[-1].id if len(rows) > PAGE_SIZE else None)


def _line(row: sa.Row[*tuple[object, ...]]) -> OutboxLine:
    always = ("id", "kind", "state", "attempts", "created_at", "next_try_at", "last_error")
    found = {name: row._mapping[name] for name in always}
    if not row._mapping["shown"]:
        return OutboxLine(**found, shown=False)
    return OutboxLine(
        **found,
        shown=True,
        reference=row._mapping["reference"] or "",
        to_name=row._mapping["facts"].get("to_name", ""),
        to_address=row._mapping["to_address"],
        subject=row._mapping["subject"],
        format=row._mapping["format"],
        carrier=row._mapping["carrier"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message as it goes into an envelope."""

    id: int
    state: str
    record_id: int | None
    person_id: int | None
    to_name: str
    address: str
    subject: str
    text: str
    created_at: datetime
    message: OutgoingMessage


def letter_for(reader: Reader, message_id: int, *, today: date, done_too: bool = False) -> Letter:
    """The words of a message that has to be posted; NotFound for any other.

    Given-up mail too, where it is about a record the reader may see; never given-up mail about an account,
    which may hold a link that signs somebody in. `done_too`: also one that has been posted by now.
    """
    _check(reader)
    readable = sa.or_(
        OutgoingMessage.state.in_((State.FOR_POST, State.IN_A_RUN, State.NO_ADDRESS)),
        sa.and_(OutgoingMessage.state == State.GIVEN_UP, OutgoingMessage.record_id.is_not(None)),
        sa.and_(OutgoingMessage.state == State.SENT, sa.true() if done_too else sa.false()),
    )
    message = db.session.scalar(
        sa.select(OutgoingMessage)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(OutgoingMessage.id == message_id, readable, may_read(reader, today))
    )
    if message is None:
        raise NotFound
    postal = message.to_postal or postal_address(message.person_id, today=today)
    return Letter(
        id=message.id,
        state=message.state,
        record_id=message.record_id,
        person_id=message.person_id,
        to_name=message.facts.get("to_name", ""),
        address="\n".join(envelope_lines("", postal)),
        subject=message.put_subject or message.subject,
        text=message.put_text or message.paper_text or message.text,
        created_at=message.created_at,
        message=message,
    )


def message_to_change(reader: Reader, message_id: int) -> OutgoingMessage:
    """A message of the outbox, locked for changing; NotFound where there is none in the reader's list."""
    _check(reader)
    listed = (
        sa.select(OutgoingMessage.id)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(OutgoingMessage.id == message_id, may_know(reader))
    )
    found = db.session.scalar(
        sa.select(OutgoingMessage).where(OutgoingMessage.id.in_(listed)).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def _check(reader: Reader) -> None:
    if not reader.may(Ability.SEE_OUTBOX):
        raise NotAllowed
