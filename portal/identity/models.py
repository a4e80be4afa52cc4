"""Tables of people: who they are, their homes, the organisations they act for, their work and tokens."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped
from portal.identity.roles import Ability, Role, abilities_of


class Person(Base):
    """Anybody we deal with: customer, visitor, staff. `email` is how we reach them, not how they sign in.

    `person_reference` is the landlord's own number for somebody in its tenancy file.
    """

    __tablename__ = "people"

    id: Mapped[Id]
    person_reference: Mapped[str | None] = mapped_column(unique=True)
    given_name: Mapped[str] = mapped_column(default="")
    family_name: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str] = mapped_column(default="")
    contact_kind: Mapped[str] = mapped_column(default="")
    prefers: Mapped[str] = mapped_column(default="")  # "", "email", "phone" or "post"
    reading: Mapped[str] = mapped_column(default="")  # how pages look to them: portal.web.display
    has_account: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    staff: Mapped[StaffProfile | None] = relationship(back_populates="person", lazy="raise", uselist=False)

    @property
    def name(self) -> str:
        """Both names, or what there is of them."""
        return f"{self.given_name} {self.family_name}".strip()


class StaffProfile(Base):
    """A person's work for the landlord. `may_be_named`: shown on the public contact page."""

    __tablename__ = "staff_profiles"

    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), primary_key=True)
    job_title: Mapped[str]
    work_phone: Mapped[str]
    work_email: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("teams.id"))
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    card_number: Mapped[str] = mapped_column(default="")
    may_be_named: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    roles_held: Mapped[str] = mapped_column(default="")  # role names, separated by "|"
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(back_populates="staff", lazy="raise")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held; none once the profile is no longer active."""
        return frozenset(Role(r) for r in self.roles_held.split("|") if r) if self.active else frozenset()

    @property
    def abilities(self) -> frozenset[Ability]:
        """All this member of staff may do."""
        return abilities_of(self.roles)


class Home(Base):
    """A property we let. Its division may differ from the office's (TPP Employees 2)."""

    __tablename__ = "homes"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    postcode: Mapped[str]
    division: Mapped[str] = mapped_column(default="england-and-wales")
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))


class Tenancy(Base):
    """An agreement about a home. `ended_on` is its last day."""

    __tablename__ = "tenancies"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    home_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("homes.id"), index=True)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]

    home: Mapped[Home] = relationship(lazy="raise")
    members: Mapped[list[TenancyMember]] = relationship(back_populates="tenancy", lazy="raise")


class TenancyMember(Base):
    """A person on a tenancy. `held_email` is the address in the landlord's own file; links go only there."""

    __tablename__ = "tenancy_members"
    __table_args__ = (sa.UniqueConstraint("tenancy_id", "person_id"),)

    id: Mapped[Id]
    tenancy_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("tenancies.id"))
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    kind: Mapped[str] = mapped_column(default="tenant")  # tenant, leaseholder, licensee, shared owner
    held_email: Mapped[str] = mapped_column(default="")

    tenancy: Mapped[Tenancy] = relationship(back_populates="members", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Organisation(Base):
    """A council, agency, partner or firm. Its people sign in for themselves and see its cases."""

    __tablename__ = "organisations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    contact_kind: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class OrganisationMember(Base):
    """A person who acts for an organisation. Both dates inclusive."""

    __tablename__ = "organisation_members"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("organisations.id"))
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class Authority(Base):
    """Someone may act for someone else, in a scope (`scopes.Scope`) and between dates, both inclusive.

    Ended before its time, `to_on` is set to the day before, so that it opens nothing from that moment on;
    `ended_at` says when that was. `evidence`: what was seen that shows it.
    """

    __tablename__ = "authorities"

    id: Mapped[Id]
    holder_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    for_person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    scope: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Absence(Base):
    """A member of staff is away between two instants; a deputy is named to whoever writes (TPP Written f)."""

    __tablename__ = "absences"
    __table_args__ = (sa.CheckConstraint("from_at < to_at", name="order"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    from_at: Mapped[datetime]
    to_at: Mapped[datetime]
    deputy_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)


# Nobody is away twice at one time, whatever two requests do at the same moment. SQLite has no exclusion
# constraints; PostgreSQL's needs no extension this way, a number being a range of one. The same statements
# stand in the second migration; tests/identity/test_absences.py compares what both make.
_OVERLAP_ON_SQLITE = """
CREATE TRIGGER absences_overlap_{when} BEFORE {event} ON absences
WHEN EXISTS (
    SELECT 1 FROM absences AS other
    WHERE other.person_id = NEW.person_id AND other.id IS NOT NEW.id
    AND other.from_at < NEW.to_at AND NEW.from_at < other.to_at
)
BEGIN
    SELECT RAISE(ABORT, 'absences overlap');
END
"""
OVERLAP_GUARDS = {
    "sqlite": (
        _OVERLAP_ON_SQLITE.format(when="added", event="INSERT"),
        _OVERLAP_ON_SQLITE.format(when="changed", event="UPDATE"),
    ),
    "postgresql": (
        "ALTER TABLE absences ADD CONSTRAINT ex_absences_person_id EXCLUDE USING gist "
        "(int8range(person_id, person_id, '[]') WITH &&, tstzrange(from_at, to_at) WITH &&)",
    ),
}


@event.listens_for(Absence.__table__, "after_create")
def _guard_absences(_table: object, connection: sa.Connection, **_: object) -> None:
    for statement in OVERLAP_GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


class LinkToken(Base):
    """A link we sent. Only its hash is stored; it dies when used, superseded or expired."""

    __tablename__ = "link_tokens"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"))
    registration_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("registrations.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
