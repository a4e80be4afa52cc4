"""Who people are: tokens that still open something, homes, absence and deputies, staff, authority."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.database import db
from portal.errors import NotFound
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
from portal.identity.tenancy_file import Known, KnownPerson, reference_key


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


def absence_of(person_id: int, at: datetime) -> Absence | None:
    """The absence of a member of staff that covers the instant; its end no longer counts."""
    return _absences(at).get(person_id)


def deputy_for(person_id: int, at: datetime) -> Person | None:
    """Who stands in at that instant: nobody when the person is there, else the deputy who is there.

    A deputy who is away as well is followed to theirs. None also when no deputy was named, or when the
    deputies point in a circle: then the team's number is what we give (TPP Written f).
    """
    away = _absences(at)
    if person_id not in away:
        return None
    seen = set()
    stands_in: int | None = person_id
    while stands_in is not None and stands_in in away and stands_in not in seen:
        seen.add(stands_in)
        stands_in = away[stands_in].deputy_id
    if stands_in is None or stands_in in away:
        return None
    return person(stands_in)


def _absences(at: datetime) -> dict[int, Absence]:
    covering = sa.select(Absence).where(Absence.from_at <= at, Absence.to_at > at).order_by(Absence.to_at)
    return {absence.person_id: absence for absence in db.session.scalars(covering)}


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


def authorities_of(holder_id: int, on: date) -> list[Authority]:
    """What the person may do for others on that day; both dates of an authority count."""
    return list(
        db.session.scalars(
            sa.select(Authority)
            .where(
                Authority.holder_id == holder_id,
                Authority.from_on <= on,
                sa.or_(Authority.to_on.is_(None), Authority.to_on >= on),
            )
            .order_by(Authority.id)
        )
    )


def may_act_for(holder_id: int, person_id: int, on: date) -> bool:
    """Whether one person may act for another on that day."""
    return holder_id == person_id or any(
        authority.for_person_id == person_id for authority in authorities_of(holder_id, on)
    )


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
