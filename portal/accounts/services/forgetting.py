"""Deleting what opens nothing and counts nothing any more, a part at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.guessing import COUNTED_FOR
from portal.accounts.models import AddressChange, Throttle
from portal.accounts.registration import LINK_LASTS
from portal.database import db
from portal.identity.models import LinkToken

AT_ONCE = 500  # so that the write lock is held for a moment only


def forget_what_is_over(*, now: datetime, at_once: int = AT_ONCE) -> int:
    """Delete links expired by `now`, counters older than any window, and addresses asked for and not
    confirmed in time; at most `at_once` of each. Gives back how many; 0 when nothing is left."""
    return (
        _delete(LinkToken.id, LinkToken.expires_at <= now, at_once)
        + _delete(Throttle.key, Throttle.window_began_at <= now - COUNTED_FOR, at_once)
        + _delete(AddressChange.person_id, AddressChange.asked_at <= now - LINK_LASTS, at_once)
    )


def _delete(key: Any, over: sa.ColumnElement[bool], at_once: int) -> int:
    some = sa.select(key).where(over).limit(at_once)
    gone = db.session.execute(
        sa.delete(key.class_)
        .where(key.in_(some), over)
        .returning(key)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
