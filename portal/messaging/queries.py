"""Who a message goes to, who signs it, and what staff see of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.models import OutgoingMessage
from portal.messaging.signatures import Recipient, Signature
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import household_of, visible_to

PAGE_SIZE = 25
COUNTED_TO = 100  # more are shown as "99+"
ATTENTION = ("given up", "for post")
UNDER_WAY = ("waiting", "sending")


def recipient(person: Person) -> Recipient:
    """The person as somebody we write to; who asked for post gets post, also with an email address."""
    return Recipient(
        person_id=person.id, name=person.name, address="" if person.prefers == "post" else person.email
    )


def signature_of(record: Record) -> Signature:
    """Who signs for a record: its handler, or its team while there is none. One query, none for a team.

    A handler without a number of their own is reached through the team's. Raises RuleBroken("no contact to
    name") where neither has a name and a number.
    """
    team = landlord().team(record.team_id) if record.team_id is not None else None
    if record.handler_id is not None:
        return staff_signature(record.handler_id, otherwise_phone=team.phone if team else "")
    return Signature(name=team.name if team else "", phone=team.phone if team else "").checked()


def staff_signature(person_id: int, *, otherwise_phone: str = "") -> Signature:
    """A member of staff as they sign. Raises RuleBroken("no contact to name") without a number."""
    found = db.session.execute(
        sa.select(Person.given_name, Person.family_name, StaffProfile.job_title, StaffProfile.work_phone)
        .join(StaffProfile, StaffProfile.person_id == Person.id)
        .where(Person.id == person_id)
    ).one_or_none()
    given, family, role, phone = found or ("", "", "", "")
    return Signature(
        person_id=person_id, name=f"{given} {family}".strip(), role=role, phone=phone or otherwise_phone
    ).checked()


def landlord_signature() -> Signature:
    """Who signs mail about accounts: the landlord's contact."""
    facts = landlord()
    return Signature(name=facts.contact_name or facts.name, phone=facts.phone).checked()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPage:
    """Some lines, oldest first, and the id after which the next page begins (None: no more)."""

    lines: tuple[OutboxLine, ...]
    next_after: int | None


def _may_read(reader: Reader, today: date) -> sa.ColumnElement[bool]:
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


def outbox_page(reader: Reader, *, today: date, waiting: bool, after: int = 0) -> OutboxPage:
    """Messages that need somebody (given up, for post), or those `waiting`; 25 after the id `after`.

    Every one is listed for whoever may see the outbox, so that none is overlooked; who and what it is about
    only where the reader may see the record. Raises NotAllowed for anybody else.
    """
    _check(reader)
    rows = db.session.execute(
        sa.select(
            *(OutgoingMessage.id, OutgoingMessage.kind, OutgoingMessage.state, OutgoingMessage.attempts),
            *(OutgoingMessage.created_at, OutgoingMessage.next_try_at, OutgoingMessage.last_error),
            *(OutgoingMessage.to_address, OutgoingMessage.subject, OutgoingMessage.facts, Record.reference),
            sa.case((_may_read(reader, today), sa.true()), else_=sa.false()).label("shown"),
        )
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .where(OutgoingMessage.state.in_(UNDER_WAY if waiting else ATTENTION), OutgoingMessage.id > after)
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
    )


def outbox_counts(reader: Reader) -> dict[str, int]:
    """How many messages need somebody and how many wait; counting stops at 100."""
    _check(reader)

    def counted(states: tuple[str, ...]) -> sa.ScalarSelect[int]:
        some = sa.select(OutgoingMessage.id).where(OutgoingMessage.state.in_(states)).limit(COUNTED_TO)
        return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()

    attention, waiting = db.session.execute(sa.select(counted(ATTENTION), counted(UNDER_WAY))).one()
    return {"attention": attention, "waiting": waiting}


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


def letter_for(reader: Reader, message_id: int, *, today: date, done_too: bool = False) -> Letter:
    """The words of a message that has to be posted; NotFound for any other.

    Given-up mail too, where it is about a record the reader may see; never given-up mail about an account,
    which may hold a link that signs somebody in. `done_too`: also one that has been posted by now.
    """
    _check(reader)
    readable = sa.or_(
        OutgoingMessage.state == "for post",
        sa.and_(OutgoingMessage.state == "given up", OutgoingMessage.record_id.is_not(None)),
        sa.and_(OutgoingMessage.state == "sent", sa.true() if done_too else sa.false()),
    )
    row = db.session.execute(
        sa.select(OutgoingMessage, Person.address, Person.postcode)
        .join(Record, Record.id == OutgoingMessage.record_id, isouter=True)
        .join(Person, Person.id == OutgoingMessage.person_id, isouter=True)
        .where(OutgoingMessage.id == message_id, readable, _may_read(reader, today))
    ).one_or_none()
    if row is None:
        raise NotFound
    message, address, postcode = row
    return Letter(
        id=message.id,
        state=message.state,
        record_id=message.record_id,
        person_id=message.person_id,
        to_name=message.facts.get("to_name", ""),
        address="\n".join(line for line in (address, postcode) if line),
        subject=message.subject,
        text=message.text,
        created_at=message.created_at,
    )


def message_to_change(reader: Reader, message_id: int) -> OutgoingMessage:
    """A message of the outbox, locked for changing; NotFound where there is none."""
    _check(reader)
    found = db.session.scalar(
        sa.select(OutgoingMessage).where(OutgoingMessage.id == message_id).with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def _check(reader: Reader) -> None:
    if not reader.may(Ability.SEE_OUTBOX):
        raise NotAllowed
