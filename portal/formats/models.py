"""What people make of a text because no machine can: dated tasks, what came back, and who makes it."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped
from portal.formats.tasks import SupplierKind, TaskState
from portal.needs.ways import STANDARD_POINTS, Carrier, Format


def _one_of(name: str, words: type[TaskState] | type[SupplierKind]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} IN ({','.join(repr(word.value) for word in words)})", name=name)


class Supplier(Base):
    """Somebody who makes forms for us: a translator, a transcriber of Braille, a studio, a film maker.

    `languages` are BCP 47 tags separated by blanks, for translators.
    """

    __tablename__ = "format_suppliers"
    __table_args__ = (_one_of("kind", SupplierKind), sa.UniqueConstraint("kind", "name"))

    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class FormatTask(Base):
    """Something a person must make, or a text to be read out on the phone. Its steps are `tasks.TaskState`.

    `document_text` is what is sent to a supplier: the text as it goes on paper, so that no private link is
    ever handed on. `missing_part` names the program that would have made it here ("liblouis", "speech"),
    and `install` the command that puts it there.
    `result_…` are words that came back; a file that came back is a `FormatTaskFile`. `summary_agreed_on`:
    the customer agreed to a summary instead of the whole (RHA 4a). `version` is that of the page's form.
    """

    __tablename__ = "format_tasks"
    __table_args__ = (
        _one_of("state", TaskState),
        sa.Index(
            "ix_format_tasks_open",
            "due_on",
            "id",
            sqlite_where=sa.text("state IN ('to send', 'with supplier', 'received')"),
            postgresql_where=sa.text("state IN ('to send', 'with supplier', 'received')"),
        ),
        sa.Index("ix_format_tasks_message_id", "message_id"),
        sa.Index("ix_format_tasks_record_id", "record_id"),
        sa.Index("ix_format_tasks_person_id", "person_id"),
    )

    id: Mapped[Id]
    title: Mapped[str]
    format: Mapped[str]
    carrier: Mapped[str] = mapped_column(default=Carrier.POST.value)
    language: Mapped[str] = mapped_column(default="")
    points: Mapped[int] = mapped_column(default=STANDARD_POINTS)
    contracted: Mapped[bool] = mapped_column(default=True)
    document_text: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"))
    message_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("outgoing_messages.id"))
    missing_part: Mapped[str] = mapped_column(default="")
    install: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=TaskState.TO_SEND.value)
    due_on: Mapped[date]
    due_source: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    supplier_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("format_suppliers.id"))
    summary_agreed_on: Mapped[date | None]
    sent_on: Mapped[date | None]
    received_on: Mapped[date | None]
    result_title: Mapped[str] = mapped_column(default="")
    result_text: Mapped[str] = mapped_column(default="")
    dispatch: Mapped[str] = mapped_column(default="")  # the proof: who took it, a number, who was rung
    note: Mapped[str] = mapped_column(default="")  # why it was called off
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    supplier: Mapped[Supplier | None] = relationship(lazy="raise")

    @property
    def standing(self) -> TaskState:
        """Where it stands."""
        return TaskState(self.state)

    @property
    def form(self) -> Format:
        """What is to be made."""
        return Format(self.format)

    @property
    def way(self) -> Carrier:
        """How it is to reach the person; by phone it is read out."""
        return Carrier(self.carrier)


class FormatTaskFile(Base):
    """The file a supplier returned, as we keep it."""

    __tablename__ = "format_task_files"

    task_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("format_tasks.id"), primary_key=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True, deferred_raiseload=True)
