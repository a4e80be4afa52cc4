"""Ending links to appointments that are over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.links import LINK
from portal.appointments.states import State
from portal.database import db
from portal.identity.models import LinkToken

_OVER = (State.FINISHED.value, State.CANCELLED.value)
_NOT_HELD = (State.NO_ACCESS.value, State.MISSED_BY_US.value)


def end_old_links(*, now: datetime) -> int:
    """End links to what took place or is not wanted any more, and to what has another in its place; how many.

    Nobody could see anything through them any more (`queries.links`); this makes sure that nobody ever will.
    """
    over = sa.select(Appointment.id).where(
        sa.or_(
            Appointment.state.in_(_OVER),
            sa.and_(Appointment.state.in_(_NOT_HELD), Appointment.replaced_by_id.is_not(None)),
        )
    )
    ended = db.session.scalars(
        sa.update(LinkToken)
        .where(
            LinkToken.purpose == LINK,
            LinkToken.used_at.is_(None),
            LinkToken.superseded_at.is_(None),
            LinkToken.expires_at > now,
            LinkToken.record_id.in_(over),
        )
        .values(superseded_at=now)
        .returning(LinkToken.id)
        .execution_options(synchronize_session=False)
    )
    return len(list(ended))
