"""What administrators set up for appointments, as it stands. Everything here is open to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.appointments.diaries import ResourceKind
from portal.appointments.hours_file import Known
from portal.appointments.models.resources import (
    Purpose,
    Resource,
    ResourceAway,
    ResourceHours,
    Rules,
    StaffPhoto,
    TravelTime,
)
from portal.appointments.weekly_hours import WeeklyWindow
from portal.clock.zones import day_start, local_day
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person, StaffProfile
from portal.organisation.models import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A resource in a list. `has_hours`: whether it has any now or later."""

    resource: Resource
    has_hours: bool
    job_title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The weekly windows that count between the same dates, in order of weekday and time."""

    from_on: date
    to_on: date | None
    windows: tuple[WeeklyWindow, ...]

    def spans(self, weekday: int) -> tuple[tuple[int, int], ...]:
        """Minutes, opening and closing, of one weekday (0 is Monday)."""
        return tuple((w.opens_minute, w.closes_minute) for w in self.windows if w.weekday == weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """How much there is of what appointments need, of what is in use only."""

    purposes: int
    officers: int
    officers_without_hours: int
    rooms: int
    interpreters: int
    interpreters_without_hours: int


def everything(*, today: date) -> Everything:
    """Counts of what is in use, and of those who can never be offered for want of hours; two statements."""
    counted = db.session.execute(
        sa.select(
            Resource.kind,
            sa.func.count(),
            sa.func.sum(sa.case((_has_hours(today), 0), else_=1)),
        )
        .where(Resource.active.is_(True))
        .group_by(Resource.kind)
    )
    found = {kind: (int(number), int(without or 0)) for kind, number, without in counted}
    purposes = db.session.scalar(
        sa.select(sa.func.count()).select_from(Purpose).where(Purpose.active.is_(True))
    )
    officers = found.get(ResourceKind.OFFICER.value, (0, 0))
    interpreters = found.get(ResourceKind.INTERPRETER.value, (0, 0))
    return Everything(
        purposes=purposes or 0,
        officers=officers[0],
        officers_without_hours=officers[1],
        rooms=found.get(ResourceKind.ROOM.value, (0, 0))[0],
        interpreters=interpreters[0],
        interpreters_without_hours=interpreters[1],
    )


def rules_row() -> Rules | None:
    """The landlord's rules as stored; None as long as nobody has set any."""
    return db.session.get(Rules, 1)


def all_purposes() -> Sequence[Purpose]:
    """Every purpose in its order, also those no longer used."""
    return db.session.scalars(sa.select(Purpose).order_by(Purpose.position, Purpose.name)).all()


def purpose_row(purpose_id: int) -> Purpose:
    """A purpose, for changing it; NotFound."""
    found = db.session.get(Purpose, purpose_id)
    if found is None:
        raise NotFound
    return found


def resource_row(resource_id: int, kind: ResourceKind | None = None) -> Resource:
    """A resource (of that kind, if one is given), for changing it; NotFound."""
    found = db.session.get(Resource, resource_id)
    if found is None or (kind is not None and found.kind != kind):
        raise NotFound
    return found


def resources_of(kind: ResourceKind, *, today: date) -> list[Listed]:
    """All of one kind by name, those in use first, each with whether it has hours now or later."""
    rows = db.session.execute(
        sa.select(Resource, _has_hours(today), StaffProfile.job_title)
        .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .where(Resource.kind == kind.value)
        .order_by(Resource.active.desc(), Resource.name, Resource.id)
    )
    return [
        Listed(resource=resource, has_hours=hours, job_title=job_title or "")
        for resource, hours, job_title in rows
    ]


