"""Files that belong to a record. Their bytes are a table of their own, read only when downloaded."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Mapped


class Attachment(Base):
    """A file as we keep it: name as sent, type judged by content, size in bytes after re-encoding."""

    __tablename__ = "attachments"

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("entries.id"))
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    public: Mapped[bool] = mapped_column(default=True)


class AttachmentContent(Base):
    """The bytes of one file."""

    __tablename__ = "attachment_contents"

    attachment_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("attachments.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
