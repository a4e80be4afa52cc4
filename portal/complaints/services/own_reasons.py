"""Reasons for refusing that the landlord's own policy names (Code 2.2): added, changed, no longer used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.complaints.models import OwnReason
from portal.database import db
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale
from portal.identity.readers import Reader
from portal.identity.roles import Ability


def save_own_reason(
    *, reason_id: int | None, words: str, clause: str, active: bool, by: Reader, version: int, now: datetime
) -> OwnReason:
    """Add a reason (None) or change one. What was refused for it keeps the words it was refused with.

    Raises RuleBroken: "clause missing", since a reason that stands in no policy is none (2.2), "nothing
    said", "name taken"; Stale; NotFound; NotAllowed for who is not complaints staff.
    """
    if not by.may(Ability.SEE_COMPLAINTS):
        raise NotAllowed
    if not words.strip():
        raise RuleBroken("nothing said")
    if not clause.strip():
        raise RuleBroken("clause missing")
    row = OwnReason(version=0) if reason_id is None else db.session.get(OwnReason, reason_id)
    if row is None:
        raise NotFound
    if row.version != version:
        raise Stale(was=version, now=row.version)
    try:
        with db.session.begin_nested():  # of two adding the same reason at once, the index refuses the second
            row.words, row.clause = words.strip(), clause.strip()
            row.active, row.version = active, version + 1
            db.session.add(row)
    except IntegrityError as error:
        raise RuleBroken("name taken") from error
    record_act(act="own reason.saved", by=by.person_id, now=now)
    return row
