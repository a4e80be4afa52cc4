"""What is stored of homes, people and tenancies, to check and apply the next tenancy file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.database import db
from portal.identity.models import Home, Person, Tenancy
from portal.identity.tenancy_file import Known, KnownPerson


def stored_references() -> Known:
    """What earlier imports of the tenancy file have stored, to check the next one against."""
    homes = db.session.execute(sa.select(Tenancy.reference, Home.reference).join(Tenancy.home))
    people = db.session.execute(
        sa.select(Person.person_reference, Person.family_name, Person.born_on).where(
            Person.person_reference.is_not(None)
        )
    )
    return Known(
        home_of_tenancy=dict(iter(homes)),
        people={
            reference: KnownPerson(family_name=family_name, born_on=born_on)
            for reference, family_name, born_on in people
            if reference is not None
        },
    )


def held_by_reference(references: Collection[str]) -> tuple[dict[str, Home], dict[str, Person]]:
    """The homes and the people among those references (all of a file's, in any order)."""
    homes = {home.reference: home for part in _parts(references) for home in _homes(part)}
    people = {known.person_reference or "": known for part in _parts(references) for known in _people(part)}
    return homes, people


def tenancies_by_reference(references: Collection[str]) -> dict[str, Tenancy]:
    """The tenancies among those references, with members and homes."""
    found = {}
    for part in _parts(references):
        query = sa.select(Tenancy).where(Tenancy.reference.in_(part))
        for tenancy in db.session.scalars(
            query.options(selectinload(Tenancy.members), joinedload(Tenancy.home))
        ):
            found[tenancy.reference] = tenancy
    return found


def _homes(references: Sequence[str]) -> list[Home]:
    return list(db.session.scalars(sa.select(Home).where(Home.reference.in_(references))))


def _people(references: Sequence[str]) -> list[Person]:
    return list(db.session.scalars(sa.select(Person).where(Person.person_reference.in_(references))))


def _parts(references: Collection[str]) -> list[list[str]]:
    # A statement takes only so many values; a large landlord's file has tens of thousands.
    ordered = sorted(references)
    return [ordered[start : start + 500] for start in range(0, len(ordered), 500)]
