"""What staff read of hazards: one with all that its page shows, and the list of those that are open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.commitments.due_days import DueDay, due_day
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import step
from portal.database import db
from portal.errors import NotFound
from portal.hazards.kinds import Accommodation, Further, Grade
from portal.hazards.models import ALARM, Hazard
from portal.hazards.next_acts import Standing
from portal.identity.models import Home, Person, StaffProfile, Tenancy, TenancyMember
from portal.identity.readers import Reader
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import entries_of, visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

ON_A_PAGE = 50

_person, _handler, _judge = aliased(Person), aliased(Person), aliased(Person)
_alarm_first = sa.case((sa.text(ALARM), 0), else_=1)

_HEADS: sa.Select[*tuple[Any, ...]] = (
    sa.select(Record, Hazard, _person, _handler, StaffProfile, Home, _judge)
    .join(Hazard, Hazard.id == Record.id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Record.handler_id)
    .outerjoin(_judge, _judge.id == Hazard.judged_by_id)
    .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
    .outerjoin(Home, Home.id == Tenancy.home_id)
)
_COMMITMENTS = (
    sa.select(Commitment)
    .where(Commitment.record_id == sa.bindparam("record"))
    .options(joinedload(Commitment.notices))  # one statement: there are few of both
    .order_by(Commitment.due_at, Commitment.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardHead:
    """A hazard for acting on it, at `now`, with the people around it and its promises."""

    record: Record
    hazard: Hazard
    person: Person | None
    handler: Person | None
    handler_role: str
    handler_phone: str
    judge: Person | None
    home: Home | None
    steps: tuple[Step, ...]
    now: datetime

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """The promise lines as they stand."""
        return lines(self.steps, received_at=self.record.received_at)

    @property
    def alarm_began_at(self) -> datetime | None:
        """Since when the hours of an emergency run, known or judged; None where none do."""
        running = (one.began_at for one in self.steps if one.by_instant and not one.ended)
        return next(running, None)

    @property
    def who(self) -> str:
        """Whose home it is; "" where they gave no name."""
        return self.hazard.contact_name or (self.person.name if self.person else "")

    @property
    def phone(self) -> str:
        """How to ring them; "" where we have no number."""
        return self.hazard.contact_phone or (self.person.phone if self.person else "")

    @property
    def address(self) -> str:
        """Where it is, as far as we know it."""
        if self.home is not None:
            return f"{self.home.address}, {self.home.postcode}"
        own = self.person.address if self.person else ""
        return self.hazard.address or own or self.hazard.contact_address

    @property
    def standing(self) -> Standing:
        """What decides which acts are possible."""
        hazard = self.hazard
        return Standing(
            grade=Grade(hazard.grade),
            is_judged=hazard.judged_at is not None,
            has_handler=self.record.handler_id is not None,
            is_investigated=hazard.investigated_at is not None,
            summary_sent=hazard.summary_at is not None,
            is_safe=hazard.safe_at is not None,
            further=Further(hazard.further),
            accommodation=Accommodation(hazard.accommodation),
            owes=any(not one.ended for one in self.steps),
            is_closed=self.record.closed_at is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """Somebody who lives with it, and what helps them: it may make the hazard worse for them."""

    person_id: int
    name: str
    needs: NeedsFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHazard:
    """Everything on the staff's page of a hazard. `parent`: the case it was named in, if they may see it."""

    head: HazardHead
    entries: Sequence[Entry]
    residents: Sequence[Resident]
    parent: tuple[str, str] | None  # reference and title


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardRow:
    """A hazard in the list."""

    reference: str
    kind: str
    place: str
    grade: str
    is_judged: bool
    is_alarm: bool
    is_safe: bool
    where: str
    handler: str
    is_mine: bool
    due: DueDay
    received_at: datetime


