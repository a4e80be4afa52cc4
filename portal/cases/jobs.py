"""Work of cases in the background: telling of moved dates and exceptional events, forgetting old drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.services.disruptions import tell_affected
from portal.cases.services.telling import tell
from portal.commitments.models import Commitment, DateChange
from portal.database import commit, db, writing
from portal.records.models import Record
from portal.web.drafts import remove_old

_AT_ONCE = 100


def tell_moved_dates(now: datetime) -> int:
    """Tell customers of dates that changed holidays moved (rule 13), one message a case.

    Gives back how many moves were dealt with, 0 when there is nothing left. A move on a case that is closed
    by now, or of a date that has ended, needs no word any more. Several workers at once tell each move once:
    the rows are locked, on SQLite by the transaction itself.
    """
    with writing():
        rows = db.session.execute(
            sa.select(DateChange, Commitment, Record, Case)
            .join(Commitment, Commitment.id == DateChange.commitment_id)
            .join(Record, Record.id == Commitment.record_id)
            .join(Case, Case.id == Record.id)
            .where(DateChange.kind == "holidays", DateChange.told_at.is_(None))
            .order_by(Record.id, DateChange.id)
            .limit(_AT_ONCE)
            .with_for_update(of=DateChange, skip_locked=True)
        ).all()
        for _, moves in groupby(rows, key=lambda row: row[2].id):
            _tell_one(list(moves), now)
        commit()
    return len(rows)


def tell_disrupted(now: datetime) -> int:
    """Send some customers word of an exceptional event or of its end.

    Gives back how many cases were dealt with.
    """
    with writing():
        told = tell_affected(now=now)
        commit()
    return told


def remove_old_drafts(now: datetime) -> int:
    """Delete drafts that nobody has gone on with; give back how many."""
    with writing():
        removed = remove_old(now=now)
        commit()
    return removed


def _tell_one(moves: Sequence[sa.Row[DateChange, Commitment, Record, Case]], now: datetime) -> None:
    still_open = [c for _, c, record, _ in moves if c.ended_at is None and record.closed_at is None]
    if still_open:
        _, _, record, case = moves[0]
        tell(record, case, message="date_moved", writer=None, now=now)
    for change, *_ in moves:
        change.told_at = now
