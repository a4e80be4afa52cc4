"""Keeping safety instructions: what to do when meeting somebody, resting on an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import record_act
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.needs.models import MarkerReview, SafetyMarker
from portal.needs.reviews import MARKERS, marker_review_by
from portal.needs.services.dates import begin_date, end_date
from portal.organisation.queries import landlord
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What a marker rests on and says. `ends_on` is its last day. Told, or why not. `needs_two`: visits are
    made by two."""

    instruction: str
    incident_on: date
    facts: str
    review_on: date
    ends_on: date
    told_on: date | None = None
    not_told_because: str = ""
    needs_two: bool = False


def add_marker(incident: Incident, *, person_id: int, by: int, now: datetime) -> SafetyMarker:
    """Keep an instruction for those who meet somebody: what to do, not what happened. It ends by itself.

    `by` is who decided it. Raises RuleBroken "nothing said" without an instruction or the facts it rests on,
    "told or why not" unless exactly one of the two is given, "told in the future", "incident in the future",
    and "dates out of order" unless today comes before the review, and the review no later than the
    (inclusive) end.
    """
    today = local_date(now, landlord().zone)
    _check(incident, today)
    marker = SafetyMarker(
        person_id=person_id,
        instruction=incident.instruction.strip(),
        incident_on=incident.incident_on,
        facts=incident.facts.strip(),
        decided_by_id=by,
        decided_at=now,
        told_on=incident.told_on,
        not_told_because=incident.not_told_because.strip() or None,
        needs_two=incident.needs_two,
        review_on=incident.review_on,
        ends_on=incident.ends_on,
    )
    db.session.add(marker)
    db.session.flush()
    _date(marker, today=today, by=by, now=now)
    record_act(act="marker.added", by=by, now=now, person_id=person_id)
    return marker


def review_marker(
    marker: SafetyMarker,
    *,
    goes_on: bool,
    why: str,
    review_on: date | None = None,
    ends_on: date | None = None,
    by: int,
    version: int,
    now: datetime,
) -> None:
    """Looked at again: it goes on to `ends_on` with a further review, or it ends now. Why is kept.

    Raises RuleBroken "reason missing", "not running", "dates out of order".
    """
    today = local_date(now, landlord().zone)
    if marker.version != version:
        raise Stale
    if marker.ended_at is not None:
        raise RuleBroken("not running")
    if not why.strip():
        raise RuleBroken("reason missing")
    dates = _dates(review_on, ends_on, today) if goes_on else None
    end_date(marker.commitment_id, kept=True, at=now)
    marker.commitment_id = None
    last_on = dates[1] if dates else None
    db.session.add(MarkerReview(marker_id=marker.id, at=now, by_id=by, why=why.strip(), ends_on=last_on))
    if dates is None:
        marker.ended_at = now
    else:
        marker.review_on, marker.ends_on = dates
        _date(marker, today=today, by=by, now=now)
    db.session.flush()
    record_act(act="marker.reviewed", by=by, now=now, person_id=marker.person_id)


def _dates(review_on: date | None, ends_on: date | None, today: date) -> tuple[date, date]:
    if review_on is None or ends_on is None or not today < review_on <= ends_on:
        raise RuleBroken("dates out of order", review_on=review_on, ends_on=ends_on)
    return review_on, ends_on


def _date(marker: SafetyMarker, *, today: date, by: int, now: datetime) -> None:
    standard = marker_review_by(marker.review_on, today=today)
    begun = begin_date(marker.person_id, standard, kind=MARKERS, by=by, at=now, handler_id=by)
    marker.commitment_id = begun.id if begun else None
    db.session.flush()


def _check(incident: Incident, today: date) -> None:
    if not incident.instruction.strip() or not incident.facts.strip():
        raise RuleBroken("nothing said")
    if (incident.told_on is None) == (not incident.not_told_because.strip()):
        raise RuleBroken("told or why not")
    if incident.told_on is not None and incident.told_on > today:
        raise RuleBroken("told in the future", told_on=incident.told_on)
    _dates(incident.review_on, incident.ends_on, today)
    if incident.incident_on > today:
        raise RuleBroken("incident in the future", incident_on=incident.incident_on)
