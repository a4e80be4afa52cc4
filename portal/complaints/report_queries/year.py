"""The figures of a year from the records: numbers only, never a complaint. All complaints are in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.charters.ombudsman import CODE
from portal.charters.standards import CaseKind, Event
from portal.clock.keeping import Outcome, outcome
from portal.commitments.models import Commitment
from portal.commitments.stored import limit_from
from portal.complaints.figures import MEASURED, Measure, StageFact, Tenure, Year, measure, tenure_of
from portal.complaints.models import Complaint, ComplaintStage, Learning, Refusal, Remedy
from portal.complaints.queries import landlords_way
from portal.complaints.stages import State
from portal.database import db
from portal.errors import NotAllowed
from portal.identity.models import Tenancy, TenancyMember
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """What a year looked like. `homes_on` is the day the homes were counted: its last, or today before that.

    `measures` by tenure and for both together (None), stage 1 then 2. `others`: stages asked for by people
    who are no tenants of ours, in no measure. `refused`, `remedies`, `themes`: by the value of each list.
    """

    year: Year
    homes_on: date
    under_code: bool
    measures: Mapping[Tenure | None, Sequence[Measure]]
    others: int
    refused: Mapping[str, int]
    remedies: Mapping[str, int]
    themes: Mapping[str, int]


def figures_for(reader: Reader, year: Year, *, now: datetime) -> YearFigures:
    """The year's figures at `now`, of all complaints, those the reader may not see included.

    Raises NotAllowed for whoever may not see figures. Five statements for any year.
    """
    if not reader.may(Ability.SEE_COMPLAINT_FIGURES):
        raise NotAllowed
    today = local_date(now, landlord().zone)
    homes_on = min(year.last_on, today)
    facts = _facts(year, now=now, today=today)
    homes = _homes(homes_on)
    scopes: dict[Tenure | None, frozenset[Tenure]] = {
        Tenure.RENTED: frozenset({Tenure.RENTED}),
        Tenure.OWNERSHIP: frozenset({Tenure.OWNERSHIP}),
        None: MEASURED,
    }
    given = _given(year)
    return YearFigures(
        year=year,
        homes_on=homes_on,
        under_code=landlords_way(homes_on).under_code,
        measures={
            scope: [
                measure(facts, stage=stage, year=year, tenures=of, homes=sum(homes.get(t, 0) for t in of))
                for stage in (1, 2)
            ]
            for scope, of in scopes.items()
        },
        others=sum(fact.tenure not in MEASURED for fact in facts),
        refused=given["refused"],
        remedies=given["remedies"],
        themes=given["themes"],
    )


def _between(year: Year) -> tuple[datetime, datetime]:
    """The instants at which the year begins and the next one does, by the landlord's calendar."""
    days = (year.first_on, year.last_on + _DAY)
    begin, end = (datetime.combine(day, time(), landlord().zone).astimezone(UTC) for day in days)
    return begin, end


def _facts(year: Year, *, now: datetime, today: date) -> list[StageFact]:
    begin, end = _between(year)
    number = sa.func.coalesce(ComplaintStage.number, 1)
    asked_at = sa.case((number == 2, ComplaintStage.asked_at), else_=Record.received_at)
    rows = db.session.execute(
        sa.select(Record, Complaint, ComplaintStage)
        .outerjoin(Complaint, Complaint.id == Record.id)
        .outerjoin(ComplaintStage, ComplaintStage.complaint_id == Complaint.id)
        .where(Record.kind == CaseKind.COMPLAINT.value, asked_at >= begin, asked_at < end)
        .order_by(Record.id, number)
    ).all()
    records = sa.select(Record.id).outerjoin(ComplaintStage, ComplaintStage.complaint_id == Record.id)
    wanted = records.where(Record.kind == CaseKind.COMPLAINT.value, asked_at >= begin, asked_at < end)
    tenures, clocks = _tenures(wanted), _clocks(wanted, now=now, today=today)
    return [_fact(*row, tenures=tenures, clocks=clocks) for row in rows]


