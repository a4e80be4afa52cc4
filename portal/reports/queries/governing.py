"""What the governing body gets (Code 9.7): volumes, outcomes, themes, lessons, the Ombudsman's decisions.

No reference, no name, no words of a customer. Totals hold all complaints; words of ours about one complaint
are kept from whoever is named in it, or shares a home with who made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.cases.models import CaseTheme, Theme
from portal.charters.standards import CaseKind
from portal.complaints.determinations import Finding
from portal.complaints.models import Determination, Improvement, Learning, OmbudsmanOrder, Remedy
from portal.complaints.queries import landlords_way
from portal.complaints.remedies import Progress, progress
from portal.database import db
from portal.errors import NotAllowed
from portal.identity.models import StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Bar, Record
from portal.records.queries import same_household
from portal.reports.measures import Measure, Tenure, Year, measure
from portal.reports.quarters import QuarterCount, by_quarter, quarters_of
from portal.reports.queries.facts import given, instants, stage_facts, under_code
from portal.timekeeping import local_date

_MOST_LESSONS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RemediesKept:
    """Remedies promised in the year. `overdue`: not done, and their day has passed."""

    promised: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeOfAll:
    """A theme of the landlord's one list, counted over everything people say."""

    name: str
    complaints: int = 0
    complaints_before: int = 0
    comments: int = 0
    thanks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """Something the Ombudsman orders, or recommends, and how it stands."""

    words: str
    is_order: bool
    by_on: date
    done_on: date | None
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """A decision of the Ombudsman in our words."""

    finding: Finding
    decided_on: date
    words: str
    orders: Sequence[OrderShown]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementShown:
    """What we change; whose work it is by their job, not their name."""

    words: str
    owner_role: str
    by_on: date
    done_on: date | None
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ForTheBody:
    """A year for the governing body. `quarters` by stage: of this year and the one before, in their order."""

    year: Year
    under_code: bool
    stages: int
    measures: Sequence[Measure]
    quarters: Mapping[int, Sequence[QuarterCount]]
    refused: Mapping[str, int]
    remedies: RemediesKept
    themes: Sequence[ThemeOfAll]
    lessons: Sequence[tuple[str, str]]  # theme, what it teaches
    improvements: Sequence[ImprovementShown]
    decisions: Sequence[DecisionShown]


def for_the_body(reader: Reader, year: Year, *, now: datetime) -> ForTheBody:
    """All of it as it stands at `now`; NotAllowed for who does not oversee complaints. Eight statements."""
    if not reader.may(Ability.OVERSEE_COMPLAINTS):
        raise NotAllowed
    today = local_date(now, landlord().zone)
    before = Year(begins=year.begins - 1)
    facts = stage_facts(before.first_on, year.last_on, now=now, with_tenures=False)
    quarters = quarters_of((before, year), today=today)
    way = landlords_way(min(year.last_on, today))
    within = given(year.first_on, year.last_on)
    return ForTheBody(
        year=year,
        under_code=way.under_code,
        stages=way.stages,
        measures=[
            measure(facts, stage=stage, year=year, tenures=frozenset(Tenure), homes=0) for stage in (1, 2)
        ],
        quarters={stage: by_quarter(facts, stage=stage, quarters=quarters) for stage in (1, 2)},
        refused=within["refused"],
        remedies=_remedies(year, today),
        themes=_themes(year, before, closed=within["themes"]),
        lessons=_lessons(reader, year),
        improvements=_improvements(reader, year, today),
        decisions=_decisions(reader, year, today),
    )


def _remedies(year: Year, today: date) -> RemediesKept:
    begin, end = instants(year.first_on, year.last_on)
    overdue = sa.case((sa.and_(Remedy.done_on.is_(None), Remedy.by_on < today), 1))
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.count(Remedy.done_on), sa.func.count(overdue)).where(
            Remedy.promised_at >= begin, Remedy.promised_at < end, under_code(Remedy.complaint_id)
        )
    ).one()
    return RemediesKept(promised=row[0], done=row[1], overdue=row[2])


