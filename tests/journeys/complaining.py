"""What journeys about complaints share: a complaint of the demonstration's tenant, whose words are known."""

from __future__ import annotations

import sqlalchemy as sa

from portal import database
from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.database import db
from portal.demo import people
from portal.identity.models import Person, StaffProfile
from portal.identity.roles import Role
from portal.timekeeping import utc_now
from tests.browser import LiveServer

TENANT = people.TENANT
COMPLAINTS = next(one for one in people.STAFF if one.who == "a complaints officer")
OFFICER = next(one for one in people.STAFF if one.who == "an officer")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
WORDS = "The stairs have been dark for five weeks. I rang six times and nobody came."
TITLE = "The stairs have been dark for five weeks."


def a_complaint(live_server: LiveServer, words: str = WORDS) -> str:
    """The tenant complains now; gives back the reference."""
    with live_server.app.app_context():
        tenant = _person(live_server, TENANT)
        now = utc_now()
        record = raise_case(
            NewCase(
                kind=CaseKind.COMPLAINT,
                channel=Channel.WEB,
                words=words,
                received_at=now,
                reply_by=ReplyBy.EMAIL,
                person=tenant,
            ),
            by=tenant.id,
            now=now,
        )
        reference = record.reference
        database.commit()
        db.session.remove()
    return reference


def also_complaints_staff(live_server: LiveServer, someone: people.DemoPerson) -> None:
    """They work on complaints too from now on."""
    with live_server.app.app_context():
        profile = db.session.get_one(StaffProfile, _person(live_server, someone).id)
        profile.roles_held = f"{profile.roles_held}|{Role.COMPLAINTS}"
        database.commit()
        db.session.remove()


def _person(live_server: LiveServer, someone: people.DemoPerson) -> Person:
    email = live_server.email(someone)
    return db.session.scalars(sa.select(Person).where(Person.email == email)).one()
