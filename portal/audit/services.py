"""Adding to the audit trail: an act in the transaction of the act, a look in one of its own."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.audit.models import AuditEntry
from portal.database import Base, db, own_transaction

_ADDED = sa.insert(Base.metadata.tables[AuditEntry.__tablename__])  # half the work of an object, at each page


def record_act(
    *, act: str, by: int | None, now: datetime, record_id: int | None = None, person_id: int | None = None
) -> None:
    """Add what somebody did. `by` is the actor's id, None for the portal itself."""
    db.session.add(
        AuditEntry(at=now, actor_id=by, act=act, record_id=record_id, person_id=person_id, is_look=False)
    )


def record_look(
    *, act: str, by: int, now: datetime, record_id: int | None = None, person_id: int | None = None
) -> None:
    """Add, and commit at once, that somebody saw a page with personal matter on it."""

    row = {"at": now, "actor_id": by, "act": act, "record_id": record_id, "person_id": person_id}
    own_transaction(lambda: db.session.execute(_ADDED, {**row, "is_look": True}))
