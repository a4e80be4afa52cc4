"""Finding people for staff, and what a person's page shows. Nobody's own household is ever among them.

Nor is a complaint, but by its exact reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.appointments.queries.of_person import PersonsAppointment, appointments_of
from portal.cases.models import Case
from portal.commitments.due_days import DueDay, due_day
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Authority, Home, Organisation, Person, Tenancy, TenancyMember
from portal.identity.queries.authorities import authorities_about
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.identity.tenancy_file import reference_key
from portal.messaging.models import OutgoingMessage
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import (
    household_of,
    people_matching,
    same_household,
    search_words,
    shown_beside,
    visible_to,
)
from portal.records.references import understood
from portal.timekeeping import local_date

ON_A_PAGE = 25
CASES_EACH = 3
MESSAGES_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list, with its next date."""

    reference: str
    title: str
    kind: str
    status: str
    received_at: datetime
    due: DueDay


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A person found, with their home where we let them one, and their latest cases."""

    person: Person
    home: str = ""
    cases: Sequence[CaseLine] = ()
    needs: NeedsFlag = NO_NEEDS


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page of people; `next_id` is where the next page begins, None when there is none."""

    people: Sequence[Found] = ()
    next_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLine:
    """A home somebody has or had from us. `ended_on` is the tenancy's last day."""

    tenancy_id: int
    tenancy_reference: str
    kind: str
    address: str
    postcode: str
    office_id: int | None
    division: str
    started_on: date
    ended_on: date | None

    def runs(self, on: date) -> bool:
        """Whether the tenancy runs on that day, first and last day included."""
        return self.started_on <= on and (self.ended_on is None or on <= self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """What staff see of a person. `older_id`: there are older cases, before that id."""

    person: Person
    homes: Sequence[HomeLine]
    cases: Sequence[CaseLine]
    older_id: int | None
    messages: Sequence[OutgoingMessage]
    needs: NeedsFlag = field(default=NO_NEEDS)
    authorities: Sequence[tuple[Authority, Person]] = ()
    appointments: Sequence[PersonsAppointment] = ()


def record_with_reference(reader: Reader, typed: str, *, now: datetime) -> tuple[str, str] | None:
    """Reference and kind of the record that was meant, however typed, if the reader may see it; else None."""
    meant = understood(typed)
    if meant is None:
        return None
    today = local_date(now, landlord().zone)
    found = db.session.execute(
        sa.select(Record.reference, Record.kind).where(
            Record.reference == meant, visible_to(reader, today=today)
        )
    ).first()
    return (found.reference, found.kind) if found else None


def people_found(reader: Reader, words: str, *, now: datetime, after_id: int = 0) -> FoundPage:
    """People by tenancy reference, or by the beginnings of words of name, address and postcode.

    25 a page in the order they came to us, with at most three of their cases each; five statements.
    """
    if not search_words(words):
        return FoundPage()
    today = local_date(now, landlord().zone)
    by_tenancy = (
        sa.select(TenancyMember.person_id)
        .join(Tenancy, Tenancy.id == TenancyMember.tenancy_id)
        .where(Tenancy.reference == reference_key(words))
    )
    matching = sa.union(people_matching(words), by_tenancy).subquery()
    people = list(
        db.session.scalars(
            sa.select(Person)
            .where(
                Person.id.in_(sa.select(matching.c[0])),
                Person.id.not_in(_household(reader)),
                Person.id > after_id,
            )
            .order_by(Person.id)
            .limit(ON_A_PAGE + 1)
        )
    )
    shown = people[:ON_A_PAGE]
    ids = [person.id for person in shown]
    cases, homes, flags = _latest_cases(reader, ids, now), _homes_now(ids, today), flag_for(ids, today=today)
    return FoundPage(
        people=[
            Found(
                person=person,
                home=homes.get(person.id, ""),
                cases=cases.get(person.id, ()),
                needs=flags.get(person.id, NO_NEEDS),
            )
            for person in shown
        ],
        next_id=shown[-1].id if len(people) > ON_A_PAGE else None,
    )


def person_for(reader: Reader, person_id: int) -> Person:
    """That person, for staff; NotFound for nobody and for the reader's own household, NotAllowed by role."""
    if not reader.may(Ability.SEE_PEOPLE) or reader.person_id is None:
        raise NotAllowed
    found = db.session.scalar(
        sa.select(Person).where(Person.id == person_id, Person.id.not_in(same_household(reader.person_id)))
    )
    if found is None:
        raise NotFound
    return found


def person_page_for(
    reader: Reader, person_id: int, *, now: datetime, before_id: int | None = None
) -> PersonPage:
    """A person's page: homes, needs flag, messages, appointments, who acts for them, and 25 cases before that
    record id; seven statements."""
    person = person_for(reader, person_id)
    facts = landlord()
    today = local_date(now, facts.zone)
    query = _case_rows(reader, today).where(Record.person_id == person_id)
    if before_id is not None:
        query = query.where(Record.id < before_id)
    rows = db.session.execute(query.order_by(Record.id.desc()).limit(ON_A_PAGE + 1)).all()
    shown = rows[:ON_A_PAGE]
    return PersonPage(
        person=person,
        homes=homes_of(person_id),
        cases=[_line(row, now) for row in shown],
        older_id=shown[-1].id if len(rows) > ON_A_PAGE else None,
        messages=_messages(reader, person_id, now),
        needs=flag_for([person_id], today=today).get(person_id, NO_NEEDS),
        authorities=authorities_about(person_id),
        appointments=appointments_of(reader, person_id, now=now),
    )


def authority_for(reader: Reader, person_id: int, authority_id: int) -> Authority:
    """An authority to act for that person, for staff who may see them; NotFound for any other."""
    person_for(reader, person_id)
    found = db.session.get(Authority, authority_id)
    if found is None or found.for_person_id != person_id:
        raise NotFound
    return found


def homes_of(person_id: int) -> list[HomeLine]:
    """Every home somebody has or had from us, the newest tenancy first. The caller has found the person."""
    rows = db.session.execute(
        sa.select(Tenancy, Home, TenancyMember.kind)
        .join(TenancyMember, TenancyMember.tenancy_id == Tenancy.id)
        .join(Home, Home.id == Tenancy.home_id)
        .where(TenancyMember.person_id == person_id)
        .order_by(Tenancy.started_on.desc(), Tenancy.id.desc())
    )
    return [
        HomeLine(
            tenancy_id=tenancy.id,
            tenancy_reference=tenancy.reference,
            kind=kind,
            address=home.address,
            postcode=home.postcode,
            office_id=home.office_id,
            division=home.division,
            started_on=tenancy.started_on,
            ended_on=tenancy.ended_on,
        )
        for tenancy, home, kind in rows
    ]


def organisations() -> list[Organisation]:
    """Every organisation we know, by name; for staff who log contacts."""
    return list(db.session.scalars(sa.select(Organisation).order_by(Organisation.name)))


def _household(reader: Reader) -> frozenset[int]:
    return household_of(reader.person_id) if reader.person_id is not None else frozenset()


@lru_cache(maxsize=1024)
def _case_rows(
    reader: Reader, today: date
) -> sa.Select[int, int | None, str, str, str, datetime | None, datetime, str]:
    return (
        sa.select(
            Record.id,
            Record.person_id,
            Record.reference,
            Record.title,
            Record.kind,
            Record.next_due_at,
            Record.received_at,
            Case.status,
        )
        .join(Case, Case.id == Record.id)
        .where(shown_beside(reader, today=today))
    )


def _latest_cases(reader: Reader, ids: Sequence[int], now: datetime) -> Mapping[int, list[CaseLine]]:
    found: dict[int, list[CaseLine]] = {}
    statement = _latest(reader, local_date(now, landlord().zone))
    for row in db.session.execute(statement, {"people": ids}):
        found.setdefault(row.person_id, []).append(_line(row, now))
    return found


@lru_cache(maxsize=1024)
def _latest(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    """The latest cases of some people that the reader may see, `CASES_EACH` of each; made once a day."""
    numbered = (
        _case_rows(reader, today)
        .where(Record.person_id.in_(_people))
        .add_columns(
            sa.func.row_number()
            .over(partition_by=Record.person_id, order_by=Record.id.desc())
            .label("number")
        )
        .subquery()
    )
    return sa.select(numbered).where(numbered.c.number <= CASES_EACH).order_by(numbered.c.id.desc())


_people: sa.BindParameter[int] = sa.bindparam("people", expanding=True)
_today: sa.BindParameter[date] = sa.bindparam("today", type_=sa.Date())
_HOMES_NOW = (
    sa.select(TenancyMember.person_id, Home.address, Home.postcode)
    .join(Tenancy, Tenancy.id == TenancyMember.tenancy_id)
    .join(Home, Home.id == Tenancy.home_id)
    .where(
        TenancyMember.person_id.in_(_people),
        Tenancy.started_on <= _today,
        sa.or_(Tenancy.ended_on.is_(None), Tenancy.ended_on >= _today),
    )
    .order_by(Tenancy.started_on, Tenancy.id)
)


def _homes_now(ids: Sequence[int], today: date) -> Mapping[int, str]:
    rows = db.session.execute(_HOMES_NOW, {"people": ids, "today": today})
    return {person_id: f"{address}, {postcode}" for person_id, address, postcode in rows}


def _messages(reader: Reader, person_id: int, now: datetime) -> list[OutgoingMessage]:
    today = local_date(now, landlord().zone)
    seen = sa.select(Record.id).where(
        Record.id == OutgoingMessage.record_id, shown_beside(reader, today=today)
    )
    return list(
        db.session.scalars(
            sa.select(OutgoingMessage)
            .where(
                OutgoingMessage.person_id == person_id,
                # Mail about an account belongs to nobody's work; what it holds opens that account.
                OutgoingMessage.record_id.is_not(None),
                sa.exists(seen),
            )
            .order_by(OutgoingMessage.id.desc())
            .limit(MESSAGES_SHOWN)
        )
    )


def _line(row: sa.Row[*tuple[object, ...]], now: datetime) -> CaseLine:
    return CaseLine(
        reference=row.reference,
        title=row.title,
        kind=row.kind,
        status=row.status,
        received_at=row.received_at,
        due=due_day(row.next_due_at, now=now, zone=landlord().zone),
    )
