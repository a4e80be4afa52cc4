"""Files of publications, made ahead by the worker so that nobody waits for one."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Mapped


class PublicationFile(Base):
    """One publication in one form. `fingerprint` is of the words it was made from: other words, another row.

    `failed`: what stood in the way ("liblouis", "speech", "cannot be made"); then there is no content.
    `proofed_at`: when a person had read the Braille; None while nobody has.
    """

    __tablename__ = "publication_files"
    __table_args__ = (
        sa.UniqueConstraint("publication", "variant", "fingerprint"),
        sa.CheckConstraint("(content IS NULL) = (failed <> '')", name="content_or_failed"),
    )

    id: Mapped[Id]
    publication: Mapped[str]
    variant: Mapped[str]
    fingerprint: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size_bytes: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, deferred_raiseload=True)
    pages: Mapped[int | None]
    needs_proof: Mapped[bool] = mapped_column(default=False)
    failed: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    proofed_at: Mapped[datetime | None]
    proofed_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class PublishedText(Base):
    """A document of ours that was published as it stood, in English; published again, it is another row."""

    __tablename__ = "published_texts"
    __table_args__ = (sa.UniqueConstraint("key", "edition"),)

    id: Mapped[Id]
    key: Mapped[str]  # as it stands in its address; no key of portal.publications.shelf
    edition: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]  # with the light marks of formats.documents
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