def _fact(
    record: Record,
    complaint: Complaint | None,
    row: ComplaintStage | None,
    *,
    tenures: Mapping[int | None, Sequence[Any]],
    clocks: Mapping[tuple[int, int], Outcome],
) -> StageFact:
    stage = row.number if row else 1
    asked_at = row.asked_at if row and stage == 2 else record.received_at
    asked_on = local_date(asked_at, landlord().zone)
    state = State(complaint.state) if complaint and complaint.stage == stage else None
    return StageFact(
        stage=stage,
        asked_on=asked_on,
        tenure=_tenure(record, tenures.get(record.person_id, ()), asked_on),
        answered=row is not None and row.answered_at is not None,
        clock=clocks.get((record.id, stage)),
        refused=state is State.REFUSED,
        withdrawn=state is State.WITHDRAWN,
        found=row.outcome if row else "",
    )


def _tenure(record: Record, known: Sequence[Any], on: date) -> Tenure:
    """That of the tenancy it is about, else of any that was in force when it reached us."""
    of_it = [one for one in known if one.tenancy_id == record.tenancy_id] or [
        one for one in known if one.started_on <= on and (one.ended_on is None or one.ended_on >= on)
    ]
    found = {tenure_of(one.kind) for one in of_it}
    return next((tenure for tenure in Tenure if tenure in found), Tenure.NEITHER)


def _tenures(wanted: sa.Select[int]) -> dict[int | None, list[Any]]:
    rows = db.session.execute(
        sa.select(
            TenancyMember.person_id,
            TenancyMember.tenancy_id,
            TenancyMember.kind,
            Tenancy.started_on,
            Tenancy.ended_on,
        )
        .join(Tenancy, Tenancy.id == TenancyMember.tenancy_id)
        .where(TenancyMember.person_id.in_(sa.select(Record.person_id).where(Record.id.in_(wanted))))
    )
    found: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _clocks(wanted: sa.Select[int], *, now: datetime, today: date) -> dict[tuple[int, int], Outcome]:
    """The outcome of the Code's reply by complaint and stage; where it began again, of the last."""
    way = landlords_way(today)
    stages = {
        step.key: stage
        for stage in (1, 2)
        for step in way.steps_of(stage)
        if step.regime == CODE and Event.ANSWERED in step.kept_by
    }
    rows = db.session.scalars(
        sa.select(Commitment)
        .where(Commitment.source == CODE, Commitment.standard.in_(stages), Commitment.record_id.in_(wanted))
        .order_by(Commitment.sequence)
    )
    return {(row.record_id, stages[row.standard]): _outcome(row, now) for row in rows}


def _outcome(row: Commitment, now: datetime) -> Outcome:
    return outcome(
        row.due_at,
        limit=limit_from(row.limit),
        now=row.paused_at or row.ended_at or now,
        kept_at=row.kept_at,
        extended=row.extended,
        original_due_at=row.original_due_at,
    )


def _homes(on: date) -> dict[Tenure, int]:
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


def _given(year: Year) -> dict[str, dict[str, int]]:
    """Refused by reason, remedies promised by kind, closed complaints by theme, all within the year."""
    begin, end = _between(year)
    parts = (
        ("refused", Refusal.reason, sa.and_(Refusal.approved.is_(True), _in(Refusal.decided_at, begin, end))),
        ("remedies", Remedy.kind, _in(Remedy.promised_at, begin, end)),
        ("themes", Learning.theme, _in(Learning.at, begin, end)),
    )
    rows = db.session.execute(
        sa.union_all(
            *(
                sa.select(sa.literal(name), column, sa.func.count()).where(when).group_by(column)
                for name, column, when in parts
            )
        )
    )
    found: dict[str, dict[str, int]] = {name: {} for name, _, _ in parts}
    for name, value, number in rows:
        found[name][value] = number
    return found


def _in(column: Any, begin: datetime, end: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(column >= begin, column < end)
