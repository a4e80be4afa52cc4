"""Tables of complaints: stages, points and what we found on them, remedies, refusals, learning.

The customer's own words are the case's and never change. Rows here are added; what was sent stays.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped
from portal.identity.models import Person


class Complaint(Base):
    """A complaint record since somebody first acted on it; before that it is simply received.

    `definition` and `outcome_sought` are what we understand, as last sent. `correction` is what the customer
    says is wrong with them, "" once we have defined it again.
    """

    __tablename__ = "complaints"
    __table_args__ = (sa.CheckConstraint("stage IN (1, 2)", name="stage"),)

    id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    state: Mapped[str]  # stages.State
    stage: Mapped[int] = mapped_column(default=1)
    definition: Mapped[str] = mapped_column(default="")
    outcome_sought: Mapped[str] = mapped_column(default="")
    correction: Mapped[str] = mapped_column(default="")
    size: Mapped[str] = mapped_column(default="")  # triage.Size
    at_risk: Mapped[bool] = mapped_column(default=False)
    risk_words: Mapped[str] = mapped_column(default="")
    update_every_days: Mapped[int | None]  # agreed with the customer (Code 5.9)

    stages: Mapped[list[ComplaintStage]] = relationship(lazy="raise", order_by="ComplaintStage.number")


class ComplaintStage(Base):
    """One of the two stages: who handled it and when it was asked for, acknowledged and answered.

    The database itself refuses a third, and a second row of one.
    """

    __tablename__ = "complaint_stages"
    __table_args__ = (
        sa.UniqueConstraint("complaint_id", "number"),
        sa.CheckConstraint("number IN (1, 2)", name="number"),
        sa.CheckConstraint("answered_at IS NULL OR acknowledged_at IS NOT NULL", name="answer"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"))
    number: Mapped[int]
    asked_at: Mapped[datetime]
    asked_words: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")  # answers.Decision


class Assignment(Base):
    """Somebody was made the handler of a stage, and what was said of a conflict of interest (Code 5.8)."""

    __tablename__ = "complaint_assignments"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    stage: Mapped[int]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    has_conflict: Mapped[bool]
    conflict: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Point(Base):
    """One point of a complaint, and whether it is ours to answer (Code 5.7)."""

    __tablename__ = "complaint_points"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    words: Mapped[str]
    is_ours: Mapped[bool]
    whose: Mapped[str] = mapped_column(default="")  # who is responsible, where we are not
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]  # defined again without it


class Finding(Base):
    """What we found on one point at one stage, with the reasons and the policy or law (Code 6.7)."""

    __tablename__ = "complaint_findings"
    __table_args__ = (sa.UniqueConstraint("point_id", "stage"),)

    id: Mapped[Id]
    point_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaint_points.id"))
    stage: Mapped[int]
    decision: Mapped[str]  # answers.Decision
    reasons: Mapped[str]
    policy: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Remedy(Base):
    """Something we said we would do, by whom and by when; it outlives the answer (Code 6.6, 7.3).

    `by_on` itself still keeps it. `agreed`: the customer agreed to it; None: not asked.
    """

    __tablename__ = "complaint_remedies"
    __table_args__ = (
        sa.Index(
            "ix_complaint_remedies_open",
            "by_on",
            "id",
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        ),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    stage: Mapped[int]
    kind: Mapped[str]  # remedies.RemedyKind
    words: Mapped[str]
    by_whom: Mapped[str]
    by_on: Mapped[date]
    agreed: Mapped[bool | None]
    promised_at: Mapped[datetime]
    promised_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    done_on: Mapped[date | None]
    done_words: Mapped[str] = mapped_column(default="")
    done_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Refusal(Base):
    """Somebody asks to refuse a complaint, somebody else decides (Code 2.1 to 2.4)."""

    __tablename__ = "complaint_refusals"
    __table_args__ = (
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"),
        # One that waits at a time: two who ask at the same moment meet here.
        sa.Index(
            "uq_complaint_refusals_waiting",
            "complaint_id",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    stage: Mapped[int]
    reason: Mapped[str]  # refusals.Reason
    evidence: Mapped[str]
    explanation: Mapped[str]
    own_reason_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("complaint_own_reasons.id"))
    own_words: Mapped[str] = mapped_column(default="", server_default="")  # as they stood, with the clause
    occurred_on: Mapped[date | None]
    aware_on: Mapped[date | None]
    discretion: Mapped[str] = mapped_column(default="")
    filed_on: Mapped[date | None]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    approved: Mapped[bool | None]
    decision_words: Mapped[str] = mapped_column(default="")


class Learning(Base):
    """What a closed complaint taught (Code 9.1)."""

    __tablename__ = "complaint_learning"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    cause: Mapped[str]  # learning.Cause
    theme: Mapped[str]  # its name as it stood, or a value of learning.Theme where it was in no list
    theme_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("themes.id"), index=True)
    words: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Improvement(Base):
    """What we change because of it: what, by whom, by when (inclusive)."""

    __tablename__ = "complaint_improvements"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    words: Mapped[str]
    owner_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    by_on: Mapped[date]
    done_on: Mapped[date | None]
    done_words: Mapped[str] = mapped_column(default="")

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id], lazy="raise")


class Determination(Base):
    """What the Ombudsman decided on a complaint (Code 9.7). `words`: what it says of us, without names."""

    __tablename__ = "complaint_determinations"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    finding: Mapped[str]  # determinations.Finding
    decided_on: Mapped[date]
    their_reference: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class OmbudsmanOrder(Base):
    """Something the Ombudsman orders us to do, or recommends; `by_on` itself still keeps it."""

    __tablename__ = "complaint_orders"

    id: Mapped[Id]
    determination_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("complaint_determinations.id"), index=True
    )
    is_order: Mapped[bool]  # else a recommendation
    words: Mapped[str]
    by_on: Mapped[date]
    done_on: Mapped[date | None]
    done_words: Mapped[str] = mapped_column(default="")
    done_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class OwnReason(Base):
    """A reason for refusing that the landlord's own policy names, with its clause (Code 2.2, 2.5).

    `words` is the sentence a customer reads. It refuses nothing by itself.
    """

    __tablename__ = "complaint_own_reasons"

    id: Mapped[Id]
    words: Mapped[str] = mapped_column(unique=True)
    clause: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class FirmQuestion(Base):
    """A question to a firm that is complained about; of the complaint it gets nothing else (Code 5.4, 5.5).

    `answer_by` itself still is in time. `link_id`: the link that opens it, until it is answered, taken
    back or asked anew (`ended_at`). The answer and its files stand on the complaint's timeline.
    """

    __tablename__ = "complaint_questions"

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("organisations.id"))
    firm: Mapped[str]
    email: Mapped[str]
    words: Mapped[str]
    answer_by: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    link_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("link_tokens.id"), unique=True)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class TreatedDifferently(Base):
    """Have you been treated differently since? Asked on `ask_on` or later, answered to somebody else.

    Its answer is for complaints staff who handled no stage of it (Code 5.1, TPP Values 5), and is on no
    page of the complaint itself.
    """

    __tablename__ = "complaint_treated_differently"
    __table_args__ = (sa.UniqueConstraint("complaint_id"),)

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("complaints.id"))
    ask_on: Mapped[date] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    was: Mapped[bool | None]
    words: Mapped[str] = mapped_column(default="")
