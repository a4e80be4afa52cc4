"""Organisations and their people, and how many were told of an event: for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from portal.cases.models import EventWord
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Organisation, OrganisationMember, Person


def all_organisations(today: date) -> Sequence[tuple[Organisation, int]]:
    """Every organisation by name, with how many people act for it today; one statement."""
    acting = (
        sa.select(sa.func.count())
        .where(OrganisationMember.organisation_id == Organisation.id, _acts(today))
        .correlate(Organisation)
        .scalar_subquery()
    )
    rows = db.session.execute(sa.select(Organisation, acting).order_by(Organisation.name))
    return [(organisation, count) for organisation, count in rows]


def organisation_row(organisation_id: int) -> Organisation:
    """An organisation, for changing it; NotFound where there is none."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def people_of(organisation_id: int) -> Sequence[tuple[OrganisationMember, Person]]:
    """Everybody who acts or has acted for an organisation, by family name; one statement."""
    rows = db.session.execute(
        sa.select(OrganisationMember, Person)
        .join(Person, Person.id == OrganisationMember.person_id)
        .where(OrganisationMember.organisation_id == organisation_id)
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    return [(member, person) for member, person in rows]


def member_row(organisation_id: int, member_id: int) -> OrganisationMember:
    """A membership of that organisation, for ending it; NotFound where there is none."""
    found = db.session.get(OrganisationMember, member_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


def messages_of_events() -> dict[int, int]:
    """How many customers of cases were told of each event: a total, complaints included. One statement."""
    rows = db.session.execute(
        sa.select(EventWord.event_id, sa.func.count().label("number"))
        .where(EventWord.sent.is_(True))
        .group_by(EventWord.event_id)
    )
    return {row.event_id: row.number for row in rows}


def _acts(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        OrganisationMember.from_on <= today,
        sa.or_(OrganisationMember.to_on.is_(None), OrganisationMember.to_on >= today),
    )
