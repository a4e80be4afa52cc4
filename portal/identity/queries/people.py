"""People by their number, and the staff who work here. Who may see them is asked for where they are shown."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile


def person(person_id: int) -> Person:
    """That person with their work for us, if any; NotFound when there is none."""
    found = db.session.scalar(
        sa.select(Person).where(Person.id == person_id).options(joinedload(Person.staff))
    )
    if found is None:
        raise NotFound
    return found


def staff_named() -> list[Person]:
    """Staff who may be named to the public, with their work, by family name."""
    return _staff(StaffProfile.may_be_named.is_(True), StaffProfile.active.is_(True))


def active_staff(team_id: int | None = None) -> list[Person]:
    """Staff who work for us now, of one team if given, by family name."""
    of_team = sa.true() if team_id is None else StaffProfile.team_id == team_id
    return _staff(StaffProfile.active.is_(True), of_team)


def all_staff() -> list[Person]:
    """Everybody with a staff profile, also those who have left, by family name."""
    return _staff(sa.true())


def _staff(*conditions: sa.ColumnElement[bool]) -> list[Person]:
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(Person.staff)
            .where(*conditions)
            .options(contains_eager(Person.staff))
            .order_by(Person.family_name, Person.given_name, Person.id)
        )
    )
