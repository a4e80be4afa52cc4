"""What helps people at the demonstration landlord, and one safety instruction, through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.database import db
from portal.demo.references import reference
from portal.demo.stories import NEEDS
from portal.identity.models import Person
from portal.needs.reviews import Targets
from portal.needs.services.deciding import agree
from portal.needs.services.markers import Incident, add_marker
from portal.needs.services.telling import tell
from portal.needs.steps import Journey, State
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import FOR_NEEDS_STAFF
from portal.timekeeping import local_date

_TOLD_BEFORE = timedelta(days=90)
_ASKED_AGAIN_AFTER = timedelta(days=365)
_TARGETS = Targets(decide_working_days=10, review_months=12)


def tell_needs(people: Mapping[str, Person], *, now: datetime) -> None:
    """Everybody's needs as they told them, agreed to since; and the instruction about a visit."""
    needs_officer, manager = people["helen.wright"].id, people["priya.shah"].id
    told_at = now - _TOLD_BEFORE
    for key, told in NEEDS:
        person_id = people[key].id
        need = tell(
            told,
            person_id=person_id,
            told_by=person_id,
            told_in=Journey.PHONE,
            targets=_TARGETS,
            by=needs_officer,
            now=told_at,
        )
        if need.state == State.TOLD:
            agreed_at = told_at + timedelta(days=1)
            review_on = local_date(agreed_at + _ASKED_AGAIN_AFTER, landlord().zone)
            agree(need, review_on=review_on, by=needs_officer, version=need.version, now=agreed_at)
            need.told_decision_at = agreed_at
    add_marker(
        Incident(
            instruction="Meet him at the office, or visit in pairs.",
            incident_on=(now - timedelta(days=120)).date(),
            facts="He shouted at a joiner and shut the door on his arm.",
            review_on=(now + timedelta(days=20)).date(),
            ends_on=(now + timedelta(days=245)).date(),
            told_on=(now - timedelta(days=119)).date(),
        ),
        person_id=people["desmond"].id,
        by=manager,
        now=now - timedelta(days=118),
    )
    _name_records()


def _name_records() -> None:
    """The same references every time, far from those of the stories."""
    db.session.flush()
    kept = sa.select(Record).where(Record.kind.in_(FOR_NEEDS_STAFF)).order_by(Record.id)
    for number, record in enumerate(db.session.scalars(kept), start=1001):
        record.reference = reference(number)
    db.session.flush()