def hazard_head_for(reader: Reader, reference: str, *, now: datetime) -> HazardHead:
    """A hazard for acting on it, in two statements; NotFound unless this member of staff may see it."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    facts = landlord()
    seen = visible_to(reader, today=local_date(now, facts.zone))
    row = db.session.execute(_HEADS.where(Record.reference == meant, seen)).first()
    if row is None:
        raise NotFound
    record, hazard, someone, officer, work, home, judge = row
    found = db.session.scalars(_COMMITMENTS, {"record": record.id}).unique()
    team = facts.team(record.team_id) if record.team_id else None
    return HazardHead(
        record=record,
        hazard=hazard,
        person=someone,
        handler=officer,
        handler_role=work.job_title if work else "",
        handler_phone=(work.work_phone if work else "") or (team.phone if team else "") or facts.phone,
        judge=judge,
        home=home,
        steps=tuple(step(one, now=now, zone=facts.zone) for one in found),
        now=now,
    )


def hazard_page_for(reader: Reader, reference: str, *, now: datetime) -> StaffHazard:
    """The page of a hazard, in four statements beside the head's two.

    The case it was named in is there only for who may see that as well: it may be a complaint.
    """
    head = hazard_head_for(reader, reference, now=now)
    return StaffHazard(
        head=head,
        entries=entries_of(head.record.id, public_only=False),
        residents=_residents(head, now=now),
        parent=_parent_for(reader, head.record, now=now),
    )


def hazards_for(reader: Reader, *, mine: bool, closed: bool, now: datetime) -> list[HazardRow]:
    """Hazards the reader may see: emergencies first, then what falls due first, undated ones last.

    `closed`: those that are over, the last first. One more than a page, so that the page can say so.
    """
    zone = landlord().zone
    order: tuple[Any, ...] = (_alarm_first, Record.next_due_at.is_(None), Record.next_due_at, Record.id)
    rows = db.session.execute(
        sa.select(Record, Hazard, _handler, Home.address)
        .join(Hazard, Hazard.id == Record.id)
        .outerjoin(_handler, _handler.id == Record.handler_id)
        .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
        .outerjoin(Home, Home.id == Tenancy.home_id)
        .where(
            visible_to(reader, today=local_date(now, zone)),
            Record.closed_at.is_not(None) if closed else Record.closed_at.is_(None),
            Record.handler_id == reader.person_id if mine else sa.true(),
        )
        .order_by(*((Record.closed_at.desc(), Record.id.desc()) if closed else order))
        .limit(ON_A_PAGE + 1)
    )
    return [
        HazardRow(
            reference=record.reference,
            kind=hazard.kind,
            place=hazard.place,
            grade=hazard.grade,
            is_judged=hazard.judged_at is not None,
            is_alarm=hazard.grade == Grade.EMERGENCY and hazard.safe_at is None and hazard.ended_at is None,
            is_safe=hazard.safe_at is not None,
            where=address or hazard.address,
            handler=officer.name if officer else "",
            is_mine=record.handler_id == reader.person_id,
            due=due_day(record.next_due_at, now=now, zone=zone),
            received_at=record.received_at,
        )
        for record, hazard, officer, address in rows
    ]


def _residents(head: HazardHead, *, now: datetime) -> list[Resident]:
    """Everybody on the tenancy, else whoever it is from, with what helps each; two statements at most."""
    names: dict[int, str] = {head.person.id: head.person.name} if head.person else {}
    if head.record.tenancy_id is not None:
        people = db.session.scalars(
            sa.select(Person)
            .join(TenancyMember, TenancyMember.person_id == Person.id)
            .where(TenancyMember.tenancy_id == head.record.tenancy_id)
            .order_by(TenancyMember.id)
        )
        names |= {one.id: one.name for one in people}
    flags: Mapping[int, NeedsFlag] = flag_for(names, today=local_date(now, landlord().zone))
    return [
        Resident(person_id=number, name=name, needs=flags.get(number, NO_NEEDS))
        for number, name in names.items()
    ]


def _parent_for(reader: Reader, record: Record, *, now: datetime) -> tuple[str, str] | None:
    seen = visible_to(reader, today=local_date(now, landlord().zone))
    row = db.session.execute(
        sa.select(Record.reference, Record.title).where(Record.id == record.parent_id, seen)
    ).first()
    return (row.reference, row.title) if row is not None else None
