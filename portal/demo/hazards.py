"""Two dangers in homes, by the services that pages call: damp under way, an emergency made safe today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from portal.clock.zones import wall_instant
from portal.database import db
from portal.demo.references import reference
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.models import Hazard
from portal.hazards.services import mending
from portal.hazards.services.assigning import assign
from portal.hazards.services.judging import Judgement, judge
from portal.hazards.services.mending import Doing
from portal.hazards.services.naming import Contact, Danger, name_hazard
from portal.identity.models import Person
from portal.organisation.queries import landlord
from portal.records.models import Record

FIRST_NUMBER = 5001  # far from the references of the stories
_DAMP_IN, _DRIPPING_IN = "May I put up a shelf%", "Water is dripping%"  # how those cases begin


def name_dangers(people: Mapping[str, Person], *, now: datetime) -> None:
    """Mould behind the tiles, found and judged this week; water in a light, made safe this morning."""
    damp, dripping = _case(_DAMP_IN), _case(_DRIPPING_IN)
    if damp is not None:
        _damp(damp, people["joanna.blake"].id, people["samuel.adeyemi"].id, now=now)
    if dripping is not None:
        _dripping(dripping, people["samuel.adeyemi"].id, now=now)
    db.session.flush()


def _damp(case: Record, officer: int, mender: int, *, now: datetime) -> None:
    """Named by the officer of the case, looked into two days ago: the summary and the work are still owed."""
    named_at = _at(now, -5, time(15))
    danger = Danger(
        kind=HazardKind.DAMP,
        place="the bathroom",
        known_at=named_at,
        today=False,
        words="Our surveyor saw black mould along the outside wall, behind the loose tiles.",
        risk="A boy of four lives there. He has had a cough since September.",
    )
    hazard = _named(danger, case, FIRST_NUMBER, by=officer, now=named_at)
    record = db.session.get_one(Record, hazard.id)
    assign(record, to=mender, by=officer, version=record.version, now=named_at)
    judgement = Judgement(
        grade=Grade.SIGNIFICANT,
        kind=HazardKind.DAMP,
        criteria="Mould on more than one square metre of wall, in a room that a small child uses every day.",
        risk=danger.risk,
    )
    judged_at = _at(now, -4, time(10))
    judge(hazard, record, judgement, by=mender, version=record.version, now=judged_at)
    looked_at = _at(now, -2, time(11))
    doing = Doing(hazard=hazard, record=record, by=mender, version=record.version, now=looked_at)
    found = "The outside wall is cold and the fan does not run. Both feed the mould."
    mending.investigated(doing, findings=found, at=looked_at)


def _dripping(case: Record, mender: int, *, now: datetime) -> None:
    """Named as an emergency with the case itself, taken at once, safe within the hour."""
    danger = Danger(
        kind=HazardKind.ELECTRICS,
        place="the kitchen",
        known_at=case.received_at,
        today=True,
        words="The water runs down the cable of the kitchen lamp.",
        risk="Two people live there. Nobody must touch the lamp or its switch.",
    )
    hazard = _named(danger, case, FIRST_NUMBER + 1, by=case.person_id, now=case.received_at)
    record = db.session.get_one(Record, hazard.id)
    taken_at = case.received_at + timedelta(minutes=10)
    assign(record, to=mender, by=mender, version=record.version, now=taken_at)
    judgement = Judgement(
        grade=Grade.EMERGENCY,
        kind=HazardKind.ELECTRICS,
        criteria="Water in a lamp that is switched on: somebody could get an electric shock.",
        risk=danger.risk,
    )
    judge(hazard, record, judgement, by=mender, version=record.version, now=taken_at)
    safe_at = min(case.received_at + timedelta(minutes=50), now)
    doing = Doing(hazard=hazard, record=record, by=mender, version=record.version, now=safe_at)
    words = "The electrician switched off the kitchen circuit, and the water to the flat above."
    mending.made_safe(doing, words=words, at=safe_at)


def _named(danger: Danger, case: Record, number: int, *, by: int | None, now: datetime) -> Hazard:
    person = db.session.get(Person, case.person_id) if case.person_id else None
    contact = Contact(name=person.name, email=person.email, phone=person.phone) if person else Contact()
    return name_hazard(danger, contact, parent=case, by=by, now=now, reference=reference(number))


def _case(begins: str) -> Record | None:
    return db.session.scalar(sa.select(Record).where(Record.title.like(begins)).order_by(Record.id).limit(1))


def _at(now: datetime, days: int, at: time) -> datetime:
    zone = landlord().zone
    return wall_instant(now.astimezone(zone).date() + timedelta(days=days), at, zone)
