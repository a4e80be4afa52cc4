"""Keeping what helps a person, and instructions to those who meet them. No words go into the audit."""

from __future__ import annotations

from datetime import date, datetime

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken
from portal.needs.markers import NeedKind
from portal.needs.models import Need, SafetyMarker


def add_need(
    *,
    person_id: int,
    kind: NeedKind,
    detail: str = "",
    health_detail: str | None = None,
    health_consent_at: datetime | None = None,
    review_on: date | None = None,
    by: int | None,
    now: datetime,
) -> Need:
    """Keep a kind of help a person asked for.

    Health detail is kept only with consent, encrypted: RuleBroken("consent missing") without the time of it.
    """
    if health_detail is not None and health_consent_at is None:
        raise RuleBroken("consent missing")
    need = Need(
        person_id=person_id,
        kind=kind.value,
        detail=detail,
        health_detail=health_detail,
        health_consent_at=health_consent_at,
        told_at=now,
        review_on=review_on,
    )
    db.session.add(need)
    db.session.flush()
    record_act(act="need.added", by=by, now=now, person_id=person_id)
    return need


def add_marker(
    *,
    person_id: int,
    instruction: str,
    incident_on: date,
    facts: str,
    review_on: date,
    ends_on: date,
    by: int,
    now: datetime,
) -> SafetyMarker:
    """Keep an instruction for those who meet somebody: what to do, not what happened. It ends by itself.

    Raises RuleBroken "nothing said" without an instruction or the facts it rests on, and "dates out of
    order" unless the incident comes before the review, and the review no later than the (inclusive) end.
    """
    if not instruction.strip() or not facts.strip():
        raise RuleBroken("nothing said")
    if not incident_on < review_on <= ends_on:
        raise RuleBroken("dates out of order", review_on=review_on, ends_on=ends_on)
    marker = SafetyMarker(
        person_id=person_id,
        instruction=instruction,
        incident_on=incident_on,
        facts=facts,
        decided_by_id=by,
        review_on=review_on,
        ends_on=ends_on,
    )
    db.session.add(marker)
    db.session.flush()
    record_act(act="marker.added", by=by, now=now, person_id=person_id)
    return marker
