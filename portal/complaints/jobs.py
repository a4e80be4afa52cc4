"""Work of complaints in the background: asking later whether somebody was treated differently since."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.complaints.models import TreatedDifferently
from portal.complaints.services.closing import ask_how_since
from portal.database import commit, db, writing
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date

_AT_ONCE = 50


def ask_how_since_closed(now: datetime) -> int:
    """Ask those whose day has come (Code 5.1), once each; give back how many. Several workers are safe."""
    with writing():
        today = local_date(now, landlord().zone)
        rows = db.session.execute(
            sa.select(TreatedDifferently, Record)
            .join(Record, Record.id == TreatedDifferently.complaint_id)
            .where(
                TreatedDifferently.ask_on <= today,
                TreatedDifferently.asked_at.is_(None),
                Record.closed_at.is_not(None),  # opened again at stage 2, it is asked after that
            )
            .order_by(TreatedDifferently.id)
            .limit(_AT_ONCE)
            .with_for_update(of=TreatedDifferently, skip_locked=True)
        ).all()
        for asked, record in rows:
            ask_how_since(record, asked, now=now)
        commit()
    return len(rows)
