"""Tables for signing in: credentials, requests to register, and the counters that slow down guessing."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped, Secret
from portal.identity.models import Person


class Credential(Base):
    """How a person signs in. Raising `session_epoch` ends every session of theirs."""

    __tablename__ = "credentials"

    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    password_hash: Mapped[str]
    session_epoch: Mapped[int] = mapped_column(default=1)
    second_factor: Mapped[str | None] = mapped_column(Secret)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_signed_in_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class Registration(Base):
    """Somebody asks for an account; staff approve it where no address is held on the tenancy.

    `state` is one of `registration.State`. A code by post counts until 21 days after `decided_at`.
    """

    __tablename__ = "registrations"

    id: Mapped[Id]
    contact_kind: Mapped[str] = mapped_column(default="")  # of those without a tenancy
    tenancy_reference: Mapped[str] = mapped_column(default="")
    given_name: Mapped[str]
    family_name: Mapped[str]
    born_on: Mapped[date | None]
    email: Mapped[str]
    asked_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(index=True)
    code_hash: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)


class ResetRequest(Base):
    """Somebody asks for a new password; answered by a job, so that asking takes as long for any address."""

    __tablename__ = "reset_requests"

    id: Mapped[Id]
    email: Mapped[str]
    asked_at: Mapped[datetime]


class AddressChange(Base):
    """Somebody wants to sign in with another address; it counts once the link sent there is used."""

    __tablename__ = "address_changes"

    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), primary_key=True)
    email: Mapped[str]  # lower case
    asked_at: Mapped[datetime]


class Throttle(Base):
    """How often something was tried in a window; `key` is a hash, so no address is stored."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_began_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
