"""Tables of cases: what a customer raised, options, referrals, feedback and what came of it, notes."""

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
    by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))  # None: a visitor


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


class Feedback(Base):
    """What a comment, compliment or complaint says beside its words, and what we learned from it.

    `named`: key of the charter's kind of feedback. `about` is feedback.About, `about_name` which one, in
    their words. `from_card`: on a paper card of ours, whose code became the reference. `data_protection`: a
    complaint about how we use personal data, which goes its own way (Data Protection Act 2018, section 164A).
    """

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    named: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    about_name: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date | None]
    put_right: Mapped[str] = mapped_column(default="")
    from_card: Mapped[bool] = mapped_column(default=False)
    data_protection: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    acknowledged_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    learned: Mapped[str] = mapped_column(default="")
    will_change: Mapped[str] = mapped_column(default="")


class ComplaintChoice(Base):
    """The choice to make it a complaint, offered to somebody unhappy, and what they said (the Code, 1.3).

    `offered_where` is feedback.Where, `answer` feedback.Wish, "" while they have not said.
    """

    __tablename__ = "complaint_choices"

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    offered_where: Mapped[str]
    offered_at: Mapped[datetime]
    offered_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))  # None: the portal
    commitment_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("commitments.id"))
    words: Mapped[str] = mapped_column(default="")  # what they said when it was offered
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    complaint_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)


class Theme(Base):
    """What feedback is about, in the landlord's own list, so that it can be counted."""

    __tablename__ = "themes"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class CaseTheme(Base):
    """A theme of a case; there may be several."""

    __tablename__ = "case_themes"

    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("themes.id"), primary_key=True, index=True)


class Praise(Base):
    """A compliment passed on to the member of staff it is about; `managers`: how many of theirs were told."""

    __tablename__ = "praises"
    __table_args__ = (sa.UniqueConstraint("record_id", "person_id"),)

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"))
    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), index=True)
    passed_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    managers: Mapped[int]


class WhatWeDid(Base):
    """An entry of "you said, we did", in our words, never with a customer's name. Taken back, it is kept."""

    __tablename__ = "what_we_did"

    id: Mapped[Id]
    theme_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("themes.id"), index=True)
    said: Mapped[str]
    did: Mapped[str]
    published_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))
    record_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class EventWord(Base):
    """A case whose customer has word of an exceptional event; not `sent` on it where they had it already.

    One row a case and event, so that nobody is told of one event twice. `over_at`: whoever got word by it
    was told that it is over.
    """

    __tablename__ = "event_words"
    __table_args__ = (sa.UniqueConstraint("event_id", "record_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("exceptional_events.id"))
    record_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("records.id"), index=True)
    sent: Mapped[bool]
    at: Mapped[datetime]
    over_at: Mapped[datetime | None]
