"""What people said of how we treated them since they complained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.worklist import Cursor
from portal.complaints.models import Assignment, TreatedDifferently
from portal.complaints.staff_queries.lists import ON_A_PAGE
from portal.complaints.worklist import Place
from portal.database import db
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What somebody said of how we treated them since they complained."""

    reference: str
    title: str
    who: str
    was: bool
    words: str
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SincePage:
    """A page of them, and the place where the next one begins if there is any."""

    rows: Sequence[Since]
    next: Place | None


def answers_since_for(reader: Reader, *, after: Place | None = None, now: datetime) -> SincePage:
    """Who was treated differently first, then the latest; never of a complaint the reader handled (Code 5.1).

    One statement. The place says for "at risk" whether they were treated differently.
    """
    today = local_date(now, landlord().zone)
    handled = sa.exists().where(
        Assignment.complaint_id == Record.id, Assignment.person_id == reader.person_id
    )
    query = (
        sa.select(TreatedDifferently, Record, Case.contact_name)
        .join(Record, Record.id == TreatedDifferently.complaint_id)
        .join(Case, Case.id == Record.id)
        .where(TreatedDifferently.answered_at.is_not(None), visible_to(reader, today=today), sa.not_(handled))
        .order_by(TreatedDifferently.was.desc(), TreatedDifferently.answered_at.desc(), Record.id.desc())
        .limit(ON_A_PAGE + 1)
    )
    found = db.session.execute(query if after is None else query.where(_after(after))).all()
    return SincePage(
        rows=[
            Since(
                reference=record.reference,
                title=record.title,
                who=who,
                was=bool(said.was),
                words=said.words,
                answered_at=said.answered_at,
            )
            for said, record, who in found[:ON_A_PAGE]
            if said.answered_at is not None
        ],
        next=_place(found[ON_A_PAGE - 1]) if len(found) > ON_A_PAGE else None,
    )


def _after(place: Place) -> sa.ColumnElement[bool]:
    was, at, row = TreatedDifferently.was, TreatedDifferently.answered_at, place.row
    rest = sa.and_(was.is_(place.at_risk), sa.or_(at < row.at, sa.and_(at == row.at, Record.id < row.id)))
    return sa.or_(rest, was.is_(False)) if place.at_risk else rest


def _place(found: Any) -> Place:
    said, record, _ = found
    return Place(at_risk=bool(said.was), row=Cursor(dated=False, at=said.answered_at, id=record.id))
