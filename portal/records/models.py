"""The row every referenced thing has, its timeline, and the people barred from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Json, Mapped
from portal.identity.models import Person


def _partial(condition: str) -> dict[str, Any]:
    where = sa.text(condition)
    return {"sqlite_where": where, "postgresql_where": where}


class Record(Base):
    """A case, appointment, visit, meeting, phone message or job, seen from outside.

    `received_at` is when it truly reached us. Only commitments' services write `next_due_at`: the next
    promise on it that is still open, None when there is none. `version` rises with every change of state.
    """

    __tablename__ = "records"
    __table_args__ = (
        sa.Index(
            "ix_records_team_due", "team_id", "next_due_at", "id", **_partial("next_due_at IS NOT NULL")
        ),
        sa.Index(
            "ix_records_handler_due", "handler_id", "next_due_at", "id", **_partial("next_due_at IS NOT NULL")
        ),
        sa.Index("ix_records_due", "next_due_at", "id", **_partial("next_due_at IS NOT NULL")),
        sa.Index(
            "ix_records_open_undated",
            "received_at",
            "id",
            **_partial("next_due_at IS NULL AND closed_at IS NULL"),
        ),
        sa.Index(
            "ix_records_team_undated",
            "team_id",
            "received_at",
            "id",
            **_partial("next_due_at IS NULL AND closed_at IS NULL"),
        ),
        sa.Index(
            "ix_records_handler_undated",
            "handler_id",
            "received_at",
            "id",
            **_partial("next_due_at IS NULL AND closed_at IS NULL"),
        ),
        # What is closed is only ever looked up, the last to be closed first.
        sa.Index("ix_records_team_closed", "team_id", "closed_at", "id", **_partial("closed_at IS NOT NULL")),
        sa.Index(
            "ix_records_handler_closed", "handler_id", "closed_at", "id", **_partial("closed_at IS NOT NULL")
        ),
        sa.Index("ix_records_closed", "closed_at", "id", **_partial("closed_at IS NOT NULL")),
        # Complaints have a list of their own; of those that are over the last comes first.
        sa.Index("ix_records_complaints", "closed_at", "id", **_partial("kind = 'complaint'")),
        sa.Index("ix_records_person", "person_id", "id"),
        sa.Index("ix_records_received", "received_at", "id"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    channel: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    raised_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    tenancy_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("tenancies.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("organisations.id"), index=True)
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    division: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("teams.id"))
    topic_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("topics.id"))
    handler_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    received_at: Mapped[datetime]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    restricted: Mapped[bool] = mapped_column(default=False)
    next_due_at: Mapped[datetime | None]
    touched_at: Mapped[datetime]  # when anything last happened; its change raises the version
    submission_id: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="raise")
    handler: Mapped[Person | None] = relationship(foreign_keys=[handler_id], lazy="raise")


class Entry(Base):
    """One thing that happened on a record, in the order it happened. Never edited, never removed.

    `at` is when it happened, `recorded_at` when we wrote it down. `body` is somebody's words.
    `public` entries are shown to the customer.
    """

    __tablename__ = "entries"
    __table_args__ = (sa.Index("ix_entries_record_id_at", "record_id", "at", "id"),)

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    act: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    public: Mapped[bool]
    channel: Mapped[str | None]
    body: Mapped[str | None]
    facts: Mapped[Any] = mapped_column(Json, default=dict)

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id], lazy="raise")


class Bar(Base):
    """A person who may not see or handle a record: named in it, or in conflict. Read only in `visible_to`."""

    __tablename__ = "record_bars"
    __table_args__ = (sa.UniqueConstraint("record_id", "person_id"),)

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    why: Mapped[str]


class Joined(Base):
    """A further person whose record this is: one of several residents with one matter. Each may see it."""

    __tablename__ = "record_joined"
    __table_args__ = (sa.UniqueConstraint("record_id", "person_id"),)

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    joined_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class SearchTerm(Base):
    """A lower-case word by which a person is found: name, address, postcode. Never health or complaints."""

    __tablename__ = "search_terms"

    # Prefixes are ranges, so PostgreSQL must compare the bytes, whatever the language of the database.
    term: Mapped[str] = mapped_column(
        sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), primary_key=True, index=True)
