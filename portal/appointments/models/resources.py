"""What can be booked: the landlord's rules, purposes, officers, rooms, interpreters and their times."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import mapped_column

from portal.appointments.weekly_hours import WeeklyWindow
from portal.database import Base, BigId, Id, Mapped


class Rules(Base):
    """The one row of the landlord's own rules for appointments; none of them is in a policy.

    `step_minutes`: the grid of beginnings within the hour. `change_minutes`: customers move and cancel until
    that long before it begins. `reminder_days`: how many days before, separated by "|"; by post `post_days`
    earlier, which a letter takes to be made, collected and brought. `road_minutes`: the
    way between two areas nobody has measured, `same_area_minutes` within one. The targets are dates of our
    own (product rule 17): `arrange_days` calendar days to agree a time, where the charter promises none;
    `tell_minutes` from our cancelling to the customer being told; `punctual_minutes` either side of the
    agreed time, where the charter promises none. None sets no such target.
    """

    __tablename__ = "appointment_rules"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    step_minutes: Mapped[int] = mapped_column(default=30)
    change_minutes: Mapped[int] = mapped_column(default=120)
    reminder_days: Mapped[str] = mapped_column(default="7|2")
    post_days: Mapped[int] = mapped_column(default=3, server_default="3")
    road_minutes: Mapped[int] = mapped_column(default=30)
    same_area_minutes: Mapped[int] = mapped_column(default=10)
    arrange_days: Mapped[int | None] = mapped_column(default=5)
    tell_minutes: Mapped[int | None] = mapped_column(default=60)
    punctual_minutes: Mapped[int | None] = mapped_column(default=15)
    version: Mapped[int] = mapped_column(default=1)


class Purpose(Base):
    """Why people meet us; it sets the length. `places` are `places.Place` values, separated by "|".

    `break_minutes`: the officer's time after it, for notes. `notice_minutes`: the least time from booking to
    beginning. `horizon_days`: how far ahead, today being 0. `team_id`: whose officers, None for all.
    `name_welsh`: the name on Welsh pages and in Welsh letters, "" for the English one there too.
    """

    __tablename__ = "appointment_purposes"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    name_welsh: Mapped[str] = mapped_column(default="", server_default="")
    length_minutes: Mapped[int]
    places: Mapped[str]
    break_minutes: Mapped[int] = mapped_column(default=0)
    notice_minutes: Mapped[int] = mapped_column(default=120)
    horizon_days: Mapped[int] = mapped_column(default=28)
    bring: Mapped[str] = mapped_column(default="")
    team_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("teams.id"))
    offered: Mapped[bool] = mapped_column(default=True)  # to customers; staff may use any that is active
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


_INTERPRETERS = sa.text("kind = 'interpreter'")


class Resource(Base):
    """Somebody or something that can be in one place at a time: an officer, a room, an interpreter.

    `gender` describes an officer or interpreter ("woman", "man" or ""), never a tenant. `languages` are tags
    separated by "|", `dialects` an interpreter's, as people call them, separated likewise, `modes` how an
    interpreter works ("phone|video|in person"). `lead_minutes`: how long before an interpreter must be asked.
    `daily_limit`: visits a day, None for no limit. `area` is where an officer's day begins, for travel. Empty
    `purposes` means all.
    """

    __tablename__ = "resources"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('officer', 'room', 'interpreter')", name="kind"),
        sa.CheckConstraint("(kind = 'officer') = (person_id IS NOT NULL)", name="officer"),
        sa.CheckConstraint("(kind = 'room') = (office_id IS NOT NULL)", name="room"),
        sa.Index("ix_resources_kind", "kind", "active"),
        # Officers are one a person already; of rooms and interpreters the name decides.
        sa.UniqueConstraint("office_id", "name"),
        sa.Index(
            "uq_resources_interpreter",
            "name",
            "agency",
            unique=True,
            sqlite_where=_INTERPRETERS,
            postgresql_where=_INTERPRETERS,
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("people.id"), unique=True)
    office_id: Mapped[int | None] = mapped_column(BigId, sa.ForeignKey("offices.id"))
    gender: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    dialects: Mapped[str] = mapped_column(default="", server_default="")
    sign_language: Mapped[bool] = mapped_column(default=False)
    modes: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="")
    purposes: Mapped[str] = mapped_column(default="")  # ids separated by "|"
    is_private: Mapped[bool] = mapped_column(default=False)
    step_free: Mapped[bool] = mapped_column(default=False)
    seats: Mapped[int] = mapped_column(default=0)
    lead_minutes: Mapped[int] = mapped_column(default=0)
    daily_limit: Mapped[int | None]
    agency: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    late_change: Mapped[str] = mapped_column(default="")  # what a late change costs us, for staff only
    feed_key: Mapped[str | None] = mapped_column(unique=True)  # a digest; the address itself is not kept
    version: Mapped[int] = mapped_column(default=1)


class ResourceHours(Base):
    """A weekly window of somebody's working time, or a room's or interpreter's. Dates inclusive.

    Windows of one resource never overlap: a longer week is written as one window, not as two over each other.
    """

    __tablename__ = "resource_hours"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440", name="order"
        ),
        sa.CheckConstraint("to_on IS NULL OR from_on <= to_on", name="dates"),
        sa.UniqueConstraint("resource_id", "weekday", "opens_minute", "from_on"),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resources.id"), index=True)
    weekday: Mapped[int]  # 0 is Monday
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]  # 1440 is midnight at the end
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    @property
    def window(self) -> WeeklyWindow:
        """The same as a value."""
        return WeeklyWindow(
            weekday=self.weekday,
            opens_minute=self.opens_minute,
            closes_minute=self.closes_minute,
            from_on=self.from_on,
            to_on=self.to_on,
        )


class ResourceAway(Base):
    """A time at which something cannot be booked: training, a meeting, a broken lift. Leave is an absence.

    Times of one resource never overlap.
    """

    __tablename__ = "resource_away"
    __table_args__ = (
        sa.CheckConstraint("starts_at < ends_at", name="order"),
        sa.UniqueConstraint("resource_id", "starts_at"),
    )

    id: Mapped[Id]
    resource_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("resources.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")


class TravelTime(Base):
    """Minutes between two areas, the same both ways; `first` is before `second` in the alphabet."""

    __tablename__ = "travel_times"
    __table_args__ = (
        sa.UniqueConstraint("first", "second"),
        sa.CheckConstraint("first < second", name="order"),  # within one area the rules say how long
        sa.CheckConstraint("minutes >= 0", name="minutes"),
    )

    id: Mapped[Id]
    first: Mapped[str]
    second: Mapped[str]
    minutes: Mapped[int]


class StaffPhoto(Base):
    """A member of staff as a small JPEG, shown to the person they visit."""

    __tablename__ = "staff_photos"

    person_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("people.id"), primary_key=True)
    content: Mapped[bytes]
    changed_at: Mapped[datetime]


# Two administrators may save at the same moment, and both find no overlap; here the second one is refused.
# The same statements stand in the third migration. SQLite has no exclusion constraints; those of PostgreSQL
# need no extension, a number being a range of one.
_REFUSED_ON_SQLITE = """
CREATE TRIGGER {table}_overlap_{when} BEFORE {event} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.resource_id = NEW.resource_id AND other.id IS NOT NEW.id AND {condition}
)
BEGIN
    SELECT RAISE(ABORT, '{table} overlap');
