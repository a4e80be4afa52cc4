"""Sending people word that how they contact us is restricted, for longer, or no longer: as with needs."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.identity.queries.people import person as person_with
from portal.messaging.queries import staff_signature
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient, Signature
from portal.needs.models import ContactRestriction, RestrictionReview
from portal.organisation.queries import landlord

_AT_ONCE = 100
_UNTOLD = sa.and_(ContactRestriction.ended_at.is_(None), ContactRestriction.told_at.is_(None))
_GOES_ON = (
    sa.exists()
    .where(RestrictionReview.restriction_id == ContactRestriction.id, RestrictionReview.ends_on.is_not(None))
    .label("again")
)
# Ended by somebody before its day; what ends by itself was told with the first letter.
_END_UNTOLD = sa.and_(ContactRestriction.ended_by_id.is_not(None), ContactRestriction.told_end_at.is_(None))


def tell_restricted(*, now: datetime) -> int:
    """Leave word of each restriction that was agreed to, goes on or was ended early; give back how many.

    The first word gives the reason, the days, and how to have it looked at again (Complaint Handling Code
    5.14). One that ended before anybody was told of it needs no word. Several workers at once tell each once:
    the rows are locked, on SQLite by the transaction itself.
    """
    rows = db.session.execute(
        sa.select(ContactRestriction, Person, _GOES_ON)
        .join(Person, Person.id == ContactRestriction.person_id)
        .where(ContactRestriction.approved.is_(True), sa.or_(_UNTOLD, _END_UNTOLD))
        .order_by(ContactRestriction.id)
        .limit(_AT_ONCE)
        .with_for_update(of=ContactRestriction, skip_locked=True)
    ).all()
    for restriction, person, again in rows:
        if restriction.ended_at is None:
            _tell(restriction, person, again=again, now=now)
            restriction.told_at = now
        else:
            if again or restriction.told_at is not None:
                _tell_end(restriction, person, now=now)
            restriction.told_end_at = now
    return len(rows)


def _tell(restriction: ContactRestriction, person: Person, *, again: bool, now: datetime) -> None:
    through = restriction.through_id
    send(
        kind="needs/restricted",
        to=_to(person),
        now=now,
        context={
            "again": again,
            "ways": restriction.ways,
            "often": restriction.often,
            "through": person_with(through).name if through is not None else "",
            "still_by": restriction.still_by,
            "because": restriction.because,
            "from_on": restriction.from_on,
            "review_on": restriction.review_on,
            "ends_on": restriction.ends_on,
        },
        handler=_signature(restriction),
        automatic=False,
    )


def _tell_end(restriction: ContactRestriction, person: Person, *, now: datetime) -> None:
    send(
        kind="needs/restriction_ended",
        to=_to(person),
        now=now,
        context={"ended_at": restriction.ended_at},
        handler=_signature(restriction),
        automatic=False,
    )


def _to(person: Person) -> Recipient:
    return Recipient(person_id=person.id, name=person.name, address=person.email)


def _signature(restriction: ContactRestriction) -> Signature | None:
    """Whoever decided; the landlord's contact where that is not known."""
    by = restriction.decided_by_id
    return staff_signature(by, otherwise_phone=landlord().phone) if by is not None else None
