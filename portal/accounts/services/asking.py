"""Somebody asks for an account or a new password, and a job answers.

Asking only adds a row, whoever asks and whatever is true: so neither the answer nor the time it takes tells
whether a tenancy or an account exists.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import Registration, ResetRequest
from portal.accounts.queries import (
    INVITE,
    REGISTER,
    RESET,
    account_of,
    account_of_person,
    address_is_used,
    earlier_registrations,
    email_key,
)
from portal.accounts.registration import (
    INVITATION_LASTS,
    LINK_LASTS,
    RESET_LASTS,
    Decision,
    Held,
    State,
    decided,
)
from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import LinkToken, Person, StaffProfile
from portal.identity.queries.tenancies import people_by_tenancy
from portal.identity.services.people import make_token
from portal.identity.tenancy_file import reference_key
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient


def ask_as_tenant(
    *, tenancy_reference: str, family_name: str, born_on: date, email: str, now: datetime
) -> None:
    """A tenant asks for an account, with what proves who they are and the address they want to use."""
    db.session.add(
        Registration(
            tenancy_reference=reference_key(tenancy_reference),
            given_name="",
            family_name=family_name.strip(),
            born_on=born_on,
            email=email_key(email),
            asked_at=now,
            state=State.ASKED,
        )
    )


def ask_by_email(*, given_name: str, family_name: str, email: str, contact_kind: str, now: datetime) -> None:
    """Somebody without a tenancy asks for an account; it never shows any tenancy's data."""
    db.session.add(
        Registration(
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            email=email_key(email),
            contact_kind=contact_kind,
            asked_at=now,
            state=State.ASKED,
        )
    )


def ask_for_reset(*, email: str, now: datetime) -> None:
    """Somebody asks for a new password for the account with that address, if there is one."""
    db.session.add(ResetRequest(email=email_key(email), asked_at=now))


def answer_reset(request: ResetRequest, *, now: datetime) -> None:
    """Send the link to the account's address, or nothing; the request is done with either way."""
    account = account_of(request.email)
    db.session.delete(request)
    if account is None:
        return
    secret = make_token(purpose=RESET, now=now, lifetime=RESET_LASTS, person_id=account.person_id)
    person = db.session.get_one(Person, account.person_id)
    _write("reset_link", person.name, account.email, now, person_id=person.id, token=secret)


def answer_registration(registration: Registration, *, today: date, now: datetime) -> None:
    """Send the link, put it before staff, or forget it where nobody on that tenancy is meant."""
    _replace_earlier(registration, now)
    if not registration.tenancy_reference:
        _answer_by_email(registration, now)
        return
    decision = _decision(registration, today)
    if decision.state is State.REFUSED:
        db.session.delete(registration)
        return
    registration.person_id = decision.person_id
    known = account_of_person(decision.person_id) if decision.person_id is not None else None
    if decision.state is State.LINK_SENT and known is None and account_of(registration.email) is None:
        send_registration_link(registration, now=now)
    elif decision.state is State.LINK_SENT and known is not None:
        registration.state = State.DONE
        _already(known.person_id, known.email, now)
    else:  # also where a household shares one address: only one of them can sign in with it
        registration.state = State.WAITS


def send_registration_link(
    registration: Registration,
    *,
    now: datetime,
    message: str = "register_link",
    lasts: timedelta = LINK_LASTS,
) -> None:
    """Send the single-use link of a registration to its address; earlier links of that person die."""
    registration.state = State.LINK_SENT
    db.session.flush()
    secret = make_token(
        purpose=REGISTER,
        now=now,
        lifetime=lasts,
        person_id=registration.person_id,
        registration_id=registration.id,
    )
    name = f"{registration.given_name} {registration.family_name}".strip()
    if registration.person_id is not None:
        name = db.session.get_one(Person, registration.person_id).name
    _write(message, name, registration.email, now, person_id=registration.person_id, token=secret)


def invite_staff(person: Person, *, now: datetime) -> None:
    """Write to new staff at work: a link to choose a password, or how to find the staff pages if they have
    an account already. RuleBroken("not staff") for anybody without an active profile."""
    profile = db.session.get(StaffProfile, person.id)
    if profile is None or not profile.active:
        raise RuleBroken("not staff", person_id=person.id)
    secret = None
    if account_of_person(person.id) is None:
        secret = make_token(purpose=INVITE, now=now, lifetime=INVITATION_LASTS, person_id=person.id)
    _write("invitation", person.name, profile.work_email, now, person_id=person.id, token=secret)
    record_act(act="staff.invited", by=None, now=now, person_id=person.id)


def invite_customer(person: Person, *, now: datetime) -> None:
    """Send somebody who acts for others a link to make an account as this very person; nothing is sent to
    those who have one, and nothing where another person signs in with that address."""
    if account_of_person(person.id) is not None or address_is_used(person.email):
        return
    registration = Registration(
        given_name=person.given_name,
        family_name=person.family_name,
        email=email_key(person.email),
        contact_kind=person.contact_kind,
        asked_at=now,
        person_id=person.id,
        state=State.ASKED,
    )
    db.session.add(registration)
    send_registration_link(registration, now=now, message="customer_invited", lasts=INVITATION_LASTS)


def _answer_by_email(registration: Registration, now: datetime) -> None:
    account = account_of(registration.email)
    if account is None:
        send_registration_link(registration, now=now)
        return
    registration.state = State.DONE
    _already(account.person_id, account.email, now)


def _already(person_id: int, email: str, now: datetime) -> None:
    name = db.session.get_one(Person, person_id).name
    _write("already_registered", name, email, now, person_id=person_id, token=None)


def _decision(registration: Registration, today: date) -> Decision:
    held = [
        Held(
            person_id=member.person_id,
            family_name=member.person.family_name,
            born_on=member.person.born_on,
            email=email_key(member.held_email),
            runs=member.tenancy.ended_on is None or member.tenancy.ended_on >= today,
        )
        for member in people_by_tenancy(registration.tenancy_reference)
    ]
    return decided(
        family_name=registration.family_name,
        born_on=registration.born_on,
        email=registration.email,
        held=held,
    )


def _replace_earlier(registration: Registration, now: datetime) -> None:
    for earlier in earlier_registrations(registration):
        earlier.state = State.REPLACED
        if not registration.tenancy_reference and earlier.person_id is not None:
            # Invited to act for others, they asked for a link themselves: it is still that person's account.
            registration.person_id = earlier.person_id
        db.session.execute(
            sa.update(LinkToken)
            .where(LinkToken.registration_id == earlier.id, LinkToken.used_at.is_(None))
            .values(superseded_at=now)
            .execution_options(synchronize_session=False)
        )


def _write(
    message: str, name: str, address: str, now: datetime, *, person_id: int | None, token: str | None
) -> None:
    to = Recipient(person_id=person_id, name=name, address=address)
    send(kind=f"accounts/{message}", to=to, now=now, context={"token": token})
