"""Sending people word of what we decided on what helps them: needs stand below messages and cannot do it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.needs.models import Need
from portal.needs.steps import State
from portal.organisation.queries import landlord

_AT_ONCE = 100


def tell_decided(*, now: datetime) -> int:
    """Leave word of each decision a person made and its customer has not been told; give back how many.

    A need that has ended meanwhile needs no word any more. Several workers at once tell each decision once:
    the rows are locked, on SQLite by the transaction itself.
    """
    rows = db.session.execute(
        sa.select(Need, Person)
        .join(Person, Person.id == Need.person_id)
        .where(Need.decided_by_id.is_not(None), Need.told_decision_at.is_(None))
        .order_by(Need.id)
        .limit(_AT_ONCE)
        .with_for_update(of=Need, skip_locked=True)
    ).all()
    for need, person in rows:
        if need.ended_at is None:
            _tell(need, person, now=now)
        need.told_decision_at = now
    return len(rows)


def _tell(need: Need, person: Person, *, now: datetime) -> None:
    if need.decided_by_id is None:
        return
    send(
        kind="needs/declined" if need.state == State.DECLINED else "needs/agreed",
        to=Recipient(person_id=person.id, name=person.name, address=person.email),
        now=now,
        context={
            "kind": need.kind,
            "told_at": need.told_at,
            "because": need.declined_because,
            "instead": need.offered_instead,
            "review_on": need.review_on,
            "ends_on": need.ends_on,
        },
        handler=staff_signature(need.decided_by_id, otherwise_phone=landlord().phone),
        automatic=False,
    )
