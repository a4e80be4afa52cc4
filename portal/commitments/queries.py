"""Reading commitments: the steps of a promise line, how a date was counted, how often we kept them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.clock.keeping import outcome
from portal.commitments.models import Commitment, DelayNotice
from portal.commitments.promise_line import Step
from portal.commitments.proof import waits
from portal.commitments.stored import limit_from
from portal.database import db
from portal.errors import NotFound
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import noted_of_new, visible_to
from portal.timekeeping import local_date

BEGUN = "commitments begun"  # in what is noted of a record just opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How often one standard was kept in a period: `kept` of `ended`, of the late ones `with_notice`."""

    kept: int
    with_notice: int
    late: int

    @property
    def ended(self) -> int:
        """All that ended or fell due in the period."""
        return self.kept + self.with_notice + self.late


# Made once, as other statements that every page asks: making one takes longer than running it.
_OF_RECORDS = (
    sa.select(Commitment)
    .where(Commitment.record_id.in_(sa.bindparam("records", expanding=True)))
    .options(joinedload(Commitment.notices))  # in the same statement: there are few of both
    .order_by(Commitment.due_at, Commitment.id)
)


def steps_of(record_ids: Iterable[int], *, now: datetime, zone: ZoneInfo) -> Mapping[int, list[Step]]:
    """The steps of each record, by due date; one statement for any number of records.

    The caller has asked `visible_to` for the records.
    """
    wanted = list(record_ids)
    found: dict[int, list[Step]] = defaultdict(list)
    if not wanted:
        return found
    for row in db.session.scalars(_OF_RECORDS, {"records": wanted}).unique():
        found[row.record_id].append(step(row, now=now, zone=zone))
    return found


def begun_now(record_id: int) -> list[Commitment] | None:
    """All commitments of a record that the running transaction opened, as they began; None of any other.

    They may have no ids yet, and no notices. What a savepoint undid is not among them.
    """
    notes = noted_of_new(record_id)
    return None if notes is None else [c for c in notes.get(BEGUN, ()) if c in db.session]


def step(
    row: Commitment, *, now: datetime, zone: ZoneInfo, notices: Sequence[DelayNotice] | None = None
) -> Step:
    """One commitment as a step of the line. Its notices must be loaded, or given."""
    notices = row.notices if notices is None else notices
    notice = notices[-1] if notices else None
    first_notice_at = min((n.sent_at for n in notices), default=None)
    called_off = row.ended_at is not None and row.kept_at is None
    stands_at = row.paused_at or row.ended_at or now
    return Step(
        began_at=row.starts_at,
        commitment_id=row.id,
        standard=row.standard,
        source=row.source,
        source_name=row.source_name,
        clause=row.clause,
        label=row.label,
        promise=row.promise,
        literal=row.literal,
        outcome=outcome(
            row.due_at,
            limit=limit_from(row.limit),
            now=stands_at,
            kept_at=row.kept_at,
            notice_sent_at=first_notice_at,
            extended=row.extended,
            original_due_at=row.original_due_at,
            not_before_at=row.not_before_at,
        ),
        paused=row.paused_at is not None,
        called_off=called_off,
        by_instant=row.by_instant,
        due_at=row.due_at,
        due_on=row.due_on,
        not_before_at=row.not_before_at,
        aim_on=row.aim_on,
        kept_at=row.kept_at,
        kept_event=row.kept_event,
        # Holidays may have been published since it was counted.
        provisional=row.provisional and row.due_on > landlord().holidays.published_until,
        days_left=(row.due_on - local_date(now, zone)).days,
        kept_by=tuple(row.kept_by),
        reason=notice.reason if notice else None,
        expected_on=notice.expected_on if notice else None,
        turn=row.sequence,
        waits_for_identity=waits(row),
    )


def commitment_for(reader: Reader, commitment_id: int, *, today: date) -> tuple[Commitment, Record]:
    """A commitment and its record, for the page that explains its date; NotFound unless both may be seen."""
    found = db.session.execute(
        sa.select(Commitment, Record)
        .join(Record, Record.id == Commitment.record_id)
        .where(Commitment.id == commitment_id, visible_to(reader, today=today))
        .options(selectinload(Commitment.notices))
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def how_often_kept(*, since: datetime, until: datetime) -> Mapping[str, Kept]:
    """By standard: what fell due or was kept in the half-open period, all landlord's records together.

    Called-off commitments do not count, nor does a clock that stood still before its time was over. A delay
    notice counts only if sent while there was time. Too early for a promise with two ends is late here. The
    period must be over.
    """
    in_time = sa.and_(
        sa.or_(
            Commitment.kept_at < Commitment.due_at,
            sa.and_(Commitment.by_instant.is_(True), Commitment.kept_at == Commitment.due_at),
        ),
        sa.or_(Commitment.not_before_at.is_(None), Commitment.kept_at >= Commitment.not_before_at),
    )
    told = (
        sa.exists()
        .where(
            DelayNotice.commitment_id == Commitment.id,
            sa.or_(
                DelayNotice.sent_at < Commitment.due_at,
                sa.and_(Commitment.by_instant.is_(True), DelayNotice.sent_at == Commitment.due_at),
            ),
        )
        .correlate(Commitment)
    )
    outcome_name = sa.case((in_time, "kept"), (told, "with_notice"), else_="late")
    rows = db.session.execute(
        sa.select(Commitment.standard, outcome_name, sa.func.count())
        .where(
            sa.or_(
                sa.and_(Commitment.kept_at >= since, Commitment.kept_at < until),
                sa.and_(
                    Commitment.ended_at.is_(None),
                    sa.or_(Commitment.paused_at.is_(None), Commitment.paused_at >= Commitment.due_at),
                    Commitment.due_at >= since,
                    Commitment.due_at < until,
                ),
            )
        )
        .group_by(Commitment.standard, outcome_name)
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: {"kept": 0, "with_notice": 0, "late": 0})
    for standard, name, count in rows:
        counts[standard][name] = count
    return {standard: Kept(**found) for standard, found in counts.items()}
