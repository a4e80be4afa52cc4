"""The table of hazards: what is dangerous where, how it was judged, and how far making it safe is."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Mapped, Secret
from portal.records.models import Record

# Emergencies not safe yet; a partial index is read only where these very words are asked.
ALARM = "hazards.grade = 'emergency' AND hazards.safe_at IS NULL AND hazards.ended_at IS NULL"
_OF_INDEX = sa.text(ALARM.replace("hazards.", ""))


class Hazard(Base):
    """A hazard; its record holds reference, person, handler, team, and the case it was named in as parent.

    Its own words and nothing of that case, so that whoever mends it need not see the case. `grade` is what
    whoever named it thought until `judged_at`. `risk` says for whom it is a risk and why: health, so it is
    stored encrypted. `uncovered` (`kinds.Uncovered`) says why the law gives it no dates. `duty_told_at` is
    None where an emergency found nobody to tell. The contact fields are those of a visitor without account.
    """

    __tablename__ = "hazards"
    __table_args__ = (
        sa.CheckConstraint("grade IN ('emergency', 'significant', 'neither')", name="grade"),
        sa.Index("ix_hazards_alarm", "id", sqlite_where=_OF_INDEX, postgresql_where=_OF_INDEX),
    )

    id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    kind: Mapped[str]  # kinds.HazardKind
    place: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")  # of the home, where no tenancy says it
    grade: Mapped[str]  # kinds.Grade
    risk: Mapped[str | None] = mapped_column(Secret)
    criteria: Mapped[str] = mapped_column(default="")
    judged_at: Mapped[datetime | None]
    judged_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    uncovered: Mapped[str] = mapped_column(default="")
    duty_told_at: Mapped[datetime | None]
    investigated_at: Mapped[datetime | None]
    findings: Mapped[str] = mapped_column(default="")
    summary_at: Mapped[datetime | None]
    safe_at: Mapped[datetime | None]
    further: Mapped[str] = mapped_column(default="")  # kinds.Further
    accommodation: Mapped[str] = mapped_column(default="")  # kinds.Accommodation
    ended_at: Mapped[datetime | None]
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")

    record: Mapped[Record] = relationship(lazy="raise")
