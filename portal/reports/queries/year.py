"""The figures of a year from the records: numbers only, never a complaint. All complaints are in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from portal.complaints.queries import landlords_way
from portal.database import db
from portal.errors import NotAllowed
from portal.identity.models import Tenancy, TenancyMember
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.reports.measures import MEASURED, Measure, Tenure, Year, measure
from portal.reports.models import HomesAtYearEnd
from portal.reports.queries.facts import given, stage_facts
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """What a year looked like. `homes_on` is the day the homes were counted: its last, or today before that.

    `homes_entered`: the landlord's own number for the year's end is used; else homes with a tenancy in force.
    `measures` by tenure and for both together (None), stage 1 then 2. `others`: stages asked for by people
    who are no tenants of ours, in no measure. `refused`, `remedies`, `themes`: by the value of each list.
    """

    year: Year
    homes_on: date
    homes_entered: bool
    under_code: bool
    measures: Mapping[Tenure | None, Sequence[Measure]]
    others: int
    refused: Mapping[str, int]
    remedies: Mapping[str, int]
    themes: Mapping[str, int]


def figures_for(reader: Reader, year: Year, *, now: datetime) -> YearFigures:
    """The year's figures at `now`, of all complaints, those the reader may not see included.

    Raises NotAllowed for whoever may not see figures. At most six statements for any year.
    """
    if not reader.may(Ability.SEE_COMPLAINT_FIGURES):
        raise NotAllowed
    homes_on = min(year.last_on, local_date(now, landlord().zone))
    facts = stage_facts(year.first_on, year.last_on, now=now)
    entered = _homes_entered(year) if homes_on == year.last_on else None
    homes = _homes_let(homes_on) if entered is None else entered
    scopes: dict[Tenure | None, frozenset[Tenure]] = {
        Tenure.RENTED: frozenset({Tenure.RENTED}),
        Tenure.OWNERSHIP: frozenset({Tenure.OWNERSHIP}),
        None: MEASURED,
    }
    within = given(year.first_on, year.last_on)
    return YearFigures(
        year=year,
        homes_on=homes_on,
        homes_entered=entered is not None,
        under_code=landlords_way(homes_on).under_code,
        measures={
            scope: [
                measure(facts, stage=stage, year=year, tenures=of, homes=sum(homes.get(t, 0) for t in of))
                for stage in (1, 2)
            ]
            for scope, of in scopes.items()
        },
        others=sum(fact.tenure not in MEASURED for fact in facts),
        refused=within["refused"],
        remedies=within["remedies"],
        themes=within["themes"],
    )


def homes_at_year_ends(reader: Reader) -> list[HomesAtYearEnd]:
    """What administrators entered, the last year first."""
    if not reader.may(Ability.ADMINISTER):
        raise NotAllowed
    return list(db.session.scalars(sa.select(HomesAtYearEnd).order_by(HomesAtYearEnd.begins.desc())))


def _homes_entered(year: Year) -> dict[Tenure, int] | None:
    row = db.session.scalar(sa.select(HomesAtYearEnd).where(HomesAtYearEnd.begins == year.begins))
    return None if row is None else {Tenure.RENTED: row.rented, Tenure.OWNERSHIP: row.ownership}


def _homes_let(on: date) -> dict[Tenure, int]:
    """Homes with a tenancy in force on that day, each once: rented where anybody rents it."""
    kind = sa.case(
        (TenancyMember.kind.in_(["tenant", "licensee"]), 2),
        (TenancyMember.kind == "shared owner", 1),
        else_=0,
    )
    each = (
        sa.select(Tenancy.home_id, sa.func.max(kind).label("tenure"))
        .join(TenancyMember, TenancyMember.tenancy_id == Tenancy.id)
        .where(Tenancy.started_on <= on, sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= on))
        .group_by(Tenancy.home_id)
        .subquery()
    )
    rows = db.session.execute(sa.select(each.c.tenure, sa.func.count()).group_by(each.c.tenure))
    names = {2: Tenure.RENTED, 1: Tenure.OWNERSHIP, 0: Tenure.NEITHER}
    return {names[tenure]: number for tenure, number in rows}
