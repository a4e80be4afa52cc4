"""Teams, topics and who gets them, and the landlord's own targets (rule 17)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from portal.clock.limits import Unit
from portal.database import db
from portal.errors import NotFound, RuleBroken
from portal.organisation.models import OwnTarget, Team, Topic
from portal.organisation.queries import landlord
from portal.organisation.services.changes import changed, refusing, row_or_new
from portal.timekeeping import local_date


def save_team(
    *,
    team_id: int | None,
    name: str,
    phone: str,
    email: str,
    may_be_named: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Team:
    """Add a team (`team_id` None) or change one. Raises Stale, NotFound, RuleBroken("name taken")."""
    row = row_or_new(Team, team_id, version)
    with refusing("name taken"):
        row.name, row.phone, row.email, row.may_be_named = name, phone, email, may_be_named
        db.session.add(row)
    changed(now=now, act="team.saved", by=by)
    return row


def save_topic(
    *,
    topic_id: int | None,
    name: str,
    team_id: int,
    statutory: bool,
    general_information: bool,
    position: int,
    active: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> Topic:
    """Add a topic or change it and who gets it. Raises Stale, NotFound, RuleBroken("name taken")."""
    landlord().team(team_id)
    row = row_or_new(Topic, topic_id, version)
    with refusing("name taken"):
        row.name, row.team_id, row.position, row.active = name, team_id, position, active
        row.statutory, row.general_information = statutory, general_information
        db.session.add(row)
    changed(now=now, act="topic.saved", by=by)
    return row


def add_target(
    *,
    channel: str,
    kind: str,
    event: str,
    amount: int,
    unit: str,
    from_on: date,
    by: int | None,
    now: datetime,
) -> OwnTarget:
    """Set a target of our own for one channel and kind of case from a date on (rule 17).

    The one in force until then ends the day before. Raises RuleBroken("target in the past"), ("target not
    positive"), ("target already set") where one begins on that very day or later.
    """
    if from_on < local_date(now, landlord().zone):
        raise RuleBroken("target in the past", from_on=from_on)
    if amount < 1 or Unit(unit) in (Unit.RINGS, Unit.SAME_DAY):
        raise RuleBroken("target not positive", amount=amount, unit=unit)
    same = [OwnTarget.channel == channel, OwnTarget.kind == kind, OwnTarget.event == event]
    if db.session.scalar(sa.select(OwnTarget.id).where(*same, OwnTarget.from_on >= from_on).limit(1)):
        raise RuleBroken("target already set", from_on=from_on)
    db.session.execute(
        sa.update(OwnTarget)
        .where(*same, sa.or_(OwnTarget.to_on.is_(None), OwnTarget.to_on >= from_on))
        .values(to_on=date.fromordinal(from_on.toordinal() - 1))
    )
    row = OwnTarget(channel=channel, kind=kind, event=event, amount=amount, unit=unit, from_on=from_on)
    db.session.add(row)
    changed(now=now, act="target.added", by=by)
    return row


def end_target(*, target_id: int, by: int | None, now: datetime) -> None:
    """The target is in force today for the last time; what has begun under it goes on (rule 17).

    One that has not begun yet is taken out. NotFound where it is gone already.
    """
    row = db.session.get(OwnTarget, target_id)
    if row is None:
        raise NotFound
    today = local_date(now, landlord().zone)
    if row.from_on > today:
        db.session.delete(row)
    else:
        row.to_on = min(row.to_on or today, today)
    changed(now=now, act="target.ended", by=by)
