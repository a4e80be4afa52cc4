"""How the appointments of a year went, and which did not take place: missed by us, or nobody let us in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.listing import Cursor
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Resource
from portal.appointments.states import State
from portal.clock.zones import day_start
from portal.database import db
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

ON_A_PAGE = 50
FIRST_YEAR = 2000
COUNTED = (State.FINISHED, State.MISSED_BY_US, State.NO_ACCESS)
_new = aliased(Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheld:
    """One that did not take place. `instead`: the reference of what took its place, "" for nothing yet.

    `wants_none`: they said that they want no other time.
    """

    reference: str
    title: str
    starts_at: datetime
    officer: str
    instead: str
    wants_none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfAppointments:
    """Counts by how they ended, of all that began in the local year, and those of one kind, latest first.

    `later` is where the next page of them begins.
    """

    took_place: int
    missed_by_us: int
    nobody_in: int
    rows: Sequence[Unheld]
    later: Cursor | None

    @property
    def all(self) -> int:
        """Those that should have been held and of which somebody has said how they ended."""
        return self.took_place + self.missed_by_us + self.nobody_in


def missed_in(
    reader: Reader, *, year: int, state: State, after: Cursor | None, now: datetime
) -> YearOfAppointments:
    """The year's figures, and what ended in `state` (missed by us or no access), 50 a page; two statements.

    By the local day on which each was to begin. Nothing of what the reader may not see is counted.
    """
    zone = landlord().zone
    seen = visible_to(reader, today=local_date(now, zone))
    begins, ends = day_start(date(year, 1, 1), zone), day_start(date(year + 1, 1, 1), zone)
    of_year = sa.and_(Appointment.starts_at >= begins, Appointment.starts_at < ends)
    counts = _counts(of_year, seen)
    found = db.session.execute(_listed(state, after).where(of_year, seen)).all()
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    return YearOfAppointments(
        took_place=counts.get(State.FINISHED, 0),
        missed_by_us=counts.get(State.MISSED_BY_US, 0),
        nobody_in=counts.get(State.NO_ACCESS, 0),
        rows=[
            Unheld(
                reference=row.reference,
                title=row.title,
                starts_at=row.starts_at,
                officer=row.officer or "",
                instead=row.instead or "",
                wants_none=bool(row.no_new_time),
            )
            for row in found[:ON_A_PAGE]
        ],
        later=Cursor(at=last.starts_at, id=last.id) if last is not None else None,
    )


def _counts(*which: sa.ColumnElement[bool]) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(Appointment.state, sa.func.count().label("number"))
        .join(Record, Record.id == Appointment.id)
        .where(Appointment.state.in_(COUNTED), *which)
        .group_by(Appointment.state)
    )
    return {row.state: row.number for row in rows}


def _listed(state: State, after: Cursor | None) -> sa.Select[*tuple[Any, ...]]:
    listed = (
        sa.select(
            Record.id,
            Record.reference,
            Record.title,
            Appointment.starts_at,
            Appointment.no_new_time,
            Resource.name.label("officer"),
            _new.reference.label("instead"),
        )
        .join(Appointment, Appointment.id == Record.id)
        .outerjoin(Resource, Resource.id == Appointment.officer_id)
        .outerjoin(_new, _new.id == Appointment.replaced_by_id)
        .where(Appointment.state == state.value)
        .order_by(Appointment.starts_at.desc(), Record.id.desc())
        .limit(ON_A_PAGE + 1)
    )
    if after is not None:
        return listed.where(
            sa.or_(
                Appointment.starts_at < after.at,
                sa.and_(Appointment.starts_at == after.at, Record.id < after.id),
            )
        )
    return listed
