"""Lists of appointments for staff: what is to be arranged, and what is coming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.listing import Cursor, Filters, Waits, Whose, waits
from portal.appointments.models.bookings import TO_ARRANGE, Appointment
from portal.appointments.models.resources import Resource
from portal.appointments.places import Place
from portal.appointments.states import HELD
from portal.clock.zones import day_start
from portal.commitments.due_days import DueDay, due_day
from portal.database import UtcDateTime, db
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

ON_A_PAGE = 25
_UNDATED = datetime(9999, 12, 31, tzinfo=UTC)  # what has no date comes after all that has one

Rows = sa.Select[*tuple[Any, ...]]
_person, _handler = aliased(Person), aliased(Person)
_begins = sa.bindparam("begins", type_=UtcDateTime())
_due = sa.func.coalesce(Record.next_due_at, sa.bindparam("undated", _UNDATED, UtcDateTime()))

# Made once: putting aliased columns into a statement takes longer than reading a page of rows.
_ROWS: Rows = (
    sa.select(
        Record.id,
        Record.reference,
        Record.title,
        Record.person_id,
        Record.handler_id,
        Record.version,
        Record.received_at,
        Record.next_due_at,
        Appointment.state,
        Appointment.place,
        Appointment.office_id,
        Appointment.address,
        Appointment.starts_at,
        Appointment.ends_at,
        Appointment.urgent,
        Appointment.planned_by_staff,
        Appointment.cancelled_by_us.label("cancelled_by_us"),
        Appointment.contact_name,
        Resource.name.label("officer"),
        _person.given_name.label("person_given"),
        _person.family_name.label("person_family"),
        _handler.given_name.label("handler_given"),
        _handler.family_name.label("handler_family"),
        _due.label("due"),
    )
    .select_from(Appointment)
    .join(Record, Record.id == Appointment.id)
    .outerjoin(Resource, Resource.id == Appointment.officer_id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """One line of a list. `officer` and the times are empty while no time is held."""

    reference: str
    version: int
    title: str
    state: str
    waits: Waits
    urgent: bool
    planned_by_staff: bool
    place: Place
    where: str
    starts_at: datetime | None
    ends_at: datetime | None
    officer: str
    who: str
    handler: str
    is_mine: bool
    received_at: datetime
    due: DueDay
    needs: NeedsFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrangingPage:
    """Both lists of the page; each `…_next` is where its next page begins, None where there is none."""

    to_arrange: Sequence[AppointmentRow]
    to_arrange_next: Cursor | None
    coming: Sequence[AppointmentRow]
    coming_next: Cursor | None

    @property
    def coming_days(self) -> list[tuple[date, list[AppointmentRow]]]:
        """What is coming, by local day."""
        zone = landlord().zone
        dated = [(local_date(row.starts_at, zone), row) for row in self.coming if row.starts_at is not None]
        return [(on, [row for _, row in rows]) for on, rows in groupby(dated, key=lambda pair: pair[0])]


def arranging_for(reader: Reader, filters: Filters, *, now: datetime) -> ArrangingPage:
    """What is to be arranged, the earliest promise first, and what is coming from today on; three statements.

    25 of each a page. Cancelled or missed by us counts until there is a new time, or none is wanted.
    """
    facts = landlord()
    today = local_date(now, facts.zone)
    begins = filters.since.at if filters.since else day_start(today, facts.zone)
    waiting = db.session.execute(_after(_to_arrange(reader, filters.whose, today), _due, filters.after)).all()
    coming = db.session.execute(
        _after(_coming(reader, filters.whose, today), Appointment.starts_at, filters.since),
        {"begins": begins},
    ).all()
    shown = [*waiting[:ON_A_PAGE], *coming[:ON_A_PAGE]]
    flags = flag_for({row.person_id for row in shown if row.person_id}, today=today)
    rows = [_row(row, reader, facts, flags, now) for row in shown]
    first = len(waiting[:ON_A_PAGE])
    return ArrangingPage(
        to_arrange=rows[:first],
        to_arrange_next=_next(waiting, "due"),
        coming=rows[first:],
        coming_next=_next(coming, "starts_at"),
    )


# The statements are kept, because making one takes longer than the database needs to answer it.
@lru_cache(maxsize=512)
def _to_arrange(reader: Reader, whose: Whose, today: date) -> Rows:
    return _ROWS.where(
        sa.text(TO_ARRANGE),  # as the partial index says it, so that both databases read that
        sa.or_(
            Appointment.state.in_([sa.literal_column("'wanted'"), sa.literal_column("'offered'")]),
            sa.and_(Appointment.replaced_by_id.is_(None), Appointment.no_new_time == ""),
        ),
        Record.closed_at.is_(None),
        _whose(whose, reader),
        visible_to(reader, today=today),
    ).order_by(_due, Record.id)


@lru_cache(maxsize=512)
def _coming(reader: Reader, whose: Whose, today: date) -> Rows:
    # Also what another team arranged and its own officers keep.
    kept_by = {
        Whose.MINE: Resource.person_id == reader.person_id,
        Whose.TEAM: Resource.person_id.in_(
            sa.select(StaffProfile.person_id).where(StaffProfile.team_id == reader.team_id)
        ),
        Whose.ALL: sa.true(),
    }
    return _ROWS.where(
        Appointment.starts_at >= _begins,
        Appointment.state.in_(sorted(HELD)),
        sa.or_(_whose(whose, reader), kept_by[whose]),
        visible_to(reader, today=today),
    ).order_by(Appointment.starts_at, Record.id)


def _whose(whose: Whose, reader: Reader) -> sa.ColumnElement[bool]:
    if whose is Whose.MINE:
        return Record.handler_id == reader.person_id
    if whose is Whose.TEAM:
        return Record.team_id == reader.team_id if reader.team_id is not None else sa.false()
    return sa.true()


def _after(query: Rows, column: Any, cursor: Cursor | None) -> Rows:
    if cursor is not None:
        query = query.where(
            column >= cursor.at,
            sa.or_(column > cursor.at, sa.and_(column == cursor.at, Record.id > cursor.id)),
        )
    return query.limit(ON_A_PAGE + 1)


def _next(found: Sequence[Any], column: str) -> Cursor | None:
    if len(found) <= ON_A_PAGE:
        return None
    last = found[ON_A_PAGE - 1]
    return Cursor(at=getattr(last, column), id=last.id)


def _row(
    row: Any, reader: Reader, facts: LandlordFacts, flags: Mapping[int, NeedsFlag], now: datetime
) -> AppointmentRow:
    known = f"{row.person_given or ''} {row.person_family or ''}".strip()
    place = Place(row.place)
    return AppointmentRow(
        reference=row.reference,
        version=row.version,
        title=row.title,
        state=row.state,
        waits=waits(row.state, cancelled_by_us=bool(row.cancelled_by_us)),
        urgent=row.urgent,
        planned_by_staff=row.planned_by_staff,
        place=place,
        where=_where(place, row, facts),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        officer=row.officer or "",
        who=known or row.contact_name,
        handler=f"{row.handler_given or ''} {row.handler_family or ''}".strip(),
        is_mine=row.handler_id == reader.person_id,
        received_at=row.received_at,
        due=due_day(row.next_due_at, now=now, zone=facts.zone),
        needs=flags.get(row.person_id, NO_NEEDS),
    )


def _where(place: Place, row: Any, facts: LandlordFacts) -> str:
    """The home's address or the office's name; "" on the phone and by video."""
    if place is Place.HOME:
        return str(row.address)
    if place is Place.OFFICE and row.office_id is not None:
        return facts.office(row.office_id).name
    return ""
