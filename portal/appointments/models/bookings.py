"""Appointments: what was asked for and agreed, who holds which time, what was offered, what happened.

One table of holds for officers, rooms and interpreters, and the database refuses two that overlap.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import mapped_column, relationship

from portal.appointments.models.resources import Purpose, Resource
from portal.database import Base, BigId, Id, Json, Mapped, Secret
from portal.records.models import Record

# For what staff have still to find a time for; a partial index is read only where these very words are asked.
TO_ARRANGE = "appointments.state IN ('wanted', 'offered', 'missed by us')"
BY_CUSTOMER, BY_STAFF = "customer", "staff"  # who cancelled
_OF_INDEX = sa.text(TO_ARRANGE.removeprefix("appointments."))


class Appointment(Base):
    """What somebody asked for and what was agreed. The record holds reference, person, handler, team.

    `state` is `states.State`. `starts_at`, `ends_at` (without the break) are None while no time is held;
    `officer_id` comes first of the officers held. `needs` is what was wanted for this one
    (`wishes.Wishes.to_json`). `sequence` rises with each change that calendars must hear of (RFC 5545), and
    `uid` never changes. `code` is what the visitor's notice shows and the page at the door takes.
    `door_word` is the customer's one-time password, wiped once the visit is over. `unmet` is the wish
    that could not be met (`wishes.Unmet`), with `unmet_effort`, `unmet_reason` and what the customer chose.
    `late_minutes`: what we last told the customer, minus is early. `no_new_time`: who said, and how, that no
    other time is wanted after we could not keep one; without it or a new time the record cannot be closed.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="times"),
        sa.CheckConstraint("starts_at IS NULL OR starts_at < ends_at", name="order"),
        sa.CheckConstraint("(starts_at IS NULL) = (officer_id IS NULL)", name="officer"),
        sa.Index("ix_appointments_officer_id_starts_at", "officer_id", "starts_at"),
        sa.Index("ix_appointments_starts_at", "starts_at"),
        sa.Index("ix_appointments_to_arrange", "id", sqlite_where=_OF_INDEX, postgresql_where=_OF_INDEX),
    )

    id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    purpose_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("appointment_purposes.id"))
    state: Mapped[str]
    place: Mapped[str]  # places.Place
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    address: Mapped[str] = mapped_column(default="")  # of the home visited
    area: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("resources.id"))
    wanted_officer_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("resources.id"))
    words: Mapped[str] = mapped_column(default="")  # what it is about, the customer's own
    needs: Mapped[Any] = mapped_column(Json, default=dict)
    urgent: Mapped[bool] = mapped_column(default=False)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")
    planned_by_staff: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")  # of a visit planned unasked: why we come
    no_notice_reason: Mapped[str] = mapped_column(default="")
    agreed_at: Mapped[datetime | None]  # when the time now held was agreed, or last moved
    uid: Mapped[str] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(unique=True)
    door_word: Mapped[str | None] = mapped_column(Secret)
    unmet: Mapped[str] = mapped_column(default="")
    unmet_effort: Mapped[str] = mapped_column(default="")
    unmet_reason: Mapped[str] = mapped_column(default="")
    unmet_choice: Mapped[str] = mapped_column(default="")  # "wait", "another officer", "another way"
    late_minutes: Mapped[int | None]
    late_told_at: Mapped[datetime | None]
    on_the_way_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    identity_shown_at: Mapped[datetime | None]
    marker_read_at: Mapped[datetime | None]
    marker_read_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    cancelled_by: Mapped[str] = mapped_column(default="")  # BY_CUSTOMER or BY_STAFF, of the last cancelling
    cancelled_at: Mapped[datetime | None]
    no_new_time: Mapped[str] = mapped_column(default="")
    replaced_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("appointments.id"))

    record: Mapped[Record] = relationship(lazy="raise")
    purpose: Mapped[Purpose] = relationship(lazy="raise")
    officer: Mapped[Resource | None] = relationship(foreign_keys=[officer_id], lazy="raise")

    @hybrid_property
    def cancelled_by_us(self) -> bool:
        """Whether it was we who cancelled the last time that was agreed; in statements too."""
        return self.cancelled_by == BY_STAFF


class Hold(Base):
    """One resource is taken from `starts_at` up to `ends_at` (exclusive). No two of one resource overlap.

    `area` is where an officer is meanwhile (`areas`), for the ways before and after; "" on the phone.
    """

    __tablename__ = "appointment_holds"
    __table_args__ = (
        # All that the search for slots reads of thousands of holds, so that it reads nothing but the index.
        sa.Index(
            "ix_appointment_holds_resource_id_starts_at",
            *("resource_id", "starts_at", "ends_at", "area", "appointment_id"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name="order"),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resources.id"))
    appointment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("appointments.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    area: Mapped[str] = mapped_column(default="")


class Proposal(Base):
    """A time somebody offers: our own as it would be booked, the customer's any stretch that suits.

    `never` is a stretch that never does. `answer`: "", "accepted", "declined" or "superseded".
    """

    __tablename__ = "appointment_proposals"

    id: Mapped[Id]
    appointment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("appointments.id"), index=True)
    by_staff: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    never: Mapped[bool] = mapped_column(default=False)
    officer_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("resources.id"))
    round: Mapped[int]
    proposed_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]


class Reminder(Base):
    """A reminder that is due, or went; one for each appointment, sequence and number of days before."""

    __tablename__ = "appointment_reminders"
    __table_args__ = (sa.UniqueConstraint("appointment_id", "sequence", "days_before"),)

    id: Mapped[Id]
    appointment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("appointments.id"))
    sequence: Mapped[int]
    days_before: Mapped[int]
    sent_at: Mapped[datetime]


class IncidentReport(Base):
    """What happened at a visit that has to be written down (HOWM 3.3d). Read by its writer and managers."""

    __tablename__ = "incident_reports"

    id: Mapped[Id]
    appointment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("appointments.id"), index=True)
    happened_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Secret)
    somebody_hurt: Mapped[bool] = mapped_column(default=False)
    police_told: Mapped[bool] = mapped_column(default=False)
    written_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]


# Two requests may check at the same moment and both find a time free; here the second one is refused.
# The same statements stand in the third migration; tests/appointments/test_guards.py compares them.
# SQLite has no exclusion constraints; those of PostgreSQL need no extension, a number being a range of one.
_OVERLAP_ON_SQLITE = """
CREATE TRIGGER appointment_holds_overlap_{when} BEFORE {event} ON appointment_holds
WHEN EXISTS (
    SELECT 1 FROM appointment_holds AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN
    SELECT RAISE(ABORT, 'holds overlap');
END
"""
OVERLAP_GUARDS = {
    "sqlite": (
        _OVERLAP_ON_SQLITE.format(when="added", event="INSERT"),
        _OVERLAP_ON_SQLITE.format(when="changed", event="UPDATE"),
    ),
    "postgresql": (
        "ALTER TABLE appointment_holds ADD CONSTRAINT ex_appointment_holds_resource_id EXCLUDE USING gist "
        "(int8range(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)",
    ),
}


@event.listens_for(Hold.__table__, "after_create")
def _guard_holds(_table: object, connection: sa.Connection, **_: object) -> None:
    for statement in OVERLAP_GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
