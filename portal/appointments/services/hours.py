"""When somebody or something can be booked: weekly hours by hand or from a file, and times away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.appointments.hours_file import HoursFile
from portal.appointments.models.resources import Resource, ResourceAway, ResourceHours
from portal.appointments.weekly_hours import WeeklyWindow, beside_all, first_clash
from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale

Dates = tuple[date, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """How many windows were added, taken out, and stored before just as they are."""

    added: int = 0
    removed: int = 0
    kept: int = 0


def save_hours(
    *,
    resource_id: int,
    was: Dates | None,
    windows: Sequence[WeeklyWindow],
    replace: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Changed:
    """Give somebody weekly hours between dates, or (`was`) put them in the place of those between others.

    `replace`: all other hours no longer count on these days; they end the day before, and begin again after.
    RuleBroken("no hours"), ("hours overlap", window=…); Stale; NotFound.
    """
    resource = _resource(resource_id, version)
    if not windows:
        raise RuleBroken("no hours")
    others = {window for window in _stored(resource_id) if (window.from_on, window.to_on) != was}
    if replace:
        others = beside_all(others, windows)
    clash = first_clash([*windows, *others])
    if clash is not None:
        raise RuleBroken("hours overlap", window=clash[1])
    changed = _write(resource_id, others | set(windows))
    resource.version += 1
    record_act(act="appointments.hours set", by=by, now=now, person_id=resource.person_id)
    return changed


def remove_hours(*, resource_id: int, dates: Dates, version: int, by: int | None, now: datetime) -> None:
    """Take out the hours that count between those dates. Stale; NotFound where there are none."""
    resource = _resource(resource_id, version)
    stored = _stored(resource_id)
    left = {window for window in stored if (window.from_on, window.to_on) != dates}
    if len(left) == len(stored):
        raise NotFound
    _write(resource_id, left)
    resource.version += 1
    record_act(act="appointments.hours removed", by=by, now=now, person_id=resource.person_id)


def store_hours_file(read: HoursFile, *, replace: bool, by: int | None, now: datetime) -> Changed:
    """Store all windows of a file without a fault; sent again it changes nothing.

    RuleBroken("file has faults") for any other: of such a file nothing is stored.
    """
    if read.faults:
        raise RuleBroken("file has faults", faults=read.faults)
    added = removed = kept = 0
    for resource_id, windows in sorted(read.by_resource().items()):
        resource = _resource(resource_id, None)
        others = set(_stored(resource_id))
        if replace:
            others = beside_all(others, windows)
        changed = _write(resource_id, others | set(windows))
        added, removed, kept = added + changed.added, removed + changed.removed, kept + changed.kept
        if changed.added or changed.removed:
            resource.version += 1
            record_act(act="appointments.hours set", by=by, now=now, person_id=resource.person_id)
    return Changed(added=added, removed=removed, kept=kept)


def add_away(
    *, resource_id: int, starts_at: datetime, ends_at: datetime, why: str, by: int | None, now: datetime
) -> ResourceAway:
    """A time at which something cannot be booked; what is booked in it already stays and must be moved.

    RuleBroken("away ends before it begins"), ("away overlaps"); NotFound.
    """
    resource = _resource(resource_id, None)
    if starts_at >= ends_at:
        raise RuleBroken("away ends before it begins", starts_at=starts_at, ends_at=ends_at)
    row = ResourceAway(resource_id=resource_id, starts_at=starts_at, ends_at=ends_at, why=why)
    try:
        # The guard of the table decides, also between two who add at the same moment.
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("away overlaps") from error
    record_act(act="appointments.away added", by=by, now=now, person_id=resource.person_id)
    return row


def remove_away(*, resource_id: int, away_id: int, by: int | None, now: datetime) -> None:
    """There after all. NotFound."""
    row = db.session.get(ResourceAway, away_id)
    if row is None or row.resource_id != resource_id:
        raise NotFound
    db.session.delete(row)
    record_act(act="appointments.away removed", by=by, now=now)


def _resource(resource_id: int, version: int | None) -> Resource:
    """The resource, locked: the second of two who change its hours waits, and then is stale."""
    row = db.session.get(Resource, resource_id, with_for_update=True)
    if row is None:
        raise NotFound
    if version is not None and row.version != version:
        raise Stale(was=version, now=row.version)
    return row


def _rows(resource_id: int) -> Sequence[ResourceHours]:
    return db.session.scalars(
        sa.select(ResourceHours).where(ResourceHours.resource_id == resource_id).order_by(ResourceHours.id)
    ).all()


def _stored(resource_id: int) -> list[WeeklyWindow]:
    return [row.window for row in _rows(resource_id)]


def _write(resource_id: int, wanted: Collection[WeeklyWindow]) -> Changed:
    rows = {row.window: row for row in _rows(resource_id)}
    gone, new = set(rows) - set(wanted), set(wanted) - set(rows)
    try:
        with db.session.begin_nested():
            for window in gone:
                db.session.delete(rows[window])
            db.session.flush()  # or the new ones would come first, and overlap what is to go
            db.session.add_all(_row(resource_id, window) for window in _in_order(new))
            db.session.flush()
    except IntegrityError as error:  # somebody added hours between our look and here
        raise RuleBroken("hours overlap", window=None) from error
    return Changed(added=len(new), removed=len(gone), kept=len(rows) - len(gone))


def _in_order(windows: Iterable[WeeklyWindow]) -> list[WeeklyWindow]:
    return sorted(windows, key=lambda w: (w.from_on, w.to_on or date.max, w.weekday, w.opens_minute))


def _row(resource_id: int, window: WeeklyWindow) -> ResourceHours:
    return ResourceHours(
        resource_id=resource_id,
        weekday=window.weekday,
        opens_minute=window.opens_minute,
        closes_minute=window.closes_minute,
        from_on=window.from_on,
        to_on=window.to_on,
    )
