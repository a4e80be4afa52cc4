"""The audit trail's table. Rows are added and never changed; a row holds ids and names of acts, no words."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Mapped


class AuditEntry(Base):
    """Somebody did or looked at something. `act` is a stable name such as "case.answered"."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_record_id_at", "record_id", "at"),
        sa.Index("ix_audit_entries_person_id_at", "person_id", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    act: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    is_look: Mapped[bool]
