"""Work of hazards in the background: telling whoever lives with one of dates that changed holidays moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from portal.commitments.models import Commitment, DateChange
from portal.database import commit, db, writing
from portal.hazards.models import Hazard
from portal.hazards.services.telling import tell
from portal.records.models import Record

_AT_ONCE = 100


def tell_moved_dates(now: datetime) -> int:
    """Tell of dates that changed holidays moved (product rule 13), one message a hazard.

    Gives back how many moves were dealt with, 0 when there is nothing left. A move on a hazard that is over,
    or of a date that has ended, needs no word any more. Several workers at once tell each move once: the
    rows are locked, on SQLite by the transaction itself.
    """
    with writing():
        rows = db.session.execute(
            sa.select(DateChange, Commitment, Record, Hazard)
            .join(Commitment, Commitment.id == DateChange.commitment_id)
            .join(Record, Record.id == Commitment.record_id)
            .join(Hazard, Hazard.id == Record.id)
            .where(DateChange.kind == "holidays", DateChange.told_at.is_(None))
            .order_by(Record.id, DateChange.id)
            .limit(_AT_ONCE)
            .with_for_update(of=DateChange, skip_locked=True)
        ).all()
        for _, moves in groupby(rows, key=lambda row: row[2].id):
            _tell_one(list(moves), now)
        commit()
    return len(rows)


def _tell_one(moves: Sequence[sa.Row[DateChange, Commitment, Record, Hazard]], now: datetime) -> None:
    if any(c.ended_at is None and record.closed_at is None for _, c, record, _ in moves):
        _, _, record, hazard = moves[0]
        tell(hazard, record, message="date_moved", writer=None, now=now)
    for change, *_ in moves:
        change.told_at = now
