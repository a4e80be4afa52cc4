"""What ends by itself: temporary needs, safety instructions, restrictions whose last day is over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.database import commit, db, writing
from portal.needs.models import Need, SafetyMarker
from portal.needs.services.dates import end_date
from portal.needs.services.restrictions import end_over
from portal.needs.services.telling import end
from portal.organisation.queries import landlord
from portal.timekeeping import local_date

_AT_ONCE = 100


def end_what_is_over(now: datetime) -> int:
    """End what has its last day behind it; give back how many, 0 when nothing is left.

    Nobody has seen them since that day; this calls off their dates and wipes health detail.
    """
    today = local_date(now, landlord().zone)
    with writing():
        needs = db.session.scalars(
            sa.select(Need)
            .where(Need.ended_at.is_(None), Need.ends_on < today)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        markers = db.session.scalars(
            sa.select(SafetyMarker)
            .where(SafetyMarker.ended_at.is_(None), SafetyMarker.ends_on < today)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        for need in needs:
            end(need, by=None, now=now)
        for marker in markers:
            end_date(marker.commitment_id, kept=False, at=now)
            marker.commitment_id, marker.ended_at = None, now
        restrictions = end_over(now=now, at_once=_AT_ONCE)
        commit()
    return len(needs) + len(markers) + restrictions
