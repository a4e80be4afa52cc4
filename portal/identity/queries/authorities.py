"""Who may act for whom on a day, and for which organisations."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Authority, OrganisationMember, Person
from portal.identity.scopes import ACTING


def in_force(on: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """The condition on `Authority` that leaves what counts on that day; both of its dates count."""
    return sa.and_(Authority.from_on <= on, sa.or_(Authority.to_on.is_(None), Authority.to_on >= on))


def authorities_of(holder_id: int, on: date) -> list[Authority]:
    """What the person may do for others on that day."""
    return list(
        db.session.scalars(
            sa.select(Authority).where(Authority.holder_id == holder_id, in_force(on)).order_by(Authority.id)
        )
    )


def may_act_for(holder_id: int, person_id: int, on: date) -> bool:
    """Whether one person may act for another on that day; authority only to see does not do."""
    return holder_id == person_id or any(
        authority.for_person_id == person_id and authority.scope in ACTING
        for authority in authorities_of(holder_id, on)
    )


def authorities_about(person_id: int) -> list[tuple[Authority, Person]]:
    """Every authority to act for the person or held by them, ended ones too, with the other person.

    The newest first. One statement.
    """
    is_for = Authority.for_person_id == person_id
    other = sa.case((is_for, Authority.holder_id), else_=Authority.for_person_id)
    rows = db.session.execute(
        sa.select(Authority, Person)
        .join(Person, Person.id == other)
        .where(sa.or_(Authority.for_person_id == person_id, Authority.holder_id == person_id))
        .order_by(Authority.id.desc())
    )
    return [(authority, someone) for authority, someone in rows]


def organisations_of(person_id: int, on: date) -> list[int]:
    """Ids of the organisations the person acts for on that day."""
    return list(
        db.session.scalars(
            sa.select(OrganisationMember.organisation_id).where(
                OrganisationMember.person_id == person_id,
                OrganisationMember.from_on <= on,
                sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= on),
            )
        )
    )
