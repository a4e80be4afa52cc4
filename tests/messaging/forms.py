"""Needs for people to have, and the worker's jobs one after another, for the tests of forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.messaging.jobs.making import make_one
from portal.messaging.jobs.printing import print_one
from portal.messaging.jobs.sending import deliver
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.needs.details import Detail, stored_of
from portal.needs.markers import NeedKind
from portal.needs.models import Need
from portal.needs.steps import Journey, State
from tests.messaging.world import NOW

ADDRESS, POSTCODE = "Flat 6, Kingfisher Court", "BS6 5TR"


def needs(person: Person, kind: NeedKind, detail: Detail) -> None:
    """Let a person have told us of a need; not committed."""
    db.session.add(
        Need(
            person_id=person.id,
            kind=kind.value,
            detail=stored_of(detail),
            state=State.AGREED.value,
            told_at=NOW,
            told_in=Journey.PHONE.value,
            recorded_at=NOW,
            flagged_at=NOW,
        )
    )
    db.session.flush()


def at_home(person: Person) -> None:
    """Give a person a postal address."""
    person.address, person.postcode = ADDRESS, POSTCODE


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def work(now: datetime = NOW) -> int:
    """Make, print and send all that waits, as the worker does; gives how many things were done."""
    db.session.commit()
    done = 0
    for job in (make_one, print_one, deliver):
        while job(at(now)):
            done += 1
    db.session.rollback()
    return done


def rows() -> list[OutgoingMessage]:
    """Every message, afresh."""
    db.session.rollback()
    found = db.session.scalars(
        sa.select(OutgoingMessage).order_by(OutgoingMessage.id).execution_options(populate_existing=True)
    )
    return list(found)


def content(message: OutgoingMessage) -> bytes:
    """The bytes of a message's file."""
    found = db.session.scalar(sa.select(MessageFile.content).where(MessageFile.message_id == message.id))
    assert found is not None
    return found
