"""Tables of reports: homes at a year's end, self-assessments against the Code, the year's report.

Nothing personal is in them beyond who of the staff wrote what.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Json, Mapped


class HomesAtYearEnd(Base):
    """How many homes the landlord owned on 31 March, empty ones too, for the year that began on 1 April."""

    __tablename__ = "homes_at_year_end"
    __table_args__ = (sa.CheckConstraint("rented >= 0 AND ownership >= 0", name="numbers"),)

    id: Mapped[Id]
    begins: Mapped[int] = mapped_column(unique=True)
    rented: Mapped[int]
    ownership: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class SelfAssessment(Base):
    """One reading of the Code against what we do. Finished, it never changes; the next is its own row.

    `open`: True while it is being made, else None, so that there is one at a time: two who begin at the same
    moment meet at the column's uniqueness.
    """

    __tablename__ = "self_assessments"
    __table_args__ = (
        sa.CheckConstraint(
            "(finished_at IS NULL AND open) OR (finished_at IS NOT NULL AND open IS NULL)", name="open"
        ),
    )

    id: Mapped[Id]
    why: Mapped[str]  # assessing.Why
    why_words: Mapped[str] = mapped_column(default="")
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    open: Mapped[bool | None] = mapped_column(default=True, unique=True)

    lines: Mapped[list[AssessedProvision]] = relationship(lazy="raise", order_by="AssessedProvision.id")


class AssessedProvision(Base):
    """One provision in a self-assessment. `complies` None: not looked at yet. `comply_by`: when we shall."""

    __tablename__ = "assessed_provisions"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "number"),)

    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("self_assessments.id"))
    number: Mapped[str]  # of portal.complaints.provisions
    complies: Mapped[bool | None]
    evidence: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    comply_by: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class YearReport(Base):
    """The yearly report on complaints (Code 8.1). Its figures are frozen, so that they stay as published."""

    __tablename__ = "year_reports"
    __table_args__ = (
        sa.CheckConstraint("published_at IS NULL OR frozen_at IS NOT NULL", name="frozen"),
        sa.CheckConstraint("published_at IS NULL OR response <> ''", name="answered"),
    )

    id: Mapped[Id]
    begins: Mapped[int] = mapped_column(unique=True)
    analysis: Mapped[str] = mapped_column(default="")
    improvements_words: Mapped[str] = mapped_column(default="")
    ombudsman_words: Mapped[str] = mapped_column(default="")
    # Of each table its heading, columns and rows.
    figures: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    frozen_at: Mapped[datetime | None]
    frozen_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    assessment_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("self_assessments.id"))
    response: Mapped[str] = mapped_column(default="")
    response_by: Mapped[str] = mapped_column(default="")  # the body and its meeting, as it is to be read
    responded_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)