def _themes(year: Year, before: Year, *, closed: Mapping[str, int]) -> list[ThemeOfAll]:
    """Complaints by when they were closed: only then their theme is known. The rest by when they came."""
    begin, end = instants(year.first_on, year.last_on)
    before_begin, before_end = instants(before.first_on, before.last_on)
    name = sa.func.coalesce(Theme.name, Learning.theme)
    said = (
        sa.select(Theme.name.label("name"), Record.kind.label("kind"), sa.func.count().label("number"))
        .join(CaseTheme, CaseTheme.theme_id == Theme.id)
        .join(Record, Record.id == CaseTheme.record_id)
        .where(Record.received_at >= begin, Record.received_at < end, Record.restricted.is_(False))
        .group_by(Theme.name, Record.kind)
    )
    earlier = (
        sa.select(name, sa.literal("before"), sa.func.count())
        .select_from(Learning)
        .outerjoin(Theme, Theme.id == Learning.theme_id)
        .where(Learning.at >= before_begin, Learning.at < before_end, under_code(Learning.complaint_id))
        .group_by(name)
    )
    counts: dict[str, dict[str, int]] = {theme: {"complaints": number} for theme, number in closed.items()}
    for theme, kind, number in db.session.execute(sa.union_all(said, earlier)):
        column = _COLUMNS.get(kind, "comments")
        mine = counts.setdefault(theme, {})
        mine[column] = mine.get(column, 0) + number
    found = [ThemeOfAll(name=theme, **numbers) for theme, numbers in counts.items()]
    return sorted(found, key=lambda one: (-one.complaints, -one.comments, one.name))


_COLUMNS = {"before": "complaints_before", CaseKind.COMPLIMENT.value: "thanks"}


def _lessons(reader: Reader, year: Year) -> list[tuple[str, str]]:
    begin, end = instants(year.first_on, year.last_on)
    rows = db.session.execute(
        sa.select(sa.func.coalesce(Theme.name, Learning.theme), Learning.words)
        .select_from(Learning)
        .outerjoin(Theme, Theme.id == Learning.theme_id)
        .where(Learning.at >= begin, Learning.at < end, _may_read_of(reader, Learning.complaint_id))
        .order_by(Learning.at.desc(), Learning.id.desc())
        .limit(_MOST_LESSONS)
    )
    return [(theme, words) for theme, words in rows]


def _improvements(reader: Reader, year: Year, today: date) -> list[ImprovementShown]:
    """Those due or done in the year, and whatever is still to do; the earliest day first."""
    within = sa.or_(
        Improvement.by_on.between(year.first_on, year.last_on),
        Improvement.done_on.between(year.first_on, year.last_on),
        Improvement.done_on.is_(None),
    )
    rows = db.session.execute(
        sa.select(Improvement, StaffProfile.job_title)
        .outerjoin(StaffProfile, StaffProfile.person_id == Improvement.owner_id)
        .where(within, _may_read_of(reader, Improvement.complaint_id))
        .order_by(Improvement.by_on, Improvement.id)
    )
    return [
        ImprovementShown(
            words=row.words,
            owner_role=role or "",
            by_on=row.by_on,
            done_on=row.done_on,
            progress=progress(row.by_on, row.done_on, today=today),
        )
        for row, role in rows
    ]


def _decisions(reader: Reader, year: Year, today: date) -> list[DecisionShown]:
    """Decisions of the year, and earlier ones with something still to do; the last first."""
    undone = aliased(OmbudsmanOrder)
    still_open = sa.exists().where(undone.determination_id == Determination.id, undone.done_on.is_(None))
    rows = db.session.execute(
        sa.select(Determination, OmbudsmanOrder)
        .outerjoin(OmbudsmanOrder, OmbudsmanOrder.determination_id == Determination.id)
        .where(
            Determination.decided_on <= year.last_on,
            sa.or_(Determination.decided_on >= year.first_on, still_open),
            _may_read_of(reader, Determination.complaint_id),
        )
        .order_by(Determination.decided_on.desc(), Determination.id, OmbudsmanOrder.by_on, OmbudsmanOrder.id)
    )
    orders: dict[Determination, list[OrderShown]] = {}
    for decision, order in rows:
        mine = orders.setdefault(decision, [])
        if order is not None:
            mine.append(
                OrderShown(
                    words=order.words,
                    is_order=order.is_order,
                    by_on=order.by_on,
                    done_on=order.done_on,
                    progress=progress(order.by_on, order.done_on, today=today),
                )
            )
    return [
        DecisionShown(
            finding=Finding(decision.finding),
            decided_on=decision.decided_on,
            words=decision.words,
            orders=shown,
        )
        for decision, shown in orders.items()
    ]


def _may_read_of(reader: Reader, complaint_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """Leaves out what we wrote of a complaint that names the reader, or that somebody at home made."""
    me = reader.person_id or 0
    named = sa.select(Bar.record_id).where(Bar.person_id == me)
    at_home = sa.select(Record.id).where(Record.person_id.in_(same_household(me)))
    return sa.and_(complaint_id.not_in(named), complaint_id.not_in(at_home))
