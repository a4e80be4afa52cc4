"""Who deals with a hazard."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.database import db
from portal.errors import RuleBroken
from portal.hazards.acts import Act
from portal.hazards.models import Hazard
from portal.hazards.services.telling import tell
from portal.identity.models import StaffProfile
from portal.identity.roles import Ability
from portal.records.models import Bar, Record
from portal.records.queries import household_of
from portal.records.services import add_entry, expect_version


def assign(record: Record, *, to: int, by: int, version: int, now: datetime) -> None:
    """Make somebody the handler; whoever lives there sees the name.

    Raises RuleBroken: "cannot handle cases" for who does not work on cases, "own household", "barred"; Stale.
    """
    expect_version(record, version)
    _give(record, to)
    add_entry(record, act=Act.ASSIGNED, at=now, now=now, by=by, public=True, facts={"to": to})


def hand_over(
    hazard: Hazard, record: Record, *, to: int, reason: str, by: int, version: int, now: datetime
) -> None:
    """Give it to somebody else, as when its handler is away; whoever lives there is told who and why.

    Raises as `assign`, and "reason missing", "not now" where it is over.
    """
    expect_version(record, version)
    if not reason.strip():
        raise RuleBroken("reason missing")
    if record.closed_at is not None:
        raise RuleBroken("not now")
    before = record.handler_id
    _give(record, to)
    words, facts = reason.strip(), {"to": to, "from": before}
    entry = add_entry(
        record, act=Act.HANDED_OVER, at=now, now=now, by=by, public=True, body=words, facts=facts
    )
    tell(hazard, record, message="handed_over", writer=by, now=now, entry=entry, more={"body": words})


def _give(record: Record, to: int) -> None:
    staff = db.session.get(StaffProfile, to)
    if staff is None or Ability.WORK_CASES not in staff.abilities:
        raise RuleBroken("cannot handle cases", person_id=to)
    if record.person_id in household_of(to):
        raise RuleBroken("own household", person_id=to)
    if db.session.scalar(sa.select(Bar.id).where(Bar.record_id == record.id, Bar.person_id == to)):
        raise RuleBroken("barred", person_id=to)
    record.handler_id = to
    record.team_id = staff.team_id or record.team_id
