"""Who may act for whom: authority for a person, membership of an organisation; recording and ending both."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Authority, OrganisationMember, Person
from portal.identity.scopes import Scope

_DAY = timedelta(days=1)


def add_authority(
    *,
    holder_id: int,
    for_person_id: int,
    scope: Scope,
    from_on: date,
    to_on: date | None,
    by: int | None,
    now: datetime,
    evidence: str = "",
) -> Authority:
    """Record that one person may act for another, in a scope, from one day to another, both included.

    RuleBroken: "authority ends before it begins", "acts for themselves already", "own authority" (who
    records it is whom it is for or who gets it), "authority recorded already" (one of the two runs on a
    day of it).
    """
    if to_on is not None and to_on < from_on:
        raise RuleBroken("authority ends before it begins", from_on=from_on, to_on=to_on)
    if holder_id == for_person_id:
        raise RuleBroken("acts for themselves already", person_id=holder_id)
    if by is not None and by in (holder_id, for_person_id):
        raise RuleBroken("own authority", person_id=by)
    # Held until the end of the transaction, so that the second of two forms sees the first's row.
    db.session.get(Person, for_person_id, with_for_update=True)
    if db.session.scalar(_sharing_days(holder_id, for_person_id, from_on, to_on)) is not None:
        raise RuleBroken("authority recorded already", person_id=holder_id)
    authority = Authority(
        holder_id=holder_id,
        for_person_id=for_person_id,
        scope=scope,
        from_on=from_on,
        to_on=to_on,
        evidence=evidence,
        recorded_at=now,
        recorded_by_id=by,
    )
    db.session.add(authority)
    record_act(act="authority.recorded", by=by, now=now, person_id=for_person_id)
    return authority


def end_authority(authority: Authority, *, today: date, by: int | None, now: datetime) -> None:
    """End it at once: from this moment it opens nothing. One that is over already stays as it is.

    Pressed twice, or by the person and by staff at one moment, the first counts: the UPDATE decides.
    """
    ended = db.session.execute(
        sa.update(Authority)
        .where(Authority.id == authority.id, sa.or_(Authority.to_on.is_(None), Authority.to_on >= today))
        .values(to_on=today - _DAY, ended_at=now, ended_by_id=by)
        .returning(Authority.id)
        .execution_options(synchronize_session=False)
    ).all()
    if ended:
        db.session.refresh(authority)
        record_act(act="authority.ended", by=by, now=now, person_id=authority.for_person_id)


def add_to_organisation(
    *, organisation_id: int, person_id: int, from_on: date, by: int | None, now: datetime
) -> OrganisationMember:
    """Let a person act for an organisation from that day on; they see its cases, signed in for themselves.

    Somebody who acted for it before does so again. RuleBroken("acts for it already").
    """
    member = db.session.scalar(
        sa.select(OrganisationMember).where(
            OrganisationMember.organisation_id == organisation_id, OrganisationMember.person_id == person_id
        )
    )
    if member is not None and (member.to_on is None or member.to_on >= from_on):
        raise RuleBroken("acts for it already", person_id=person_id)
    if member is None:
        member = OrganisationMember(organisation_id=organisation_id, person_id=person_id)
        db.session.add(member)
    member.from_on, member.to_on = from_on, None
    record_act(act="organisation.member added", by=by, now=now, person_id=person_id)
    return member


def end_membership(member: OrganisationMember, *, today: date, by: int | None, now: datetime) -> None:
    """The person no longer acts for the organisation, from this moment; over already, nothing changes."""
    if member.to_on is None or member.to_on >= today:
        member.to_on = today - _DAY
        record_act(act="organisation.member ended", by=by, now=now, person_id=member.person_id)


def _sharing_days(holder_id: int, for_person_id: int, from_on: date, to_on: date | None) -> sa.Select[int]:
    return (
        sa.select(Authority.id)
        .where(
            Authority.holder_id == holder_id,
            Authority.for_person_id == for_person_id,
            sa.true() if to_on is None else Authority.from_on <= to_on,
            sa.or_(Authority.to_on.is_(None), Authority.to_on >= from_on),
        )
        .limit(1)
    )
