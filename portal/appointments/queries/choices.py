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
from portal.identity.queries.authorities import in_force
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
    """Purposes in order, and the ids of those for which somebody may be asked for by name."""

    purposes: tuple[Purpose, ...]
    with_named: frozenset[int]


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
    """What customers may book for, in the landlord's order; open to every reader. One statement."""
    rows = db.session.execute(_OFFERED).all()
    return Offered(
        purposes=tuple(purpose for purpose, _ in rows),
        with_named=frozenset(purpose.id for purpose, has_named in rows if has_named),
    )


def officers_for(purpose: Purpose) -> Sequence[NamedOfficer]:
    """Whom customers may ask for by name for that purpose, by family name; one statement.

    Officers who may be named to the public (TPP Appointments 2, RHA 2.4f, SLH 3 b8: an appointment with a
    specific person). Open to every reader.
    """
    rows = db.session.execute(_OFFICERS, {"purpose": purpose.id})
    return [
        NamedOfficer(id=number, name=f"{given} {family}".strip(), job_title=job_title)
        for number, given, family, job_title in rows
    ]


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


_does_it = sa.or_(
    Resource.purposes == "",
    sa.literal("|")
    .concat(Resource.purposes)
    .concat("|")
    .contains(sa.literal("|").concat(sa.cast(Purpose.id, sa.Text())).concat("|")),
)
_NAMED = sa.and_(
    Resource.kind == ResourceKind.OFFICER,
    Resource.active.is_(True),
    StaffProfile.person_id == Resource.person_id,
    StaffProfile.active.is_(True),
    StaffProfile.may_be_named.is_(True),
    sa.or_(Purpose.team_id.is_(None), Purpose.team_id == StaffProfile.team_id),
    _does_it,
)
_OFFERED = (
    sa.select(Purpose, sa.exists().where(_NAMED).correlate(Purpose))
    .where(Purpose.active.is_(True), Purpose.offered.is_(True))
    .order_by(Purpose.position, Purpose.name, Purpose.id)
)
_OFFICERS = (
    sa.select(Resource.id, Person.given_name, Person.family_name, StaffProfile.job_title)
    .select_from(Purpose)
    .join(Resource, sa.true())
    .join(StaffProfile, _NAMED)
    .join(Person, Person.id == Resource.person_id)
    .where(Purpose.id == sa.bindparam("purpose", type_=sa.BigInteger()))
    .order_by(Person.family_name, Person.given_name, Resource.id)
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
