"""The outbox: what we said, to whom, in which form, and whether it has gone; its files; the daily post."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from portal.database import Base, BigId, Id, Json, Mapped
from portal.messaging.states import State
from portal.needs.ways import STANDARD_POINTS, Carrier, Format, FormatChoice


def _only(condition: str) -> dict[str, Any]:
    where = sa.text(condition)
    return {"sqlite_where": where, "postgresql_where": where}


def _one_of(name: str, words: type[State] | type[Carrier] | type[Format]) -> sa.CheckConstraint:
    listed = ",".join(f"'{word.value}'" for word in words)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=name)


class OutgoingMessage(Base):
    """One message to one person in one form. Rows are written in the act's transaction; `states.State`.

    Somebody who asked for several forms has a row for each, the later ones with `first_id`. `text` and
    `subject` are what was written, `paper_text` the same where a private link would be of no use ("" where
    there is none). What a translator or a writer of easy read returned stands beside them (`put_…`).
    `message_id` goes into the mail's header and stays the same at every try. `claimed_until` is the end of a
    worker's lease and `claimed_by` the claim's own name; while it is held, `next_try_at` is the lease's end.
    `to_postal` holds the lines of an envelope, `post_on` the day whose post it goes with. `calendar` is a
    calendar file (RFC 5545) that goes with the mail; "" for most.
    """

    __tablename__ = "outgoing_messages"
    __table_args__ = (
        sa.Index(
            "ix_outgoing_messages_waiting", "next_try_at", "id", **_only("state IN ('waiting', 'sending')")
        ),
        sa.Index(
            "ix_outgoing_messages_to_make",
            "next_try_at",
            "id",
            **_only("state IN ('to be made', 'being made')"),
        ),
        sa.Index("ix_outgoing_messages_unsent", "state", "id", **_only("state <> 'sent'")),
        sa.Index("ix_outgoing_messages_record_id", "record_id"),
        _one_of("state", State),
        _one_of("format", Format),
        _one_of("carrier", Carrier),
    )

    id: Mapped[Id]
    message_id: Mapped[str] = mapped_column(unique=True)
    first_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("outgoing_messages.id"), index=True)
    kind: Mapped[str]
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("entries.id"))
    to_address: Mapped[str]
    to_postal: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    text: Mapped[str]
    paper_text: Mapped[str] = mapped_column(default="")
    put_subject: Mapped[str] = mapped_column(default="")
    put_text: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default=Format.STANDARD.value)
    carrier: Mapped[str] = mapped_column(default=Carrier.EMAIL.value)
    language: Mapped[str] = mapped_column(default="")
    points: Mapped[int] = mapped_column(default=STANDARD_POINTS)
    contracted: Mapped[bool] = mapped_column(default=True)
    facts: Mapped[Any] = mapped_column(Json, default=dict)
    calendar: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    post_on: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")

    @property
    def choice(self) -> FormatChoice:
        """The form, as it was asked for."""
        return FormatChoice(
            format=Format(self.format),
            points=self.points,
            contracted=self.contracted,
            language=self.language,
        )


class MessageFile(Base):
    """The one file made of a message: a letter, Braille, a recording, or what a supplier returned.

    `needs_proof`: made by a machine, and nobody else may have it before a person has read it (`checked_…`).
    """

    __tablename__ = "message_files"

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(
        BigId, sa.ForeignKey("outgoing_messages.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True, deferred_raiseload=True)
    pages: Mapped[int | None]
    made_at: Mapped[datetime]
    by_people: Mapped[bool] = mapped_column(default=False)
    needs_proof: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))


class PrintRun(Base):
    """The letters of one post, printed together. `content` is the one PDF of them, made by the worker.

    `post_on` is the day they are posted. `last_error` says why the PDF could not be made; "" otherwise.
    """

    __tablename__ = "print_runs"
    __table_args__ = (
        sa.Index("ix_print_runs_to_make", "next_try_at", "id", **_only("made_at IS NULL")),
        sa.Index("ix_print_runs_not_posted", "id", **_only("posted_at IS NULL")),
    )

    id: Mapped[Id]
    post_on: Mapped[date]
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    next_try_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    made_at: Mapped[datetime | None]
    pages: Mapped[int | None]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True, deferred_raiseload=True)
    last_error: Mapped[str] = mapped_column(default="")
    posted_at: Mapped[datetime | None]  # when the last of it was posted


class PrintRunItem(Base):
    """One letter in a run, at its place. `taken_out_at`: it was not posted with this run after all."""

    __tablename__ = "print_run_items"
    __table_args__ = (
        # No letter is in two runs: two people who begin a run at one moment meet here.
        sa.Index("uq_print_run_items_message_id", "message_id", unique=True, **_only("taken_out_at IS NULL")),
        sa.UniqueConstraint("run_id", "place"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("print_runs.id"))
    message_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("outgoing_messages.id"))
    place: Mapped[int]
    posted_at: Mapped[datetime | None]
    taken_out_at: Mapped[datetime | None]
