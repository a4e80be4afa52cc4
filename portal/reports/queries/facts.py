"""Stages of complaints as facts without anything of a person, and what was given in a span of time.

All complaints are in them, those a reader may not see too: what comes of them is numbers only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.cases.models import Theme
from portal.charters.ombudsman import CODE
from portal.charters.standards import CaseKind, Event
from portal.clock.keeping import Outcome, outcome
from portal.commitments.models import Commitment
from portal.commitments.stored import limit_from
from portal.complaints.models import Complaint, ComplaintStage, Learning, Refusal, Remedy
from portal.complaints.queries import about_data, landlords_way
from portal.complaints.refusals import Reason
from portal.complaints.stages import State
from portal.database import db
from portal.identity.models import Tenancy, TenancyMember
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.reports.measures import StageFact, Tenure, tenure_of
from portal.timekeeping import local_date

_DAY = timedelta(days=1)


def instants(first_on: date, last_on: date) -> tuple[datetime, datetime]:
    """When the first day begins and the day after the last does, by the landlord's calendar."""
    days = (first_on, last_on + _DAY)
    begin, end = (datetime.combine(day, time(), landlord().zone).astimezone(UTC) for day in days)
    return begin, end


def stage_facts(
    first_on: date, last_on: date, *, now: datetime, with_tenures: bool = True
) -> list[StageFact]:
    """Every stage asked for on those days, both inclusive, as it stands at `now`: three statements.

    Where tenures are not wanted, each is `NEITHER`, in a statement less. Complaints about personal data have
    no stages of the Code and are left out.
    """
    begin, end = instants(first_on, last_on)
    number = sa.func.coalesce(ComplaintStage.number, 1)
    asked_at = sa.case((number == 2, ComplaintStage.asked_at), else_=Record.received_at)
    within = (
        Record.kind == CaseKind.COMPLAINT.value,
        sa.not_(about_data()),  # they go their own way: no measure of the Code counts them
        asked_at >= begin,
        asked_at < end,
    )
    rows = db.session.execute(
        sa.select(Record, Complaint, ComplaintStage)
        .outerjoin(Complaint, Complaint.id == Record.id)
        .outerjoin(ComplaintStage, ComplaintStage.complaint_id == Complaint.id)
        .where(*within)
        .order_by(Record.id, number)
    ).all()
    records = sa.select(Record.id).outerjoin(ComplaintStage, ComplaintStage.complaint_id == Record.id)
    wanted = records.where(*within)
    tenures = _tenures(wanted) if with_tenures else {}
    clocks = _clocks(wanted, now=now, today=local_date(now, landlord().zone))
    return [_fact(*row, tenures=tenures, clocks=clocks) for row in rows]


def given(first_on: date, last_on: date) -> dict[str, dict[str, int]]:
    """Refused by reason, remedies promised by kind, closed complaints by theme, on those days: one statement.

    A reason of the landlord's own by its words. A theme by its name today. Complaints about personal data are
    left out, as in `stage_facts`.
    """
    begin, end = instants(first_on, last_on)
    reason = sa.case((Refusal.reason == Reason.OWN.value, Refusal.own_words), else_=Refusal.reason)
    theme = sa.func.coalesce(Theme.name, Learning.theme)
    refused = sa.and_(Refusal.approved.is_(True), _in(Refusal.decided_at, begin, end))
    promised = _in(Remedy.promised_at, begin, end)
    parts = (
        ("refused", sa.select(reason.label("key")).where(refused, under_code(Refusal.complaint_id))),
        ("remedies", sa.select(Remedy.kind.label("key")).where(promised, under_code(Remedy.complaint_id))),
        (
            "themes",
            sa.select(theme.label("key"))
            .select_from(Learning)
            .outerjoin(Theme, Theme.id == Learning.theme_id)
            .where(_in(Learning.at, begin, end), under_code(Learning.complaint_id)),
        ),
    )
    each = [(name, part.subquery()) for name, part in parts]
    rows = db.session.execute(
        sa.union_all(
            *(
                sa.select(sa.literal(name), rows.c.key, sa.func.count()).group_by(rows.c.key)
                for name, rows in each
            )
        )
    )
    found: dict[str, dict[str, int]] = {name: {} for name, _ in parts}
    for name, value, number in rows:
        found[name][value] = number
    return found


def under_code(complaint_id: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """Leaves out complaints about personal data: no number of the Code counts them."""
    return complaint_id.not_in(sa.select(Record.id).where(about_data()))


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


def _in(column: Any, begin: datetime, end: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(column >= begin, column < end)
