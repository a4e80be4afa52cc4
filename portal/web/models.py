"""Drafts of journeys over several pages, kept on the server so that nothing typed is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Json, Mapped


class Draft(Base):
    """Answers given so far. `key` is random and stands in the visitor's session; also the submission id."""

    __tablename__ = "drafts"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    journey: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    answers: Mapped[Any] = mapped_column(Json, default=dict)
    began_at: Mapped[datetime]
    touched_at: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)


class DraftFile(Base):
    """A file given with a draft, already judged and made harmless; gone once the draft is sent."""

    __tablename__ = "draft_files"

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("drafts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
