"""Who a message goes to and where, who signs it, and how much of it waits for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa

from portal.database import db
from portal.errors import NotAllowed
from portal.formats.models import FormatTask
from portal.formats.tasks import OPEN
from portal.identity.models import Person, StaffProfile
from portal.identity.queries.tenancies import tenancies_of
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging.models import OutgoingMessage
from portal.messaging.signatures import Recipient, Signature
from portal.messaging.states import NEEDS_SOMEBODY, UNDER_WAY, State
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import known_to

COUNTED_TO = 100  # more are shown as "99+"


def recipient(person: Person) -> Recipient:
    """The person as somebody we write to; who asked for post gets post, also with an email address."""
    return Recipient(
        person_id=person.id, name=person.name, address="" if person.prefers == "post" else person.email
    )


def postal_address(person_id: int | None, *, today: date) -> str:
    """Where we post to somebody: the address they gave, else the home they rent today, else ""."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None:
        return ""
    if person.address.strip():
        return _address(person.address, person.postcode)
    home = next((tenancy.home for tenancy in tenancies_of(person.id, today)), None)
    return _address(home.address, home.postcode) if home else ""


def _address(address: str, postcode: str) -> str:
    whole = address.strip()
    return f"{whole}, {postcode}" if postcode and postcode not in whole else whole


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
class ToDo:
    """How much waits: messages that need somebody, those that go by themselves, things to make, the post.

    `tasks` counts Braille to read and forms that failed too, `post` letters without an address. Counting
    of each stops at 100.
    """

    attention: int
    waiting: int
    tasks: int
    post: int


def to_do(reader: Reader) -> ToDo:
    """What waits, for whoever looks after messages or makes forms: one statement. NotAllowed for others.

    Nothing is counted of a record of which the reader may not know that there is one.
    """
    if not (reader.may(Ability.SEE_OUTBOX) or reader.may(Ability.MAKE_FORMS)):
        raise NotAllowed
    attention, waiting, tasks, post = db.session.execute(_counts(reader)).one()
    return ToDo(attention=attention, waiting=waiting, tasks=tasks, post=post)


@lru_cache(maxsize=1024)
def _counts(reader: Reader) -> sa.Select[int, int, int, int]:
    return sa.select(
        _counted(reader, OutgoingMessage, *NEEDS_SOMEBODY),
        _counted(reader, OutgoingMessage, *UNDER_WAY),
        _counted(reader, FormatTask, *OPEN)
        + _counted(reader, OutgoingMessage, State.TO_CHECK, State.CANNOT_BE_MADE),
        _counted(reader, OutgoingMessage, State.FOR_POST, State.IN_A_RUN, State.NO_ADDRESS),
    )


def _counted(reader: Reader, of: type[OutgoingMessage | FormatTask], *states: str) -> sa.ScalarSelect[int]:
    some = (
        sa.select(of.id)
        .join(Record, Record.id == of.record_id, isouter=True)
        .where(of.state.in_(states), sa.or_(of.record_id.is_(None), known_to(reader)))
        .limit(COUNTED_TO)
    )
    return sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery()
