"""What somebody who books may choose from: purposes, officers by name, people they book for, their homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.appointments.diaries import ResourceKind
from portal.appointments.models.resources import Purpose, Resource
from portal.database import db
from portal.identity.models import Authority, Home, Person, StaffProfile, Tenancy, TenancyMember
from portal.identity.queries import in_force
from portal.identity.readers import Reader
from portal.identity.scopes import ACTING


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedOfficer:
    """An officer who may be asked for by name. `id` is the resource's."""

    id: int
    name: str
    job_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Purposes in order, and for each by its id the officers who may be asked for by name."""

    purposes: tuple[Purpose, ...]
    officers: Mapping[int, Sequence[NamedOfficer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHome:
    """A home somebody holds today, by its tenancy."""

    tenancy_id: int
    address: str
    postcode: str

    @property
    def words(self) -> str:
        """As it stands on a page."""
        return f"{self.address}, {self.postcode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody an appointment may be booked for, as the one who books is known to see them."""

    person: Person
    homes: tuple[KnownHome, ...] = ()


def offered() -> Offered:
    """What customers may book for, in the landlord's order, and whom they may ask for by name.

    Officers who may be named to the public, by family name (TPP Appointments 2, RHA 2.4f, SLH 3 b8: an
    appointment with a specific person). Open to every reader. One statement.
    """
    purposes: list[Purpose] = []
    officers: dict[int, list[NamedOfficer]] = {}
    for purpose, resource_id, does, given_name, family_name, job_title in db.session.execute(_OFFERED):
        if purpose.id not in officers:
            purposes.append(purpose)
            officers[purpose.id] = []
        if resource_id is not None and (not does or str(purpose.id) in does.split("|")):
            name = f"{given_name} {family_name}".strip()
            officers[purpose.id].append(NamedOfficer(id=resource_id, name=name, job_title=job_title))
    return Offered(purposes=tuple(purposes), officers=officers)


def customers_of(reader: Reader, *, today: date) -> Mapping[int, Customer]:
    """Those the reader may book for: themselves first, then people who gave them authority to act.

    Empty for visitors. One statement, with the homes each of them holds today.
    """
    me = reader.person_id
    if me is None:
        return {}
    found: dict[int, Customer] = {}
    for person, tenancy_id, address, postcode in db.session.execute(_CUSTOMERS, {"me": me, "today": today}):
        earlier = found.get(person.id, Customer(person=person))
        more = (
            ()
            if tenancy_id is None
            else (KnownHome(tenancy_id=tenancy_id, address=address, postcode=postcode),)
        )
        found[person.id] = Customer(person=person, homes=(*earlier.homes, *more))
    return dict(sorted(found.items(), key=lambda item: item[0] != me))


def home_of(homes: Sequence[KnownHome], tenancy_id: int | None) -> KnownHome | None:
    """That one of the homes, or the only one where none is named; None for any other."""
    if tenancy_id is None:
        return homes[0] if len(homes) == 1 else None
    return next((home for home in homes if home.tenancy_id == tenancy_id), None)


_NAMED = (
    sa.select(
        Resource.id,
        Resource.purposes,
        Person.given_name,
        Person.family_name,
        StaffProfile.job_title,
        StaffProfile.team_id,
    )
    .join(Person, Person.id == Resource.person_id)
    .join(StaffProfile, StaffProfile.person_id == Person.id)
    .where(
        Resource.kind == ResourceKind.OFFICER,
        Resource.active.is_(True),
        StaffProfile.active.is_(True),
        StaffProfile.may_be_named.is_(True),
    )
    .subquery()
)
_OFFERED = (
    sa.select(
        Purpose,
        _NAMED.c.id,
        _NAMED.c.purposes,
        _NAMED.c.given_name,
        _NAMED.c.family_name,
        _NAMED.c.job_title,
    )
    .outerjoin(_NAMED, sa.or_(Purpose.team_id.is_(None), Purpose.team_id == _NAMED.c.team_id))
    .where(Purpose.active.is_(True), Purpose.offered.is_(True))
    .order_by(
        Purpose.position,
        Purpose.name,
        Purpose.id,
        _NAMED.c.family_name,
        _NAMED.c.given_name,
        _NAMED.c.id,
    )
)
_me: sa.BindParameter[int] = sa.bindparam("me", type_=sa.BigInteger())
_today: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
_held_today = sa.and_(
    Tenancy.id == TenancyMember.tenancy_id,
    Tenancy.started_on <= _today,
    sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= _today),
)
_CUSTOMERS = (
    sa.select(Person, Tenancy.id, Home.address, Home.postcode)
    .outerjoin(TenancyMember, TenancyMember.person_id == Person.id)
    .outerjoin(Tenancy, _held_today)
    .outerjoin(Home, Home.id == Tenancy.home_id)
    .where(
        sa.or_(
            Person.id == _me,
            Person.id.in_(
                sa.select(Authority.for_person_id).where(
                    Authority.holder_id == _me, Authority.scope.in_(ACTING), in_force(_today)
                )
            ),
        )
    )
    .order_by(Person.family_name, Person.id, Tenancy.started_on.desc(), Tenancy.id.desc())
)
