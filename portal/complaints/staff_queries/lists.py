"""Staff's lists of complaints: the worklist, and what we said we would do.

Each a page at a time, one statement or two for a page; the place in it stands in the address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.cases.models import Case, Feedback
from portal.cases.outside_answers import News
from portal.cases.queries import news_for
from portal.cases.worklist import Cursor
from portal.charters.standards import CaseKind
from portal.commitments.due_days import DueDay, due_day
from portal.complaints.models import Complaint, Refusal, Remedy
from portal.complaints.stages import OVER, State
from portal.complaints.worklist import ActionPlace, Place, Shown
from portal.database import db
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

Rows = sa.Select[*tuple[Any, ...]]

ON_A_PAGE = 25
BELOW_THE_LIST = 10  # of what we said we would do; the rest is on a page of its own

_person, _handler = aliased(Person), aliased(Person)
_waiting = (
    sa.exists().where(Refusal.complaint_id == Record.id, Refusal.decided_at.is_(None)).correlate(Record)
)
_at_risk = sa.func.coalesce(Complaint.at_risk, sa.false())
# Those with a date by it, those without by when they reached us: never both in one phase.
_OPEN_ORDER: tuple[Any, ...] = (
    _at_risk.desc(),
    Record.next_due_at.is_(None),
    sa.func.coalesce(Record.next_due_at, Record.received_at),
    Record.id,
)
_CLOSED_ORDER: tuple[Any, ...] = (Record.closed_at.desc(), Record.id.desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRow:
    """A complaint in the worklist."""

    reference: str
    title: str
    state: State
    at_risk: bool
    who: str
    handler: str
    is_mine: bool
    due: DueDay
    received_at: datetime
    refusal_waits: bool
    about_data: bool
    news: News | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintsPage:
    """A page of the list, and the place where the next one begins if there is any."""

    rows: Sequence[ComplaintRow]
    next: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDue:
    """Something we said we would do and have not done yet."""

    reference: str
    words: str
    by_whom: str
    by_on: date
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsPage:
    """A page of them, and the place where the next one begins if there is any."""

    rows: Sequence[ActionDue]
    next: ActionPlace | None


# Written into the statement, not bound, so that both databases know the index of complaints for it.
_COMPLAINT: sa.ColumnClause[str] = sa.literal_column(f"'{CaseKind.COMPLAINT.value}'")
_ROWS: Rows = (
    sa.select(
        Record.id,
        Record.reference,
        Record.title,
        Record.next_due_at,
        Record.received_at,
        Record.closed_at,
        Record.handler_id,
        Complaint.state,
        Complaint.at_risk,
        Case.contact_name,
        _person.given_name,
        _person.family_name,
        _handler.given_name.label("handler_given"),
        _handler.family_name.label("handler_family"),
        _waiting.label("refusal_waits"),
        sa.func.coalesce(Feedback.data_protection, sa.false()).label("about_data"),
    )
    .join(Case, Case.id == Record.id)
    .outerjoin(Feedback, Feedback.id == Record.id)
    .outerjoin(Complaint, Complaint.id == Record.id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
)


def worklist_for(reader: Reader, shown: Shown, *, after: Place | None, now: datetime) -> ComplaintsPage:
    """A page of the complaints the reader may see, 25 of them: two statements for any number."""
    zone = landlord().zone
    today = local_date(now, zone)
    found = db.session.execute(listed(reader, shown, today, after)).all()
    rows = found[:ON_A_PAGE]
    news = {} if shown is Shown.CLOSED else news_for([row.id for row in rows], today=today)
    return ComplaintsPage(
        rows=[_row(row, reader, zone, news.get(row.id), now) for row in rows],
        next=_place(rows[-1]) if len(found) > ON_A_PAGE else None,  # one more than a page is asked for
    )


def listed(reader: Reader, shown: Shown, today: date, after: Place | None = None) -> Rows:
    """The page's ids first, in their order; what is shown is read of those alone."""
    if after is None:
        return _first(reader, shown, today)
    further = _before(after.row) if shown is Shown.CLOSED else _after(after)
    return _with_rows(_ids(reader, shown, today).where(further), shown)


# Kept for each member of staff: making a statement takes longer than the database needs to answer it.
@lru_cache(maxsize=256)
def _first(reader: Reader, shown: Shown, today: date) -> Rows:
    return _with_rows(_ids(reader, shown, today), shown)


