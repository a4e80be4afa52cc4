"""Counting open dates again after holidays or closures changed, some at a time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.commitments.models import Commitment
from portal.commitments.services.changing import recalculated
from portal.database import commit, db, writing
from portal.organisation.models import Landlord
from portal.records.models import Record
from portal.records.services import add_entry

_AT_ONCE = 200


def recalculate_some(now: datetime) -> int:
    """Count the next open commitments again; give back how many were looked at, 0 when all are done.

    Each move leaves a public line on its record; word to the customer is `tell_moved_dates`'s
    of `cases.jobs` and `hazards.jobs`.
    """
    with writing():
        landlord = db.session.scalar(
            sa.select(Landlord).where(Landlord.recalculation_asked_at.is_not(None)).with_for_update()
        )
        if landlord is None:
            db.session.rollback()
            return 0
        rows = db.session.execute(
            sa.select(Commitment, Record)
            .join(Record, Record.id == Commitment.record_id)
            .where(Commitment.ended_at.is_(None), Commitment.id > landlord.recalculated_to_id)
            .order_by(Commitment.id)
            .limit(_AT_ONCE)
            .with_for_update(of=Record, key_share=True)
        ).all()
        for commitment, record in rows:
            change = recalculated(commitment, record, now=now)
            if change is not None:
                facts = {"standard": commitment.standard, "due_on": commitment.due_on.isoformat()}
                add_entry(record, act="date moved", at=now, now=now, by=None, public=True, facts=facts)
        if rows:
            landlord.recalculated_to_id = rows[-1][0].id
        else:
            landlord.recalculation_asked_at = None
        commit()
    return len(rows)
