"""Signing in with another address: asked for with the password, it counts once its link is used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.accounts.models import AddressChange
from portal.accounts.queries import (
    NEW_ADDRESS,
    Account,
    account_of_person,
    address_is_used,
    credential,
    email_key,
    open_link,
)
from portal.accounts.registration import LINK_LASTS
from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.services.people import make_token, use_token
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient


def ask_for_address(*, person_id: int, email: str, now: datetime) -> None:
    """Send the link to the address somebody wants to sign in with; an earlier one no longer opens.

    An address that somebody else signs in with gets word of that in its stead, so that asking tells nothing.
    RuleBroken("address unchanged").
    """
    account, wanted = credential(person_id), email_key(email)
    if wanted == account.email:
        raise RuleBroken("address unchanged")
    change = db.session.get(AddressChange, person_id)
    if change is None:
        change = AddressChange(person_id=person_id)
        db.session.add(change)
    change.email, change.asked_at = wanted, now
    secret = make_token(purpose=NEW_ADDRESS, now=now, lifetime=LINK_LASTS, person_id=person_id)
    kind = "already_registered" if address_is_used(wanted) else "confirm_address"
    _write(kind, Recipient(person_id=person_id, name=account.person.name, address=wanted), now, token=secret)
    record_act(act="account.address asked", by=person_id, now=now, person_id=person_id)


def use_address(*, secret: str, now: datetime) -> Account:
    """From now on the person signs in with the new address; all their sessions end, the old address is told.

    Where we wrote to the old one, we write to the new one too. RuleBroken: "link no longer opens",
    "address taken" (somebody else began to sign in with it meanwhile).
    """
    link = open_link(NEW_ADDRESS, secret, now)
    if link is None or link.row.person_id is None:
        raise RuleBroken("link no longer opens")
    use_token(link.row, now)
    account = credential(link.row.person_id)
    person, old = account.person, account.email
    try:
        # Two accounts may be given one address in the same moment: the unique index lets the first through.
        with db.session.begin_nested():
            account.email = link.email
            account.session_epoch += 1
    except IntegrityError as error:
        raise RuleBroken("address taken") from error
    if person.email.casefold() == old:
        person.email = link.email
        person.version += 1
    change = db.session.get(AddressChange, person.id)
    if change is not None:
        db.session.delete(change)
    told = Recipient(person_id=person.id, name=person.name, address=old)
    _write("sign_in_changed", told, now, changed_at=now)
    record_act(act="account.address changed", by=person.id, now=now, person_id=person.id)
    db.session.flush()
    opened = account_of_person(person.id)
    if opened is None:
        raise NotFound
    return opened


def _write(message: str, to: Recipient, now: datetime, **context: object) -> None:
    send(kind=f"accounts/{message}", to=to, now=now, context=context)
