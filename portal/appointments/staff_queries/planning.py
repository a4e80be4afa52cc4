"""What staff choose from when they book for somebody or plan a visit: whose it is, homes, purposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.appointments.models.resources import Purpose
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.records.models import Record
from portal.records.queries import record_for, same_household

KIND = "appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeNow:
    """A home somebody holds today."""

    tenancy_id: int
    address: str
    postcode: str

    @property
    def words(self) -> str:
        """As it stands on a page."""
        return f"{self.address}, {self.postcode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whose appointment it is to be, their homes today, and what it belongs to; all empty for a stranger."""

    person: Person | None = None
    homes: Sequence[HomeNow] = ()
    parent: Record | None = None

    @property
    def replaces(self) -> bool:
        """It takes the place of another appointment."""
        return self.parent is not None and self.parent.kind == KIND


def whom_for(reader: Reader, *, person_id: int | None, parent: str, today: date) -> Whom:
    """The person, or whose the parent record is, for staff; at most two statements.

    NotAllowed by role; NotFound for nobody, for one's own household, and for a record that may not be seen.
    """
    if not reader.may(Ability.LOG_CONTACT) or reader.person_id is None:
        raise NotAllowed
    record = record_for(reader, parent, today=today) if parent else None
    wanted = record.person_id if record is not None else person_id
    if wanted is None:
        return Whom(parent=record)
    others = _PEOPLE.where(Person.id.not_in(same_household(reader.person_id)))
    rows = db.session.execute(others, {"person": wanted, "today": today}).all()
    if not rows:
        raise NotFound
    homes = [
        HomeNow(tenancy_id=row.tenancy_id, address=row.address, postcode=row.postcode)
        for row in rows
        if row.address is not None
    ]
    return Whom(person=rows[0][0], homes=homes, parent=record)


def purposes() -> list[Purpose]:
    """Every purpose staff may book, also those not offered to customers, in the landlord's order."""
    active = sa.select(Purpose).where(Purpose.active.is_(True))
    return list(db.session.scalars(active.order_by(Purpose.position, Purpose.name, Purpose.id)))


_today = sa.bindparam("today", type_=sa.Date())
_held_today = sa.and_(
    Tenancy.id == TenancyMember.tenancy_id,
    Tenancy.started_on <= _today,
    sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= _today),
)
_PEOPLE = (
    sa.select(Person, Tenancy.id.label("tenancy_id"), Home.address, Home.postcode)
    .outerjoin(TenancyMember, TenancyMember.person_id == Person.id)
    .outerjoin(Tenancy, _held_today)
    .outerjoin(Home, Home.id == Tenancy.home_id)
    .where(Person.id == sa.bindparam("person", type_=sa.BigInteger()))
    .order_by(Tenancy.started_on.desc(), Tenancy.id.desc())
)
