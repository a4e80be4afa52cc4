"""What helps a person, its six steps, instructions for those who visit, restrictions on contact.

Sensitive: looks are recorded.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Json, Mapped, Secret


class Need(Base):
    """What a person told us would help, by kind. The help is asked for, not the reason.

    The steps: identified (`told_…`), recorded (`recorded_…`), flagged (`flagged_at`, None once declined),
    shared and met (rows of their own), reviewed (`review_on`; `commitment_id`: the open decision or review).
    `told_decision_at` is when word of the decision was left for the person; the worker sees to it.
    `ends_on` is the last day of a temporary need, inclusive; `ended_at` when it was ended or replaced.
    `detail` holds values by `details.detail_of`; `words` what somebody wrote in their own words, encrypted.
    `health_detail` is kept only with consent, encrypted, never searched, logged or put in the audit.
    """

    __tablename__ = "needs"
    __table_args__ = (
        # One of each kind at a time; two requests that tell the same kind race to this index.
        sa.Index(
            "uq_needs_person_id_kind",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("state IN ('told','agreed','declined')", name="state"),
        sa.Index(
            "ix_needs_decided_untold",
            "id",
            sqlite_where=sa.text("decided_by_id IS NOT NULL AND told_decision_at IS NULL"),
            postgresql_where=sa.text("decided_by_id IS NOT NULL AND told_decision_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    detail: Mapped[Any] = mapped_column(Json, default=dict)
    words: Mapped[str | None] = mapped_column(Secret)
    state: Mapped[str] = mapped_column(default="told")
    told_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    told_at: Mapped[datetime]
    told_in: Mapped[str]  # the journey: steps.Journey
    recorded_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    recorded_at: Mapped[datetime]
    flagged_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="")
    offered_instead: Mapped[str] = mapped_column(default="")
    told_decision_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    commitment_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("commitments.id"))
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    health_detail: Mapped[str | None] = mapped_column(Secret)
    health_consent_at: Mapped[datetime | None]
    health_withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class NeedShare(Base):
    """Somebody outside the landlord was told of a need: who, what for, when and by whom."""

    __tablename__ = "need_shares"

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("needs.id"), index=True)
    shared_with: Mapped[str]
    purpose: Mapped[str]
    shared_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class NeedMet(Base):
    """A need was met, or was not: `how` is a message in a form, an appointment and so on (`steps.Means`)."""

    __tablename__ = "needs_met"
    __table_args__ = (sa.Index("ix_needs_met_need_id_at", "need_id", "at"),)

    id: Mapped[Id]
    need_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("needs.id"))
    how: Mapped[str]
    met: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime]
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("outgoing_messages.id"))
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")


class NeedLook(Base):
    """Somebody gave a reason and then saw the detail of a person's needs; it lasts until `until_at`."""

    __tablename__ = "need_looks"
    __table_args__ = (sa.Index("ix_need_looks_person_id_by_id_until_at", "person_id", "by_id", "until_at"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Secret)
    at: Mapped[datetime]
    until_at: Mapped[datetime]


class SafetyMarker(Base):
    """An instruction to those who meet or visit a person; rests on an incident, ends by itself.

    `ends_on` is its last day, inclusive. `told_on` is when the person was told of it; without it,
    `not_told_because` says why not. `needs_two`: two of us go when we meet the person at home, so that no
    visit is offered at which one would be alone. The review is the commitment `commitment_id`.
    """

    __tablename__ = "safety_markers"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    instruction: Mapped[str]
    incident_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Secret)
    decided_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    told_on: Mapped[date | None]
    not_told_because: Mapped[str | None] = mapped_column(Secret)
    needs_two: Mapped[bool] = mapped_column(default=False)
    review_on: Mapped[date]
    commitment_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("commitments.id"))
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class MarkerReview(Base):
    """A marker was looked at again: extended to `ends_on`, or ended (None), and why."""

    __tablename__ = "marker_reviews"

    id: Mapped[Id]
    marker_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("safety_markers.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(Secret)
    ends_on: Mapped[date | None]


class ContactRestriction(Base):
    """How somebody contacts us is restricted for a while: asked with evidence, decided by another manager.

    `ways`, `often` and `through_id` say what is restricted, `instruction` what colleagues do. `ends_on` is
    its last day, inclusive; `ended_at` when it was ended, turned down, or found to be over. `told_at` is when
    word of it was last left for the person (None: due), `told_end_at` the same for an end before its day.
    The decision asked for, and later the review, is the commitment `commitment_id`.
    """

    __tablename__ = "contact_restrictions"
    __table_args__ = (
        # One at a time; two colleagues who ask at one moment race to this index.
        sa.Index(
            "uq_contact_restrictions_person_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name="decided_by_another"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    ways: Mapped[Any] = mapped_column(Json, default=list)
    often: Mapped[str] = mapped_column(default="")
    through_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    instruction: Mapped[str]
    still_by: Mapped[str] = mapped_column(Secret)
    because: Mapped[str] = mapped_column(Secret)
    behaviour_on: Mapped[date]
    behaviour: Mapped[str] = mapped_column(Secret)
    tried: Mapped[str] = mapped_column(Secret)
    considered: Mapped[str] = mapped_column(Secret)
    from_on: Mapped[date]
    review_on: Mapped[date]
    ends_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    approved: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_because: Mapped[str | None] = mapped_column(Secret)
    told_at: Mapped[datetime | None]
    told_end_at: Mapped[datetime | None]
    commitment_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("commitments.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class RestrictionReview(Base):
    """A restriction was looked at again: it goes on to `ends_on`, or ended (None), and why."""

    __tablename__ = "restriction_reviews"

    id: Mapped[Id]
    restriction_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("contact_restrictions.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(Secret)
    ends_on: Mapped[date | None]
