"""The outbox: what we said, to whom, and whether it has gone. Rows are written in the act's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Json, Mapped


class OutgoingMessage(Base):
    """One message to one address. `state`: waiting, sending, sent, given up, or for post (no address).

    `message_id` goes into the mail's header and stays the same at every try. `claimed_until` is the end of a
    worker's lease and `claimed_by` the claim's own name; while it is held, `next_try_at` is the lease's end.
    """

    __tablename__ = "outgoing_messages"
    __table_args__ = (
        sa.Index(
            "ix_outgoing_messages_waiting",
            "next_try_at",
            "id",
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        ),
        sa.Index(
            "ix_outgoing_messages_unsent",
            "state",
            "id",
            sqlite_where=sa.text("state <> 'sent'"),
            postgresql_where=sa.text("state <> 'sent'"),
        ),
        sa.Index("ix_outgoing_messages_record_id", "record_id"),
        sa.CheckConstraint("state IN ('waiting','sending','sent','given up','for post')", name="state"),
    )

    id: Mapped[Id]
    message_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("entries.id"))
    to_address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    facts: Mapped[Any] = mapped_column(Json, default=dict)
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")
