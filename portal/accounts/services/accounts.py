"""Opening an account by a link or a posted code, new passwords, ending sessions. Hashes come ready made."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Credential, Registration, Throttle
from portal.accounts.queries import RESET, Account, OpenLink, credential, email_key, open_link
from portal.accounts.registration import State
from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person
from portal.identity.services.people import add_person, use_token
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.records.services import index_person


def use_link(*, purpose: str, secret: str, password_hash: str, now: datetime) -> Account:
    """Open the account a link is for, or give it a new password; the link is used up.

    RuleBroken("link no longer opens") when it was used, superseded or has expired, also in the same moment
    by another request; "account exists" and "address taken" where there is an account already.
    """
    link = open_link(purpose, secret, now)
    if link is None:
        raise RuleBroken("link no longer opens")
    use_token(link.row, now)
    if purpose == RESET and link.row.person_id is not None:
        return set_password(person_id=link.row.person_id, password_hash=password_hash, now=now)
    return _open_account(_owner(link, now), link.email, password_hash, now)


def use_code(*, registration_id: int, password_hash: str, now: datetime) -> Account:
    """Open the account of a registration whose posted code was typed.

    RuleBroken("code no longer opens") when another request has just used it: the UPDATE decides who is first.
    """
    row = db.session.execute(
        sa.update(Registration)
        .where(Registration.id == registration_id, Registration.state == State.CODE_BY_POST)
        .values(state=State.DONE, code_hash=None)
        .returning(Registration.person_id, Registration.email)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None or row.person_id is None:
        raise RuleBroken("code no longer opens")
    return _open_account(db.session.get_one(Person, row.person_id), row.email, password_hash, now)


def set_password(*, person_id: int, password_hash: str, now: datetime) -> Account:
    """Give an account another password, end all its sessions, and say so to its address."""
    account = credential(person_id)
    account.password_hash = password_hash
    account.session_epoch += 1
    forwarded = Recipient(person_id=person_id, name=account.person.name, address=account.email)
    send(kind="accounts/password_changed", to=forwarded, now=now, context={"changed_at": now})
    record_act(act="account.password changed", by=person_id, now=now, person_id=person_id)
    return _account(account)


def end_sessions(*, person_id: int, now: datetime) -> None:
    """Sign a person out everywhere: every session of theirs ends with its next request."""
    credential(person_id).session_epoch += 1
    record_act(act="account.signed out everywhere", by=person_id, now=now, person_id=person_id)


def note_sign_in(*, person_id: int, now: datetime, new_hash: str | None = None) -> None:
    """Write down that somebody signed in; `new_hash` replaces one made with weaker settings."""
    account = credential(person_id)
    account.last_signed_in_at = now
    if new_hash is not None:
        account.password_hash = new_hash
    record_act(act="account.signed in", by=person_id, now=now, person_id=person_id)


def forget_tries(key: str) -> None:
    """Begin a counter anew, after the right password or a new one."""
    db.session.execute(sa.delete(Throttle).where(Throttle.key == key))


def _owner(link: OpenLink, now: datetime) -> Person:
    """Whose account it becomes: the person the link was made for, else somebody new, by email."""
    registration = None
    if link.row.registration_id is not None:
        registration = db.session.get_one(Registration, link.row.registration_id)
        registration.state = State.DONE
    if link.row.person_id is not None:
        return db.session.get_one(Person, link.row.person_id)
    if registration is None:
        raise RuleBroken("link no longer opens")
    person = add_person(
        given_name=registration.given_name,
        family_name=registration.family_name,
        email=registration.email,
        contact_kind=registration.contact_kind,
        now=now,
    )
    registration.person_id = person.id
    index_person(person)
    return person


def _open_account(person: Person, email: str, password_hash: str, now: datetime) -> Account:
    """Add the credential. Two requests for one person or one address meet at the primary key or the unique
    index; the second fails there, inside its savepoint."""
    if db.session.get(Credential, person.id) is not None:
        raise RuleBroken("account exists")
    account = Credential(
        person_id=person.id,
        email=email_key(email),
        password_hash=password_hash,
        session_epoch=1,
        active=True,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:
        raise RuleBroken("address taken") from error
    person.email = person.email or account.email
    person.has_account = True
    record_act(act="account.opened", by=person.id, now=now, person_id=person.id)
    return _account(account)


def _account(row: Credential) -> Account:
    return Account(
        person_id=row.person_id,
        email=row.email,
        password_hash=row.password_hash,
        session_epoch=row.session_epoch,
    )