def staff_not_booked() -> list[Person]:
    """Those who work for us and cannot be booked yet, by family name."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .join(StaffProfile, StaffProfile.person_id == Person.id)
            .outerjoin(Resource, Resource.person_id == Person.id)
            .where(StaffProfile.active.is_(True), Resource.id.is_(None))
            .order_by(Person.family_name, Person.given_name, Person.id)
        )
    )


def has_photo(person_id: int) -> bool:
    """Whether there is a photo of that member of staff; the picture itself is not loaded."""
    return bool(db.session.scalar(sa.select(sa.exists().where(StaffPhoto.person_id == person_id))))


def periods_of(resource_id: int) -> list[Period]:
    """The weekly hours of a resource, those with the same dates together, the latest first."""
    grouped: dict[tuple[date, date | None], list[WeeklyWindow]] = {}
    for window in _windows(ResourceHours.resource_id == resource_id).get(resource_id, []):
        grouped.setdefault((window.from_on, window.to_on), []).append(window)
    return [
        Period(from_on=from_on, to_on=to_on, windows=tuple(windows))
        for (from_on, to_on), windows in sorted(grouped.items(), key=lambda one: one[0][0], reverse=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayTime:
    """A time away. `first_on` and `last_on` are set where it is whole local days, both included."""

    id: int
    starts_at: datetime
    ends_at: datetime
    why: str
    first_on: date | None = None
    last_on: date | None = None


def away_of(resource_id: int, *, now: datetime, zone: ZoneInfo) -> list[AwayTime]:
    """Times away that are not over, the first to come first."""
    rows = db.session.scalars(
        sa.select(ResourceAway)
        .where(ResourceAway.resource_id == resource_id, ResourceAway.ends_at > now)
        .order_by(ResourceAway.starts_at)
    )
    return [_away_time(row, zone) for row in rows]


def _away_time(row: ResourceAway, zone: ZoneInfo) -> AwayTime:
    first, last = local_day(row.starts_at, zone), local_day(row.ends_at - timedelta(microseconds=1), zone)
    begins, ends = day_start(first, zone), day_start(last + timedelta(days=1), zone)
    whole = (begins, ends) == (row.starts_at, row.ends_at)
    return AwayTime(
        id=row.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        why=row.why,
        first_on=first if whole else None,
        last_on=last if whole else None,
    )


def all_roads() -> Sequence[TravelTime]:
    """How long the ways between areas take, by area."""
    return db.session.scalars(sa.select(TravelTime).order_by(TravelTime.first, TravelTime.second)).all()


def road_row(road_id: int) -> TravelTime:
    """One of them; NotFound."""
    found = db.session.get(TravelTime, road_id)
    if found is None:
        raise NotFound
    return found


def known_for_hours_file() -> Known:
    """Everybody and everything in use that a file of hours may name, and the hours each has; two statements.

    Officers by their address at work; rooms and interpreters by name, with office or agency before it too.
    """
    names: dict[str, list[int]] = {}
    rows = db.session.execute(
        sa.select(Resource, StaffProfile.work_email, Office.name)
        .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .outerjoin(Office, Office.id == Resource.office_id)
        .where(Resource.active.is_(True))
        .order_by(Resource.id)
    )
    for resource, work_email, office in rows:
        of = office or resource.agency
        known_as = (
            [work_email] if work_email else [resource.name, *([f"{of}: {resource.name}"] if of else [])]
        )
        for name in known_as:
            names.setdefault(" ".join(name.casefold().split()), []).append(resource.id)
    return Known(names=names, stored=_windows(sa.true()))


def _has_hours(today: date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        ResourceHours.resource_id == Resource.id,
        sa.or_(ResourceHours.to_on.is_(None), ResourceHours.to_on >= today),
    )


def _windows(condition: sa.ColumnElement[bool]) -> dict[int, list[WeeklyWindow]]:
    found: dict[int, list[WeeklyWindow]] = {}
    for row in db.session.scalars(
        sa.select(ResourceHours)
        .where(condition)
        .order_by(ResourceHours.from_on, ResourceHours.weekday, ResourceHours.opens_minute)
    ):
        found.setdefault(row.resource_id, []).append(row.window)
    return found
