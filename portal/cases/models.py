"""Tables of cases: what a customer raised, options put to them, referrals, and staff's notes to work by."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped
from portal.records.models import Record


class Case(Base):
    """An enquiry, service request or request for information. `words` are the customer's, never edited."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    words: Mapped[str]
    status: Mapped[str]  # stages.Status
    reply_by: Mapped[str]  # kinds.ReplyBy
    ring_between: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[str] = mapped_column(default="")
    contact_kind: Mapped[str] = mapped_column(default="")  # key of the charter's contact kinds, of a visitor
    urgent: Mapped[bool] = mapped_column(default=False)
    information_kind: Mapped[str] = mapped_column(default="")  # kinds.InformationKind
    next_update_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    manager_asked_at: Mapped[datetime | None]

    record: Mapped[Record] = relationship(lazy="raise")


class CaseLink(Base):
    """Two cases that belong together; stored once, the smaller id first."""

    __tablename__ = "case_links"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="order"),
    )

    id: Mapped[Id]
    first_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    second_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    made_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class Option(Base):
    """A choice staff put to the customer, with its date and what follows from it (TPP Values 4)."""

    __tablename__ = "case_options"

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    words: Mapped[str]
    consequence: Mapped[str]
    by_on: Mapped[date | None]
    put_at: Mapped[datetime]
    put_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    chosen_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Referral(Base):
    """A matter handed to somebody else. For FOI or EIR only `submitted_at` keeps the promise (HOWM 3.1).

    `agency` is empty for as long as we have not passed the request on to the authority it is for.
    """

    __tablename__ = "referrals"

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    agency: Mapped[str]
    may_name_requester: Mapped[bool | None]
    opened_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    note: Mapped[str] = mapped_column(default="")


class AnswerTemplate(Base):
    """A reviewed answer for a topic (RHA 2.1d)."""

    __tablename__ = "answer_templates"

    id: Mapped[Id]
    topic_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("topics.id"), index=True)
    title: Mapped[str]
    body: Mapped[str]
    owner_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    review_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)


class KnowledgeNote(Base):
    """What staff need to know on a topic (RHA 2.1b)."""

    __tablename__ = "knowledge_notes"

    id: Mapped[Id]
    topic_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("topics.id"), index=True)
    title: Mapped[str]
    body: Mapped[str]
    owner_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    review_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