END
"""
_SAME_HOURS = (
    "other.weekday = NEW.weekday "
    "AND other.opens_minute < NEW.closes_minute AND NEW.opens_minute < other.closes_minute "
    "AND (other.to_on IS NULL OR other.to_on >= NEW.from_on) "
    "AND (NEW.to_on IS NULL OR NEW.to_on >= other.from_on)"
)
_SAME_TIME = "other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at"


def _refused_on_sqlite(table: str, condition: str) -> tuple[str, str]:
    return (
        _REFUSED_ON_SQLITE.format(table=table, when="added", event="INSERT", condition=condition),
        _REFUSED_ON_SQLITE.format(table=table, when="changed", event="UPDATE", condition=condition),
    )


HOURS_GUARDS = {
    "sqlite": _refused_on_sqlite("resource_hours", _SAME_HOURS),
    "postgresql": (
        "ALTER TABLE resource_hours ADD CONSTRAINT ex_resource_hours_resource_id EXCLUDE USING gist "
        "(int8range(resource_id, resource_id, '[]') WITH &&, "
        "int8range(weekday * 1440 + opens_minute, weekday * 1440 + closes_minute) WITH &&, "
        "daterange(from_on, to_on, '[]') WITH &&)",
    ),
}
AWAY_GUARDS = {
    "sqlite": _refused_on_sqlite("resource_away", _SAME_TIME),
    "postgresql": (
        "ALTER TABLE resource_away ADD CONSTRAINT ex_resource_away_resource_id EXCLUDE USING gist "
        "(int8range(resource_id, resource_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)",
    ),
}


@event.listens_for(ResourceHours.__table__, "after_create")
def _guard_hours(_table: object, connection: sa.Connection, **_: object) -> None:
    for statement in HOURS_GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(ResourceAway.__table__, "after_create")
def _guard_away(_table: object, connection: sa.Connection, **_: object) -> None:
    for statement in AWAY_GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
