"""Tables of commitments: a standard at work on a record, and what was done to its clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Json, Mapped


class Commitment(Base):
    """One promise on one record. Wording and counting stay as they were when it began (rule 17).

    `due_at` is the instant it ends: local midnight after `due_on` where days count, the exact instant
    otherwise. Late is computed from `due_at`, `due_on` and `kept_at`, never stored. `ended_at` without
    `kept_at` means it was called off (the customer withdrew, the record was made in error).
    What has two ends (punctuality) is kept from `not_before_at` to `due_at`, both included; earlier is as
    wrong as later.
    """

    __tablename__ = "commitments"
    __table_args__ = (
        sa.UniqueConstraint("record_id", "standard", "sequence"),
        sa.Index("ix_commitments_record_id", "record_id"),
        sa.Index(
            "ix_commitments_open_due",
            "due_at",
            "id",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_commitments_standard_ended", "standard", "ended_at"),
    )

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    standard: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=1)
    event: Mapped[str]  # the event it is counted from
    source: Mapped[str]  # "policy", "target" (rule 17) or the key of a regime
    source_name: Mapped[str]
    charter: Mapped[str]
    edition: Mapped[str]
    clause: Mapped[str]
    label: Mapped[str]
    promise: Mapped[str]
    literal: Mapped[str]
    limit: Mapped[Any] = mapped_column(Json)
    kept_by: Mapped[Any] = mapped_column(Json)  # names of events
    may_pause: Mapped[bool] = mapped_column(default=False)
    may_ask_identity: Mapped[bool] = mapped_column(default=False)
    extension: Mapped[Any] = mapped_column(Json, nullable=True)
    automatic_reply_counts: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    due_at: Mapped[datetime]
    by_instant: Mapped[bool]  # True: `due_at` itself still keeps it; False: it is the midnight after
    due_on: Mapped[date]
    not_before_at: Mapped[datetime | None]  # of a promise with two ends: coming earlier breaks it
    aim_at: Mapped[datetime | None]
    aim_on: Mapped[date | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    extended: Mapped[bool] = mapped_column(default=False)
    original_due_at: Mapped[datetime | None]  # before the first extension
    agreed: Mapped[bool] = mapped_column(default=False)  # the date was agreed with the customer
    paused_at: Mapped[datetime | None]  # the clock stands: paused, or waiting for proof of identity
    identity_asked_at: Mapped[datetime | None]
    identity_proved_at: Mapped[datetime | None]  # when the proof reached us; the clock begins then
    kept_at: Mapped[datetime | None]
    kept_event: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    counting: Mapped[str]  # clock.explain.Counting as JSON: how the date was reached (rule 15)
    version: Mapped[int] = mapped_column(default=1)

    notices: Mapped[list[DelayNotice]] = relationship(lazy="raise", order_by="DelayNotice.sent_at")


class ClockPause(Base):
    """The clock stood still: from `began_at` until `ended_at`, or still.

    While we wait for proof of identity it stands too. What stood before the start adds nothing, so once the
    proof has moved the start to its own day, that wait has no length (rule 8).
    """

    __tablename__ = "clock_pauses"

    id: Mapped[Id]
    commitment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("commitments.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class DateChange(Base):
    """The due date moved, or the promise was chosen anew: why, and by whom.

    `kind`: "extension", "pause", "identity" (proof of it moved the start), "holidays" (rule 13), of an
    appointment "told" (beforehand, of another time: rule 10) and "agreed" (a new time), and of a corrected
    time of receipt "correction", or "begun" and "ended" for a promise it chose or no longer does.
    """

    __tablename__ = "date_changes"

    id: Mapped[Id]
    commitment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("commitments.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    from_due_at: Mapped[datetime]
    to_due_at: Mapped[datetime]
    reason: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    told_at: Mapped[datetime | None]  # when the customer was sent word of it


class DelayNotice(Base):
    """We told the customer that we need longer, why, and until when. Moves nothing (rule 9)."""

    __tablename__ = "delay_notices"

    id: Mapped[Id]
    commitment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("commitments.id"), index=True)
    sent_at: Mapped[datetime]
    reason: Mapped[str]
    expected_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
