"""People who register and sign in, for the tests of accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from portal.accounts.gateways import password_hash
from portal.accounts.jobs import answer_one
from portal.accounts.models import Credential
from portal.database import commit, db, rollback
from portal.identity.models import Home, Person, StaffProfile, Tenancy, TenancyMember
from portal.identity.roles import Role
from portal.messaging.models import OutgoingMessage
from portal.timekeeping import utc_now

PASSWORD = "three brown ducks"
HASH = password_hash(PASSWORD)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def a_tenant(
    *,
    reference: str = "T-1001",
    given_name: str = "Amina",
    family_name: str = "Yusuf",
    born_on: date | None = date(1986, 5, 4),
    held_email: str = "amina@example.org",
    ended_on: date | None = None,
    beside: Person | None = None,
) -> Person:
    """Somebody on a tenancy; with `beside` on that person's."""
    person = Person(
        given_name=given_name, family_name=family_name, born_on=born_on, email=held_email, created_at=LONG_AGO
    )
    person.person_reference = f"{reference}-{given_name}"
    db.session.add(person)
    if beside is None:
        home = Home(reference=f"H{reference}", address="1 Mill Lane", postcode="BS6 6AA")
        tenancy = Tenancy(reference=reference, home=home, started_on=date(2020, 3, 2), ended_on=ended_on)
        db.session.add(tenancy)
    else:
        tenancy = db.session.scalars(
            sa.select(Tenancy).join(TenancyMember).where(TenancyMember.person_id == beside.id)
        ).one()
    db.session.flush()
    db.session.add(TenancyMember(tenancy_id=tenancy.id, person_id=person.id, held_email=held_email))
    commit()
    return person


def an_account(person: Person, *, email: str = "") -> Person:
    """Let the person sign in with PASSWORD."""
    db.session.add(
        Credential(
            person_id=person.id,
            email=email or person.email,
            password_hash=HASH,
            session_epoch=1,
            active=True,
            created_at=LONG_AGO,
        )
    )
    commit()
    return person


def staff_with(*roles: Role, person: Person | None = None, email: str = "jo@landlord.example") -> Person:
    """Somebody who works for us, with an account."""
    if person is None:
        person = Person(given_name="Jo", family_name="Blake", email=email, created_at=LONG_AGO)
        db.session.add(person)
        db.session.flush()
        an_account(person, email=email)
    db.session.add(
        StaffProfile(
            person_id=person.id,
            job_title="Housing officer",
            work_phone="020 7946 0111",
            work_email=email,
            roles_held="|".join(roles),
        )
    )
    commit()
    return person


def read_afresh() -> None:
    """End the test's own transaction and forget what it has read: requests have written since."""
    rollback()
    db.session.expire_all()


def answered(*, after: timedelta = timedelta(0)) -> None:
    """Let the worker's job answer everybody who has asked."""
    read_afresh()
    while answer_one(utc_now() + after):
        pass


def sent() -> list[OutgoingMessage]:
    """All messages in the outbox, oldest first, read afresh."""
    read_afresh()
    return list(db.session.scalars(sa.select(OutgoingMessage).order_by(OutgoingMessage.id)))


def link_in(message: OutgoingMessage) -> str:
    """The path of the first link in a message."""
    line = next(line for line in message.text.splitlines() if line.startswith("http://localhost/"))
    return line.removeprefix("http://localhost")
