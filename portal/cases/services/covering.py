"""Work of somebody who is away: who writes is told who stands in, and open work goes to the deputy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.cases.queries import cover_told
from portal.cases.services.handling import hand_over
from portal.cases.services.telling import case_of, tell
from portal.database import db
from portal.errors import RuleBroken
from portal.hazards.kinds import KIND as HAZARD
from portal.hazards.models import Hazard
from portal.hazards.services import assigning
from portal.identity.absences import Cover
from portal.identity.queries.people import person
from portal.messaging.models import OutgoingMessage
from portal.messaging.signatures import Signature
from portal.organisation.queries import landlord
from portal.records.models import Record

AWAY = "cases/away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A case or a hazard to hand over, and the version of it that was looked at."""

    record: Record
    version: int


def tell_who_covers(record: Record, *, now: datetime, absent_id: int | None = None) -> None:
    """Tell somebody who has written that the handler (or `absent_id`, for whom they asked) is away.

    With the name and number of who stands in, or of the team; once for each case and absence. Nothing is
    sent about one who is there, nor about an absence so short that the policy asks for no word (TPP
    Written f: one working day).
    """
    absent_id = absent_id if absent_id is not None else record.handler_id
    cover = cover_told(absent_id, now=now)
    if absent_id is None or cover is None or _told_before(record, cover):
        return
    stand_in = _stand_in(record, cover)
    if not stand_in.phone:  # what somebody writes is never refused for want of a number of ours
        return
    tell(
        record,
        case_of(record),
        message="away",
        writer=None,
        now=now,
        more={"absent_name": person(absent_id).name, "cover": cover},
        handler=stand_in,
    )


def hand_over_work(
    chosen: Sequence[Chosen], *, absent_id: int, deputy_id: int, reason: str, by: int, now: datetime
) -> tuple[Record, ...]:
    """Hand the chosen cases and hazards of somebody away to the deputy; each customer is told who and why.

    Gives back those left where they are: somebody else has changed or taken them since, or the deputy may
    not deal with them (their own household, barred). RuleBroken("reason missing").
    """
    if not reason.strip():
        raise RuleBroken("reason missing")
    left = []
    for one in chosen:
        try:
            with db.session.begin_nested():
                _hand_over(one, absent_id, deputy_id=deputy_id, reason=reason, by=by, now=now)
        except RuleBroken:
            left.append(one.record)
    return tuple(left)


def _hand_over(one: Chosen, absent_id: int, *, deputy_id: int, reason: str, by: int, now: datetime) -> None:
    if one.record.handler_id != absent_id:
        raise RuleBroken("taken by somebody else")
    hazard = db.session.get(Hazard, one.record.id) if one.record.kind == HAZARD else None
    if hazard is not None:
        assigning.hand_over(
            hazard, one.record, to=deputy_id, reason=reason, by=by, version=one.version, now=now
        )
        return
    hand_over(one.record, to=deputy_id, reason=reason, by=by, version=one.version, now=now)


def _told_before(record: Record, cover: Cover) -> bool:
    said = sa.select(OutgoingMessage.id).where(
        OutgoingMessage.record_id == record.id,
        OutgoingMessage.kind == AWAY,
        OutgoingMessage.created_at >= cover.from_at,
    )
    return db.session.scalar(said.limit(1)) is not None


def _stand_in(record: Record, cover: Cover) -> Signature:
    facts = landlord()
    team = facts.team(record.team_id) if record.team_id else None
    phone = (team.phone if team else "") or facts.phone
    if cover.deputy is not None:
        deputy = cover.deputy
        return Signature(name=deputy.name, phone=deputy.phone or phone, person_id=deputy.person_id)
    return Signature(name=team.name if team else facts.name, phone=phone)
