"""Who people are: tokens that still open something, homes, absence and deputies, staff, authority."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload, selectinload

from portal.database import UtcDateTime, db
from portal.errors import NotFound
from portal.identity.absences import Away, Deputy, stand_in
from portal.identity.models import (
    Absence,
    Authority,
    Home,
    LinkToken,
    OrganisationMember,
    Person,
    StaffProfile,
    Tenancy,
    TenancyMember,
)
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.identity.scopes import ACTING
from portal.identity.tenancy_file import Known, KnownPerson, reference_key

AT_NOW = sa.bindparam("now", type_=UtcDateTime())


def token_hash(token: str) -> str:
    """What is stored of a link's token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def token(purpose: str, token: str, now: datetime) -> LinkToken | None:
    """The link, if it still opens something at `now`: not used, not superseded, not expired."""
    return db.session.scalar(
        sa.select(LinkToken).where(
            LinkToken.purpose == purpose,
            LinkToken.token_hash == token_hash(token),
            LinkToken.used_at.is_(None),
            LinkToken.superseded_at.is_(None),
            LinkToken.expires_at > now,
        )
    )


def person(person_id: int) -> Person:
    """That person with their work for us, if any; NotFound when there is none."""
    found = db.session.scalar(
        sa.select(Person).where(Person.id == person_id).options(joinedload(Person.staff))
    )
    if found is None:
        raise NotFound
    return found


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


def absences_at(at: datetime) -> dict[int, Away]:
    """Everybody who is away at that instant, by their id, with who is named to stand in; one statement."""
    return {row.away_id: _away_of(row) for row in db.session.execute(_EVERYBODY_AWAY, {"now": at})}


def absence_of(person_id: int, at: datetime) -> Away | None:
    """The absence of a member of staff that covers the instant; its end no longer counts."""
    return absences_at(at).get(person_id)


def deputy_for(person_id: int, at: datetime) -> Deputy | None:
    """Who stands in at that instant, as `absences.stand_in` says; None when the person is there."""
    return stand_in(absences_at(at), person_id)


def with_cover(
    query: sa.Select[*tuple[Any, ...]],
    person_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> sa.Select[*tuple[Any, ...]]:
    """The query with what `away_in` reads as its last columns: the absence of that person at :now, if any."""
    away, works = aliased(Absence), aliased(StaffProfile)
    deputy, also = aliased(Person), aliased(Absence)
    also_away = sa.exists().where(
        also.person_id == away.deputy_id, also.from_at <= AT_NOW, also.to_at > AT_NOW
    )
    return (
        query.outerjoin(
            away, sa.and_(away.person_id == person_id, away.from_at <= AT_NOW, away.to_at > AT_NOW)
        )
        .outerjoin(works, sa.and_(works.person_id == away.deputy_id, works.active.is_(True)))
        .outerjoin(deputy, deputy.id == works.person_id)
        .add_columns(
            away.person_id.label("away_id"),
            away.from_at.label("away_from_at"),
            away.to_at.label("away_to_at"),
            works.person_id.label("deputy_id"),
            deputy.given_name.label("deputy_given"),
            deputy.family_name.label("deputy_family"),
            works.work_phone.label("deputy_phone"),
            also_away.label("deputy_away"),
        )
    )


_EVERYBODY_AWAY = with_cover(
    sa.select(Absence.id).where(Absence.from_at <= AT_NOW, Absence.to_at > AT_NOW), Absence.person_id
)


def away_in(row: Any, now: datetime) -> Mapping[int, Away]:
    """Who is away by a row of `with_cover`, for `absences.cover_of`. No statement more, unless the deputy is
    away as well and theirs must be found."""
    if row.away_id is None:
        return {}
    if row.deputy_away:
        return absences_at(now)
    return {row.away_id: _away_of(row)}


def absences_in(from_at: datetime, to_at: datetime, *person_ids: int) -> list[Absence]:
    """The absences of those people that share any time with the span, the end of it excluded."""
    return list(
        db.session.scalars(
            sa.select(Absence)
            .where(Absence.person_id.in_(person_ids), Absence.from_at < to_at, Absence.to_at > from_at)
            .order_by(Absence.from_at)
        )
    )


def absences_since(at: datetime) -> list[tuple[Absence, Person, Person | None]]:
    """Absences not over at that instant, the first to begin first, with who is away and the deputy."""
    deputy = aliased(Person)
    rows = db.session.execute(
        sa.select(Absence, Person, deputy)
        .join(Person, Person.id == Absence.person_id)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.to_at > at)
        .order_by(Absence.from_at, Person.family_name, Absence.id)
    )
    return [(absence, person, stands_in) for absence, person, stands_in in rows]


def absence_for(reader: Reader, absence_id: int) -> Absence:
    """An absence the reader may change: their own, anybody's for those who arrange cover; else NotFound."""
    found = db.session.get(Absence, absence_id)
    if found is None or not (found.person_id == reader.person_id or reader.may(Ability.ARRANGE_COVER)):
        raise NotFound
    return found


def absence_to_cover(reader: Reader, absence_id: int) -> Absence:
    """An absence whose work the reader may hand over: one's own, one's that one stands in for, or as one
    who arranges cover; NotFound for any other."""
    found = db.session.get(Absence, absence_id)
    if found is None or not may_cover(reader, found):
        raise NotFound
    return found


def may_cover(reader: Reader, absence: Absence) -> bool:
    """Whether the reader may hand over the work of whoever is away."""
    return reader.person_id in (absence.person_id, absence.deputy_id) or reader.may(Ability.ARRANGE_COVER)


def _away_of(row: Any) -> Away:
    name = f"{row.deputy_given or ''} {row.deputy_family or ''}".strip()
    deputy = row.deputy_id and Deputy(person_id=row.deputy_id, name=name, phone=row.deputy_phone)
    return Away(person_id=row.away_id, from_at=row.away_from_at, to_at=row.away_to_at, deputy=deputy or None)


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


def _homes(references: Sequence[str]) -> list[Home]:
    return list(db.session.scalars(sa.select(Home).where(Home.reference.in_(references))))


def _people(references: Sequence[str]) -> list[Person]:
    return list(db.session.scalars(sa.select(Person).where(Person.person_reference.in_(references))))


def _parts(references: Collection[str]) -> list[list[str]]:
    # A statement takes only so many values; a large landlord's file has tens of thousands.
    ordered = sorted(references)
    return [ordered[start : start + 500] for start in range(0, len(ordered), 500)]
