"""Who signs in: accounts, links that still open, registrations that wait for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.accounts.models import AddressChange, Credential, Registration, ResetRequest
from portal.accounts.registration import State
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import LinkToken, Person, StaffProfile
from portal.identity.queries.links import token
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.records.queries import household_of

REGISTER = "register"
RESET = "reset"
INVITE = "invite"
NEW_ADDRESS = "new address"

SHOWN_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What signing in needs to know; a value, so that it outlives the transaction it was read in."""

    person_id: int
    email: str
    password_hash: str
    session_epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """A link that still opens. `email` is the address the account has or will have."""

    row: LinkToken
    email: str


def email_key(typed: str) -> str:
    """An email address as it is stored and compared for signing in."""
    return typed.strip().lower()


def account_of(email: str) -> Account | None:
    """The account that signs in with that address, if it may."""
    return _account(Credential.email == email_key(email))


def account_of_person(person_id: int) -> Account | None:
    """The person's account, if they have one that may sign in."""
    return _account(Credential.person_id == person_id)


def _account(condition: sa.ColumnElement[bool]) -> Account | None:
    found = db.session.scalar(sa.select(Credential).where(condition, Credential.active.is_(True)))
    if found is None:
        return None
    return Account(
        person_id=found.person_id,
        email=found.email,
        password_hash=found.password_hash,
        session_epoch=found.session_epoch,
    )


def address_is_used(email: str) -> bool:
    """Whether some account signs in with that address, also one that may not at present."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Credential.email == email_key(email)))))


def has_account(person_id: int) -> bool:
    """Whether the person can sign in."""
    return account_of_person(person_id) is not None


_SIGNED_IN = (
    sa.select(Person, StaffProfile)
    .join(Credential, Credential.person_id == Person.id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Person.id)
    .where(
        Person.id == sa.bindparam("person"),
        Credential.session_epoch == sa.bindparam("epoch"),
        Credential.active.is_(True),
    )
)


def signed_in(person_id: int, session_epoch: int) -> tuple[Person, StaffProfile | None] | None:
    """The person of a session, and their work; None once the session was ended from elsewhere. One statement.

    Both are detached: they keep their values when a transaction ends within the request. To change a
    person, load them by id.
    """
    row = db.session.execute(_SIGNED_IN, {"person": person_id, "epoch": session_epoch}).one_or_none()
    if row is None:
        return None
    person, profile = row[0], row[1]
    db.session.expunge(person)
    if profile is not None:
        db.session.expunge(profile)
    return person, profile


def open_link(purpose: str, secret: str, now: datetime) -> OpenLink | None:
    """The link, while it opens something: with the address its account has or will have."""
    row = token(purpose, secret, now)
    if row is None:
        return None
    if row.registration_id is not None:
        return OpenLink(row=row, email=db.session.get_one(Registration, row.registration_id).email)
    if purpose == INVITE and row.person_id is not None:
        profile = db.session.get(StaffProfile, row.person_id)
        return OpenLink(row=row, email=email_key(profile.work_email)) if profile else None
    if purpose == NEW_ADDRESS:
        change = db.session.get(AddressChange, row.person_id)
        return OpenLink(row=row, email=change.email) if change else None
    account = account_of_person(row.person_id) if row.person_id is not None else None
    return OpenLink(row=row, email=account.email) if account else None


def registrations_waiting(reader: Reader) -> list[Registration]:
    """The oldest registrations staff must look at; never those of the reader's own household."""
    return _registrations(reader, Registration.state == State.WAITS)


def codes_by_post(reader: Reader) -> list[Registration]:
    """Registrations whose code was printed and has not been used yet, oldest first."""
    return _registrations(reader, Registration.state == State.CODE_BY_POST)


def registration_for(reader: Reader, registration_id: int) -> Registration:
    """One registration that staff must look at or have sent a code for; NotFound for any other."""
    found = _registrations(
        reader,
        Registration.id == registration_id,
        Registration.state.in_((State.WAITS, State.CODE_BY_POST)),
    )
    if not found:
        raise NotFound
    return found[0]


def _registrations(reader: Reader, *conditions: sa.ColumnElement[bool]) -> list[Registration]:
    if not reader.may(Ability.APPROVE_REGISTRATIONS) or reader.person_id is None:
        raise NotAllowed
    own = household_of(reader.person_id)
    return list(
        db.session.scalars(
            sa.select(Registration)
            .where(
                *conditions,
                sa.or_(Registration.person_id.is_(None), Registration.person_id.not_in(own)),
            )
            .order_by(Registration.asked_at, Registration.id)
            .limit(SHOWN_AT_ONCE)
        )
    )


def registration_by_code(*, tenancy_reference: str, email: str, hashed: str, since: datetime) -> int | None:
    """The id of the registration whose posted code this is, if it was printed at or after `since`."""
    return db.session.scalar(
        sa.select(Registration.id).where(
            Registration.state == State.CODE_BY_POST,
            Registration.tenancy_reference == tenancy_reference,
            Registration.email == email_key(email),
            Registration.code_hash == hashed,
            Registration.decided_at >= since,
        )
    )


def next_asked() -> Registration | None:
    """The registration that has waited longest for its answer, locked against other workers."""
    return db.session.scalar(
        sa.select(Registration)
        .where(Registration.state == State.ASKED)
        .order_by(Registration.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def next_reset() -> ResetRequest | None:
    """The request for a new password that has waited longest, locked against other workers."""
    return db.session.scalar(
        sa.select(ResetRequest).order_by(ResetRequest.id).limit(1).with_for_update(skip_locked=True)
    )


def earlier_registrations(registration: Registration) -> list[Registration]:
    """Older registrations for the same address and tenancy that are still on their way."""
    return list(
        db.session.scalars(
            sa.select(Registration).where(
                Registration.id < registration.id,
                Registration.email == registration.email,
                Registration.tenancy_reference == registration.tenancy_reference,
                Registration.state.in_((State.LINK_SENT, State.WAITS)),
            )
        )
    )


def credential(person_id: int) -> Credential:
    """The row of somebody's account, with the person, for changing; NotFound without one."""
    found = db.session.get(Credential, person_id, options=[joinedload(Credential.person)])
    if found is None:
        raise NotFound
    return found
