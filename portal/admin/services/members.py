"""Who works for us: adding a member of staff with their invitation, changing their work, ending it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.accounts.queries import account_of_person
from portal.accounts.services.accounts import end_sessions
from portal.accounts.services.asking import invite_staff
from portal.appointments.services.resources import rename_officer
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.identity.models import Person, StaffProfile
from portal.identity.roles import Role
from portal.identity.services.people import Work, add_staff, change_staff


def add_member(*, given_name: str, family_name: str, work: Work, by: int, now: datetime) -> Person:
    """Add a member of staff and write to them at work with a link to choose a password.

    Raises RuleBroken("email taken"), and ("no contact to name") before the landlord's phone is entered.
    """
    _refuse_taken(work.work_email, None)
    person = add_staff(given_name=given_name, family_name=family_name, work=work, by=by, now=now)
    invite_staff(person, now=now)
    return person


def invite_again(*, person_id: int, now: datetime) -> None:
    """Send a fresh link; the one before no longer opens. NotFound for somebody who is not staff."""
    invite_staff(_member(person_id)[0], now=now)


def change_member(
    *,
    person_id: int,
    given_name: str,
    family_name: str,
    work: Work,
    active: bool,
    version: int,
    by: int,
    now: datetime,
) -> None:
    """Change somebody's name, work and roles, or end their work here; then all their sessions end.

    An administrator cannot take their own role away ("own roles") nor end their own account ("own account"),
    so that one is always left. Raises Stale, NotFound, RuleBroken("email taken").
    """
    person, profile = _member(person_id)
    if person_id == by and not active:
        raise RuleBroken("own account")
    if person_id == by and Role.ADMINISTRATOR not in work.roles:
        raise RuleBroken("own roles")
    _refuse_taken(work.work_email, person_id)
    change_staff(profile, work=work, active=active, version=version, by=by, now=now)
    person.given_name, person.family_name = given_name, family_name
    rename_officer(person_id=person_id, name=person.name)
    if not active and account_of_person(person_id) is not None:
        end_sessions(person_id=person_id, now=now)


def _member(person_id: int) -> tuple[Person, StaffProfile]:
    """The person and their profile, the profile locked: the second of two administrators waits."""
    profile = db.session.get(StaffProfile, person_id, with_for_update=True)
    if profile is None:
        raise NotFound
    return db.session.get_one(Person, person_id), profile


def _refuse_taken(email: str, person_id: int | None) -> None:
    taken = sa.select(StaffProfile.person_id).where(
        sa.func.lower(StaffProfile.work_email) == email.lower(),
        StaffProfile.active.is_(True),
        StaffProfile.person_id.is_distinct_from(person_id),
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise RuleBroken("email taken", email=email)
