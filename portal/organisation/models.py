"""Tables of the landlord: offices and hours, closures, holiday changes, teams, topics, targets, editions."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column, relationship

from portal.database import Base, BigId, Id, Mapped


class Landlord(Base):
    """The one row of facts the policy does not give: name, phones, emergency words.

    `data_protection_id`: who deals with complaints about personal data; None: the complaints staff.

    `version` rises with every change to anything of the organisation, `details_version` with this row's own.
    """

    __tablename__ = "landlord"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    phone: Mapped[str]
    email: Mapped[str]
    contact_name: Mapped[str]
    emergency_phone: Mapped[str]
    emergency_words: Mapped[str]
    emergency_review_on: Mapped[date]
    duty_email: Mapped[str] = mapped_column(default="", server_default="")  # told of an emergency hazard
    data_protection_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    recalculation_asked_at: Mapped[datetime | None]  # open dates are to be counted again (rule 13)
    recalculated_to_id: Mapped[int] = mapped_column(default=0)
    details_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)


class Office(Base):
    """A place people can come to. Its division says which bank holidays close it."""

    __tablename__ = "offices"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str]
    postcode: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    access_facts: Mapped[str] = mapped_column(default="")
    division: Mapped[str] = mapped_column(default="england-and-wales")
    is_main: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    windows: Mapped[list[OpeningWindow]] = relationship(
        order_by="OpeningWindow.weekday, OpeningWindow.opens_minute", cascade="all, delete-orphan"
    )


class OpeningWindow(Base):
    """Opening hours of one weekday (Monday 0); minutes since midnight, half-open, 1440 the day's end."""

    __tablename__ = "opening_windows"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440", name="order"
        ),
        sa.UniqueConstraint("office_id", "weekday", "opens_minute"),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("offices.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]


class Closure(Base):
    """Days an office is closed beside holidays, or open for shorter. Both dates inclusive.

    With `opens_minute` and `closes_minute` the office is open just then on those days; such a day still
    counts as a working day. `office_id` None means every office.
    """

    __tablename__ = "closures"
    __table_args__ = (sa.CheckConstraint("from_on <= to_on", name="order"),)

    id: Mapped[Id]
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]
    opens_minute: Mapped[int | None]
    closes_minute: Mapped[int | None]


class HolidayChange(Base):
    """A bank holiday added to or struck from one division's list by an administrator (rule 13)."""

    __tablename__ = "holiday_changes"
    __table_args__ = (sa.UniqueConstraint("division", "on"),)

    id: Mapped[Id]
    division: Mapped[str]
    on: Mapped[date]
    name: Mapped[str]
    struck: Mapped[bool] = mapped_column(default=False)


class Team(Base):
    """People who share a queue."""

    __tablename__ = "teams"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    may_be_named: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Topic(Base):
    """What a contact is about, and the team that gets it. `statutory`: a limit in law applies (HOWM 3.1)."""

    __tablename__ = "topics"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("teams.id"))
    statutory: Mapped[bool] = mapped_column(default=False)
    general_information: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship()


class OtherAgency(Base):
    """Somebody else who can help, shown on the contact page and offered when a matter is not ours."""

    __tablename__ = "other_agencies"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    helps_with: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    is_public_authority: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class OwnTarget(Base):
    """The landlord's own target where the policy gives no number (rule 17). Never shown as the policy's."""

    __tablename__ = "own_targets"
    __table_args__ = (sa.UniqueConstraint("channel", "kind", "event", "from_on"),)

    id: Mapped[Id]
    channel: Mapped[str]
    kind: Mapped[str]
    event: Mapped[str]
    amount: Mapped[int]
    unit: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class CharterEdition(Base):
    """An edition of the charter uploaded by an administrator; the newest that has come into force counts."""

    __tablename__ = "charter_editions"
    __table_args__ = (sa.UniqueConstraint("charter", "edition"),)

    id: Mapped[Id]
    charter: Mapped[str]
    edition: Mapped[str]
    text: Mapped[str]
    effective_on: Mapped[date]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"))


class ExceptionalEvent(Base):
    """Something that keeps us from our promises for a time (Complaint Handling Code, introduction and 8.5).

    It touches one topic, team or office, or with none of them all of us. `expected_on` is the day from which
    we expect to comply again, `back_on` the one from which we did. `tell_asked_at`: customers of the cases
    that were open then get word, once; `told_at` when all of it had been left. `over_told_at`: when all who
    got word had been told that it is over.
    """

    __tablename__ = "exceptional_events"
    __table_args__ = (
        sa.CheckConstraint("from_on < expected_on", name="order"),
        sa.CheckConstraint(
            "CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END + CASE WHEN team_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN office_id IS NULL THEN 0 ELSE 1 END <= 1",
            name="one_part",
        ),
    )

    id: Mapped[Id]
    title: Mapped[str]
    happened: Mapped[str]
    means: Mapped[str]
    topic_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("topics.id"))
    team_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("teams.id"))
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    from_on: Mapped[date]
    expected_on: Mapped[date]
    ombudsman_told_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    back_on: Mapped[date | None]
    tell_asked_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    over_told_at: Mapped[datetime | None]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
