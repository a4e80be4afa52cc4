"""The worklist: what falls due first at the top, then what has no date, oldest first; and its counters.

What is closed is a list of its own, the latest first.

Two phases, as the partial indexes of `records` are made: a page of dated rows, filled up with undated ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.queries.of_person import names_given
from portal.cases.models import Case
from portal.cases.outside_answers import News
from portal.cases.queries import news_for
from portal.cases.stages import Status
from portal.cases.worklist import Cursor, Filters, Standing, When, Whose, end_of_today
from portal.charters.standards import CaseKind
from portal.commitments.due_days import DueDay, due_day
from portal.database import UtcDateTime, db
from portal.identity.models import Home, Person, Tenancy
from portal.identity.readers import Reader
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

Rows = sa.Select[*tuple[Any, ...]]

_handler, _person = aliased(Person), aliased(Person)

# Made once: putting aliased columns into a statement takes longer than reading a page of rows.
_ROWS: Rows = (
    sa.select(
        Record.id,
        Record.reference,
        Record.title,
        Record.kind,
        Record.version,
        Record.next_due_at,
        Record.received_at,
        Record.closed_at,
        Record.person_id,
        Record.handler_id,
        Record.team_id,
        Record.office_id,
        Case.status,
        Case.urgent,
        Case.next_update_on,
        Case.contact_name,
        _person.given_name.label("person_given"),
        _person.family_name.label("person_family"),
        _handler.given_name.label("handler_given"),
        _handler.family_name.label("handler_family"),
        Home.address.label("home_address"),
    )
    .outerjoin(Case, Case.id == Record.id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
    .outerjoin(Home, Home.id == Tenancy.home_id)
)

ON_A_PAGE = 25
_NOW = sa.bindparam("now", type_=UtcDateTime())
_END_OF_TODAY = sa.bindparam("end_of_today", type_=UtcDateTime())
_SOON = sa.bindparam("soon", type_=UtcDateTime())

# Work that is no case, such as asking again what helps somebody, is listed four weeks before its date.
AHEAD = timedelta(weeks=4)
_OTHER_WORK = sa.and_(Case.id.is_(None), Record.next_due_at <= _SOON)

COUNTED_TO = 99  # beyond it the counter says "99+" and the database has stopped counting


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRow:
    """One line of the list. `handler` is "" where nobody has it; `where` the home's address or the office."""

    reference: str
    title: str
    kind: str
    status: str
    urgent: bool
    version: int
    due: DueDay
    received_at: datetime
    closed_at: datetime | None
    who: str
    where: str
    handler: str
    is_mine: bool
    team: str
    next_update_on: date | None
    needs: NeedsFlag
    person_id: int | None
    is_case: bool
    news: News | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """A page of the list, and the cursor of the next one if there is any."""

    rows: Sequence[WorkRow]
    next: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How many there are to do, each counted to 100 and no further; `late` and `today` of whose is shown."""

    mine: int
    team: int
    nobody: int
    late: int
    today: int


def worklist_for(reader: Reader, filters: Filters, *, now: datetime) -> WorkPage:
    """A page of what this member of staff asked for: five statements at most, for any number of rows."""
    facts = landlord()
    today, times = local_date(now, facts.zone), _times(now, facts.zone)
    found: list[Any] = []
    is_closed = filters.status is Standing.CLOSED
    if is_closed:
        found += db.session.execute(closed(reader, filters, today), times).all()
    elif filters.after is None or filters.after.dated:
        found += db.session.execute(dated(reader, filters, today), times).all()
    if len(found) <= ON_A_PAGE and filters.when is When.ANY and not is_closed:
        found += db.session.execute(undated(reader, filters, today), times).all()
    shown = found[:ON_A_PAGE]
    flags = flag_for({row.person_id for row in shown if row.person_id}, today=today)
    # Of visitors only an appointment is listed here without a case that knows their name.
    visitors = names_given(row.id for row in shown if row.status is None and row.person_id is None)
    complaints = [row.id for row in shown if row.kind == CaseKind.COMPLAINT and row.closed_at is None]
    news = news_for(complaints, today=today)
    return WorkPage(
        rows=[_row(row, reader, facts, flags, visitors, news.get(row.id), now) for row in shown],
        next=_cursor(shown[-1]) if len(found) > ON_A_PAGE else None,  # each asks for one more than a page
    )


def counters_for(reader: Reader, filters: Filters, *, now: datetime) -> Counters:
    """The numbers above the list, in one statement."""
    zone = landlord().zone
    query = _counting(reader, filters.whose, local_date(now, zone))
    return Counters(**db.session.execute(query, _times(now, zone)).one()._mapping)


def dated(reader: Reader, filters: Filters, today: date) -> Rows:
    """Rows with a next due date, the earliest first. Late: due by :now; today: due by :end_of_today."""
    query = _dated(reader, replace(filters, after=None), today)
    return query if filters.after is None else query.where(_after(Record.next_due_at, filters.after))


def undated(reader: Reader, filters: Filters, today: date) -> Rows:
    """Rows still open without a date, the longest waiting first."""
    query = _undated(reader, replace(filters, after=None), today)
    if filters.after is None or filters.after.dated:
        return query
    return query.where(_after(Record.received_at, filters.after))


def closed(reader: Reader, filters: Filters, today: date) -> Rows:
    """Cases that are closed, the last to be closed first; of complaints their own worklist shows them."""
    query = _closed(reader, replace(filters, after=None), today)
    return query if filters.after is None else query.where(_before(Record.closed_at, filters.after))


def _times(now: datetime, zone: ZoneInfo) -> dict[str, datetime]:
    return {"now": now, "end_of_today": end_of_today(now, zone), "soon": now + AHEAD}


# The statements are kept, because making one takes longer than the database needs to answer it.
@lru_cache(maxsize=256)
def _counting(reader: Reader, shown: Whose, today: date) -> Rows:
    seen = visible_to(reader, today=today)
    here = _whose(shown, reader)
    return sa.select(
        *(
            _counted(seen, _whose(whose, reader)).label(whose.value)
            for whose in (Whose.MINE, Whose.TEAM, Whose.NOBODY)
        ),
        _counted_dated(seen, here, *_due(When.LATE)).label("late"),
        _counted_dated(seen, here, *_due(When.TODAY)).label("today"),
    )


@lru_cache(maxsize=512)
def _dated(reader: Reader, filters: Filters, today: date) -> Rows:
    return (
        _listed(reader, filters, today)
        .where(Record.next_due_at.is_not(None), *_due(filters.when))
        .order_by(Record.next_due_at, Record.id)
    )


@lru_cache(maxsize=512)
def _undated(reader: Reader, filters: Filters, today: date) -> Rows:
    return (
        _listed(reader, filters, today)
        .where(Record.next_due_at.is_(None), Record.closed_at.is_(None))
        .order_by(Record.received_at, Record.id)
    )


@lru_cache(maxsize=512)
def _closed(reader: Reader, filters: Filters, today: date) -> Rows:
    return (
        _listed(reader, filters, today)
        .where(Record.closed_at.is_not(None), Record.restricted.is_(False))  # no work: they show nowhere else
        .order_by(Record.closed_at.desc(), Record.id.desc())
    )


def _due(when: When) -> tuple[sa.ColumnElement[bool], ...]:
    if when is When.LATE:
        return (Record.next_due_at <= _NOW,)
    return (Record.next_due_at > _NOW, Record.next_due_at <= _END_OF_TODAY) if when is When.TODAY else ()


def _listed(reader: Reader, filters: Filters, today: date) -> Rows:
    conditions = (_whose(filters.whose, reader), visible_to(reader, today=today), *_narrowed(filters))
    return _ROWS.where(*conditions).limit(ON_A_PAGE + 1)


def _narrowed(filters: Filters) -> list[sa.ColumnElement[bool]]:
    asked = {
        Record.topic_id: filters.topic,
        Record.channel: filters.channel,
        Record.kind: filters.kind,
    }
    return [column == value for column, value in asked.items() if value] + [_standing(filters.status)]


def _standing(standing: Standing) -> sa.ColumnElement[bool]:
    """Cases that stand so; other work is always still to do."""
    if standing is Standing.BOTH:
        return sa.or_(Case.id.is_not(None), _OTHER_WORK)
    stands = Case.status == standing.value
    return sa.or_(stands, _OTHER_WORK) if standing is Standing.OPEN else stands


def _whose(whose: Whose, reader: Reader) -> sa.ColumnElement[bool]:
    if whose is Whose.MINE:
        return Record.handler_id == reader.person_id
    if whose is Whose.TEAM:
        return Record.team_id == reader.team_id if reader.team_id is not None else sa.false()
    return Record.handler_id.is_(None) if whose is Whose.NOBODY else sa.true()


def _after(column: Any, cursor: Cursor) -> sa.ColumnElement[bool]:
    # Written out, and not as a row value, so that both databases start reading the index at this place.
    return sa.and_(
        column >= cursor.at, sa.or_(column > cursor.at, sa.and_(column == cursor.at, Record.id > cursor.id))
    )


def _before(column: Any, cursor: Cursor) -> sa.ColumnElement[bool]:
    return sa.and_(
        column <= cursor.at, sa.or_(column < cursor.at, sa.and_(column == cursor.at, Record.id < cursor.id))
    )


def _counted(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    """What is open, dated or not: each half by its own partial index, and no row more than needed."""
    halves = (
        Record.next_due_at.is_not(None),
        sa.and_(Record.next_due_at.is_(None), Record.closed_at.is_(None)),
    )
    return _number(sa.union_all(*(_ones(half, *conditions) for half in halves)))


def _counted_dated(*conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return _number(_ones(Record.next_due_at.is_not(None), *conditions))


def _ones(*conditions: sa.ColumnElement[bool]) -> Rows:
    return (
        sa.select(sa.literal_column("1").label("one"))
        .select_from(Record)
        .outerjoin(Case, Case.id == Record.id)
        .where(*conditions, _standing(Standing.OPEN))
    )


def _number(query: Rows | sa.CompoundSelect[*tuple[Any, ...]]) -> sa.ScalarSelect[int]:
    rows = query.limit(COUNTED_TO + 1).subquery()
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()


def _cursor(row: Any) -> Cursor:
    if row.closed_at is not None:
        return Cursor(dated=False, at=row.closed_at, id=row.id)
    if row.next_due_at is not None:
        return Cursor(dated=True, at=row.next_due_at, id=row.id)
    return Cursor(dated=False, at=row.received_at, id=row.id)


def _row(
    row: Any,
    reader: Reader,
    facts: LandlordFacts,
    flags: Mapping[int, NeedsFlag],
    visitors: Mapping[int, str],
    news: News | None,
    now: datetime,
) -> WorkRow:
    office = facts.office(row.office_id) if row.office_id else facts.main_office
    known = f"{row.person_given or ''} {row.person_family or ''}".strip()
    return WorkRow(
        reference=row.reference,
        title=row.title,
        kind=row.kind,
        status=row.status or Status.OPEN.value,
        urgent=bool(row.urgent),
        version=row.version,
        due=due_day(row.next_due_at, now=now, zone=facts.zone),
        received_at=row.received_at,
        closed_at=row.closed_at,
        who=known or row.contact_name or visitors.get(row.id, ""),
        where=row.home_address or (office.name if office else ""),
        handler=f"{row.handler_given or ''} {row.handler_family or ''}".strip(),
        is_mine=row.handler_id == reader.person_id,
        team=facts.team(row.team_id).name if row.team_id else "",
        next_update_on=row.next_update_on,
        needs=flags.get(row.person_id, NO_NEEDS),
        person_id=row.person_id,
        is_case=row.status is not None,
        news=news,
    )
