"""What journeys about complaints share: a complaint of the demonstration's tenant, whose words are known."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal import database
from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.complaints.answers import Decision
from portal.complaints.queries import points_found
from portal.complaints.services.answering import Found, answer, decide
from portal.complaints.services.defining import Definition, define_and_acknowledge
from portal.complaints.services.taking_on import assign
from portal.database import db
from portal.demo import people
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Role
from portal.records.models import Record
from portal.timekeeping import utc_now
from tests.browser import LiveServer

TENANT = people.TENANT
COMPLAINTS = next(one for one in people.STAFF if one.who == "a complaints officer")
OFFICER = next(one for one in people.STAFF if one.who == "an officer")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
WORDS = "The stairs have been dark for five weeks. I rang six times and nobody came."
TITLE = "The stairs have been dark for five weeks."
DEFINITION = Definition(
    understanding="You told us that the stairs have been dark for five weeks.",
    outcome_sought="A light on the stairs.",
    ours=("The stairs are dark.",),
)
FOUND = Found(
    decision=Decision.NOT_UPHELD,
    reasons="We mended the light in three days.",
    policy="Repairs policy, section 4",
)


def a_complaint(live_server: LiveServer, words: str = WORDS) -> str:
    """The tenant complains now; gives back the reference."""
    with live_server.app.app_context():
        return _kept(_raised(live_server, words, utc_now()))


def acknowledged(live_server: LiveServer, *, now: datetime | None = None) -> str:
    """The complaints officer has it, and has set it out, now unless told; gives back the reference."""
    with live_server.app.app_context():
        now = now or utc_now()
        record = _raised(live_server, WORDS, now)
        by = _reader(live_server, COMPLAINTS)
        assign(
            record,
            to=by.person_id or 0,
            has_conflict=False,
            conflict="",
            by=by,
            version=record.version,
            now=now,
        )
        define_and_acknowledge(record, DEFINITION, by=by, version=record.version, now=now)
        return _kept(record)


def answered(live_server: LiveServer) -> str:
    """The same, decided and answered at stage 1; nothing was wrong with the lamp."""
    reference = acknowledged(live_server)
    with live_server.app.app_context():
        now, by = utc_now(), _reader(live_server, COMPLAINTS)
        record = db.session.scalars(sa.select(Record).where(Record.reference == reference)).one()
        for one in points_found(record.id, stage=1):
            decide(record, point_id=one.point.id, found=FOUND, by=by, version=record.version, now=now)
        answer(record, body="", by=by, version=record.version, now=now)
        return _kept(record)


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


def _raised(live_server: LiveServer, words: str, now: datetime) -> Record:
    tenant = _person(live_server, TENANT)
    return raise_case(
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


def _reader(live_server: LiveServer, someone: people.DemoPerson) -> Reader:
    profile = db.session.get_one(StaffProfile, _person(live_server, someone).id)
    return Reader(person_id=profile.person_id, abilities=profile.abilities, team_id=profile.team_id)


def _kept(record: Record) -> str:
    reference = record.reference
    database.commit()
    db.session.remove()
    return reference
