"""What helps a person, and instructions for those who visit. Sensitive: each look is recorded."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Mapped, Secret


class Need(Base):
    """What a person told us would help. The help is asked for, not the reason.

    `health_detail` is kept only with consent, encrypted, never searched, logged or put in the audit.
    """

    __tablename__ = "needs"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    health_detail: Mapped[str | None] = mapped_column(Secret)
    health_consent_at: Mapped[datetime | None]
    told_at: Mapped[datetime]
    review_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class SafetyMarker(Base):
    """An instruction to those who meet or visit a person; rests on an incident, ends by itself."""

    __tablename__ = "safety_markers"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    instruction: Mapped[str]
    incident_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Secret)
    decided_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    review_on: Mapped[date]
    ends_on: Mapped[date]