@lru_cache(maxsize=256)
def _ids(reader: Reader, shown: Shown, today: date) -> sa.Select[int]:
    return (
        sa.select(Record.id)
        .outerjoin(Complaint, Complaint.id == Record.id)
        .where(
            Record.kind == _COMPLAINT,
            visible_to(reader, today=today),
            Record.closed_at.is_not(None) if shown is Shown.CLOSED else Record.closed_at.is_(None),
            Record.handler_id == reader.person_id if shown is Shown.MINE else sa.true(),
        )
        .order_by(*_order(shown))
        .limit(ON_A_PAGE + 1)
    )


def _with_rows(ids: sa.Select[int], shown: Shown) -> Rows:
    page = ids.subquery()
    return _ROWS.join(page, page.c.id == Record.id).order_by(*_order(shown))


def _order(shown: Shown) -> tuple[Any, ...]:
    return _CLOSED_ORDER if shown is Shown.CLOSED else _OPEN_ORDER


def _after(place: Place) -> sa.ColumnElement[bool]:
    """The rest of the same phase, and the phases after it: at risk before not, dated before undated."""
    row = place.row
    alike = _at_risk if place.at_risk else sa.not_(_at_risk)
    undated = Record.next_due_at.is_(None)
    column: Any = Record.next_due_at if row.dated else Record.received_at
    rest = sa.or_(column > row.at, sa.and_(column == row.at, Record.id > row.id))
    here = [sa.and_(alike, sa.not_(undated) if row.dated else undated, rest)]
    if row.dated:
        here.append(sa.and_(alike, undated))
    if place.at_risk:
        here.append(sa.not_(_at_risk))
    return sa.or_(*here)


def _before(row: Cursor) -> sa.ColumnElement[bool]:
    # Written out, and not as a row value, so that both databases start reading the index at this place.
    return sa.and_(
        Record.closed_at <= row.at,
        sa.or_(Record.closed_at < row.at, sa.and_(Record.closed_at == row.at, Record.id < row.id)),
    )


def _place(row: Any) -> Place:
    at = row.closed_at or row.next_due_at or row.received_at
    dated = row.closed_at is None and row.next_due_at is not None
    return Place(at_risk=bool(row.at_risk), row=Cursor(dated=dated, at=at, id=row.id))


def _row(row: Any, reader: Reader, zone: ZoneInfo, news: News | None, now: datetime) -> ComplaintRow:
    state = State(row.state or State.RECEIVED)
    return ComplaintRow(
        reference=row.reference,
        title=row.title,
        state=state,
        at_risk=bool(row.at_risk) and state not in OVER,
        who=row.contact_name or f"{row.given_name or ''} {row.family_name or ''}".strip(),
        handler=f"{row.handler_given or ''} {row.handler_family or ''}".strip(),
        is_mine=row.handler_id == reader.person_id,
        due=due_day(row.next_due_at, now=now, zone=zone),
        received_at=row.received_at,
        refusal_waits=row.refusal_waits,
        about_data=row.about_data,
        news=news,
    )


def actions_due_for(
    reader: Reader, *, after: ActionPlace | None = None, most: int = ON_A_PAGE, now: datetime
) -> ActionsPage:
    """Those in complaints the reader may see, the earliest date first, `most` of them: one statement."""
    today = local_date(now, landlord().zone)
    query = _actions_due(reader, today, most)
    found = db.session.execute(query if after is None else query.where(_after_action(after))).all()
    last = found[most - 1] if len(found) > most else None
    return ActionsPage(
        rows=[
            ActionDue(
                reference=row.reference,
                words=row.words,
                by_whom=row.by_whom,
                by_on=row.by_on,
                is_late=row.by_on < today,
            )
            for row in found[:most]
        ],
        next=ActionPlace(by_on=last.by_on, id=last.id) if last is not None else None,
    )


@lru_cache(maxsize=256)
def _actions_due(reader: Reader, today: date, most: int) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Remedy.id, Remedy.words, Remedy.by_whom, Remedy.by_on, Record.reference)
        .join(Record, Record.id == Remedy.complaint_id)
        .where(Remedy.done_on.is_(None), visible_to(reader, today=today))
        .order_by(Remedy.by_on, Remedy.id)
        .limit(most + 1)
    )


def _after_action(place: ActionPlace) -> sa.ColumnElement[bool]:
    # Written out, and not as a row value, so that both databases start reading the index at this place.
    return sa.and_(
        Remedy.by_on >= place.by_on,
        sa.or_(Remedy.by_on > place.by_on, sa.and_(Remedy.by_on == place.by_on, Remedy.id > place.id)),
    )
