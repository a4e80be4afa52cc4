"""Tenancies with their homes and who is on them, by person and by reference."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.database import db
from portal.identity.models import Home, Tenancy, TenancyMember
from portal.identity.tenancy_file import reference_key


def people_by_tenancy(reference: str) -> list[TenancyMember]:
    """Everybody on the tenancy with that reference, however it was typed; person and tenancy are loaded."""
    return list(
        db.session.scalars(
            sa.select(TenancyMember)
            .join(TenancyMember.tenancy)
            .where(Tenancy.reference == reference_key(reference))
            .options(contains_eager(TenancyMember.tenancy), joinedload(TenancyMember.person))
            .order_by(TenancyMember.id)
        )
    )


def tenancies_of(person_id: int, on: date) -> list[Tenancy]:
    """The tenancies a person holds on that day (first and last day count), with homes, newest first."""
    return list(
        db.session.scalars(
            sa.select(Tenancy)
            .join(Tenancy.members)
            .where(
                TenancyMember.person_id == person_id,
                Tenancy.started_on <= on,
                sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= on),
            )
            .options(joinedload(Tenancy.home))
            .order_by(Tenancy.started_on.desc(), Tenancy.id.desc())
        )
    )


def tenancies_ever(person_id: int) -> list[Tenancy]:
    """All tenancies of a person, ended ones too, with homes and everybody on them, newest first."""
    mine = sa.select(TenancyMember.tenancy_id).where(TenancyMember.person_id == person_id)
    return list(
        db.session.scalars(
            sa.select(Tenancy)
            .where(Tenancy.id.in_(mine))
            .options(joinedload(Tenancy.home), selectinload(Tenancy.members).joinedload(TenancyMember.person))
            .order_by(Tenancy.started_on.desc(), Tenancy.id.desc())
        )
    )


def has_tenancy(person_id: int) -> bool:
    """Whether the person is on any tenancy, also one that has ended."""
    return bool(db.session.scalar(sa.select(sa.exists().where(TenancyMember.person_id == person_id))))


def home_addresses(person_ids: Collection[int]) -> dict[int, str]:
    """For each of those people the addresses and postcodes of all their homes, to be found by."""
    found: dict[int, str] = {}
    ordered = sorted(person_ids)
    for start in range(0, len(ordered), 500):
        query = (
            sa.select(TenancyMember.person_id, Home.address, Home.postcode)
            .join(Tenancy, Tenancy.id == TenancyMember.tenancy_id)
            .join(Home, Home.id == Tenancy.home_id)
            .where(TenancyMember.person_id.in_(ordered[start : start + 500]))
        )
        for person_id, address, postcode in db.session.execute(query):
            found[person_id] = f"{found.get(person_id, '')} {address} {postcode}".strip()
    return found
