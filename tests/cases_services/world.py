"""A landlord under any charter, with an officer and a tenant, and cases raised through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from portal.cases.kinds import ReplyBy
from portal.cases.services.answering import Letter
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.commitments.models import Commitment
from portal.database import db
from portal.identity.models import Person
from portal.messaging.models import OutgoingMessage
from portal.organisation.models import Team, Topic
from portal.records.models import Entry, Record
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member, a_tenancy

RECEIVED = datetime(2026, 11, 3, 16, 12, tzinfo=UTC)  # a Tuesday, the office is open


@dataclass(frozen=True, kw_only=True)
class World:
    """Who is there."""

    tenant: Person
    officer: Person
    colleague: Person
    team: Team
    topics: tuple[Topic, ...]

    def raised(self, *, now: datetime = RECEIVED, by_staff: bool = False, **given: object) -> Record:
        """A case of the tenant's, raised on the web unless told otherwise."""
        values: dict[str, object] = {
            "kind": CaseKind.ENQUIRY,
            "channel": Channel.WEB,
            "words": "May I paint my front door? I would like green.",
            "received_at": now,
            "reply_by": ReplyBy.EMAIL,
            "person": self.tenant,
            **given,
        }
        by = self.officer.id if by_staff else self.tenant.id
        record = raise_case(NewCase(**values), by=by, now=now)  # type: ignore[arg-type]
        db.session.flush()
        return record

    def letter(self, record: Record, body: str = "You may. Choose any colour you like.") -> Letter:
        """Words of the officer, from the record as it now is."""
        return Letter(body=body, by=self.officer.id, version=record.version)


def a_world() -> World:
    """All of it, committed."""
    place = a_whole_landlord()
    tenant = a_person()
    tenant.has_account = True
    a_tenancy(tenant)
    return World(
        tenant=tenant,
        officer=a_staff_member(team=place.team),
        colleague=a_staff_member(given_name="Sam", family_name="Hill", team=place.team),
        team=place.team,
        topics=place.topics,
    )


def commitments(record: Record) -> list[Commitment]:
    """The record's commitments, by due date."""
    query = sa.select(Commitment).where(Commitment.record_id == record.id)
    return list(db.session.scalars(query.order_by(Commitment.due_at, Commitment.id)))


def due_dates(record: Record) -> list[tuple[str, str]]:
    """Label and last day of each commitment, by due date."""
    return [(c.label, c.due_on.isoformat()) for c in commitments(record)]


def messages(record: Record) -> list[OutgoingMessage]:
    """What was sent about the record, in order."""
    query = sa.select(OutgoingMessage).where(OutgoingMessage.record_id == record.id)
    return list(db.session.scalars(query.order_by(OutgoingMessage.id)))


def acts(record: Record) -> list[str]:
    """The timeline's acts, in order."""
    query = sa.select(Entry.act).where(Entry.record_id == record.id).order_by(Entry.id)
    return list(db.session.scalars(query))
