"""What is in the database of a served portal, and what a test puts there beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.cases.kinds import ReplyBy
from portal.cases.models import Case
from portal.cases.services.raising import NewCase, raise_case
from portal.cases.stages import Act
from portal.charters.standards import CaseKind, Channel
from portal.database import commit, db, writing
from portal.demo.people import TENANT
from portal.identity.models import Home, Person, Tenancy, TenancyMember
from portal.messaging.models import OutgoingMessage
from portal.records.models import Entry, Record
from portal.timekeeping import utc_now
from tests.races.serving import Served

BORN_ON = date(1984, 5, 17)
FAMILY_NAME = "Okafor"


def rows(served: Served, statement: sa.Select[Any]) -> Sequence[Any]:
    """The first column of what the statement finds."""
    with served.app.app_context():
        return list(db.session.scalars(statement))


def count(served: Served, table: Any, *where: sa.ColumnElement[bool]) -> int:
    """How many rows of a table there are."""
    found: int = rows(served, sa.select(sa.func.count()).select_from(table).where(*where))[0]
    return found


def a_case(served: Served) -> str:
    """A case of the tenant of the demonstration, raised just now; its reference."""
    now = utc_now()
    with served.app.test_request_context(), writing():
        tenant = db.session.scalars(sa.select(Person).where(Person.email == served.email(TENANT))).one()
        record = raise_case(
            NewCase(
                kind=CaseKind.ENQUIRY,
                channel=Channel.WEB,
                words="When do you cut the hedge in front of our flats?",
                received_at=now,
                reply_by=ReplyBy.EMAIL,
                person=tenant,
            ),
            by=tenant.id,
            now=now,
        )
        reference = record.reference
        commit()
    return reference


def entries(served: Served, reference: str, act: Act) -> list[str]:
    """The words of the case's entries of that kind, in the order they were stored."""
    found = rows(
        served,
        sa.select(Entry.body)
        .join(Record, Record.id == Entry.record_id)
        .where(Record.reference == reference, Entry.act == act.value)
        .order_by(Entry.id),
    )
    return [body or "" for body in found]


def messages(served: Served, reference: str, kind: str) -> int:
    """How many messages of that kind wait in the outbox for the case's customer."""
    record = sa.select(Record.id).where(Record.reference == reference).scalar_subquery()
    return count(
        served, OutgoingMessage, OutgoingMessage.record_id == record, OutgoingMessage.kind == f"cases/{kind}"
    )


def case(served: Served, reference: str) -> Case:
    """The row of the case."""
    found: Case = rows(
        served, sa.select(Case).join(Record, Record.id == Case.id).where(Record.reference == reference)
    )[0]
    return found


def a_tenancy(served: Served, reference: str, *, held_email: str) -> int:
    """A tenancy of one person who has no account, known to us with that address; the person's id."""
    now = utc_now()
    with served.app.app_context(), writing():
        person = Person(
            given_name="Chidi", family_name=FAMILY_NAME, born_on=BORN_ON, email=held_email, created_at=now
        )
        home = Home(reference=f"home of {reference}", address="2 Mill Lane", postcode="BS6 5TR")
        db.session.add_all([person, home])
        db.session.flush()
        tenancy = Tenancy(reference=reference, home_id=home.id, started_on=date(2020, 1, 6))
        db.session.add(tenancy)
        db.session.flush()
        db.session.add(TenancyMember(tenancy_id=tenancy.id, person_id=person.id, held_email=held_email))
        person_id = person.id
        commit()
    return person_id
