"""One appointment as staff see it: the head for acting on it, and all that its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.appointments.diaries import ResourceKind
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.models.resources import Purpose, Resource, Rules
from portal.appointments.next_acts import Standing
from portal.appointments.places import Place
from portal.appointments.states import ENDS, State
from portal.appointments.wishes import Wishes
from portal.clock.explain import Counting
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, Step, lines
from portal.commitments.queries import commitment_for, step
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Home, Person, StaffProfile, Tenancy
from portal.identity.readers import Reader
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

_person, _handler, _old, _new = aliased(Person), aliased(Person), aliased(Record), aliased(Record)
_offer, _with = aliased(Proposal), aliased(Resource)
_last_entry = sa.select(sa.func.max(Entry.id)).where(Entry.record_id == Record.id).scalar_subquery()

# Made once: putting aliased columns into a statement takes longer than reading the row. One row for each time
# that waits for an answer, at least one: they are few, and this saves a statement on every page.
_HEADS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Record,
        Appointment,
        Purpose,
        Resource,
        StaffProfile,
        _person,
        _handler,
        Home,
        _old.reference.label("old"),
        _old.kind.label("old_kind"),
        _new.reference.label("new"),
        _last_entry.label("last_entry"),
        _offer,
        _with.name.label("offer_with"),
        Rules,
    )
    .join(Appointment, Appointment.id == Record.id)
    .join(Purpose, Purpose.id == Appointment.purpose_id)
    .outerjoin(Resource, Resource.id == Appointment.officer_id)
    .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
    .outerjoin(_person, _person.id == Record.person_id)
    .outerjoin(_handler, _handler.id == Record.handler_id)
    .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
    .outerjoin(Home, Home.id == Tenancy.home_id)
    .outerjoin(_old, _old.id == Record.parent_id)
    .outerjoin(_new, _new.id == Appointment.replaced_by_id)
    .outerjoin(_offer, sa.and_(_offer.appointment_id == Appointment.id, _offer.answer == ""))
    .outerjoin(_with, _with.id == _offer.officer_id)
    .outerjoin(Rules, Rules.id == 1)
    .order_by(_offer.by_staff, _offer.never, _offer.starts_at, _offer.id)
)
_record: sa.BindParameter[int] = sa.bindparam("record", type_=sa.BigInteger())
_COMMITMENTS = (
    sa.select(Commitment)
    .where(Commitment.record_id == _record)
    .options(selectinload(Commitment.notices))
    .order_by(Commitment.due_at, Commitment.id)
)
_ENTRIES = (
    sa.select(Entry)
    .where(Entry.record_id == _record)
    .options(joinedload(Entry.actor))
    .order_by(Entry.at.desc(), Entry.id.desc())
)
_HELD = (
    sa.select(Resource)
    .join(Hold, Hold.resource_id == Resource.id)
    .where(Hold.appointment_id == _record)
    .order_by(Resource.kind, Resource.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A time somebody put forward that has no answer yet, and the officer it would be with."""

    proposal: Proposal
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Record, appointment and the people around it. `old` and `new` are the references of what this one takes
    the place of, or belongs to, and of what takes its place; `old_kind` is a record's kind."""

    record: Record
    appointment: Appointment
    purpose: Purpose
    officer: Resource | None
    work: StaffProfile | None
    person: Person | None
    handler: Person | None
    home: Home | None
    old: str
    old_kind: str
    new: str
    offered: Sequence[Offered]
    last_entry_id: int
    rules: Rules | None  # read with the rest; while it is held, `queries.rules` needs no statement

    @property
    def who(self) -> str:
        """Whose appointment it is; "" where they gave no name."""
        return (self.person.name if self.person else "") or self.appointment.contact_name

    @property
    def address(self) -> str:
        """Where they live, as far as we know it."""
        person = self.person
        lives_at = ", ".join(filter(None, (person.address, person.postcode))) if person else ""
        return self.appointment.address or lives_at or self.appointment.contact_address

    @property
    def place(self) -> Place:
        """Where we meet."""
        return Place(self.appointment.place)

    @property
    def wishes(self) -> Wishes:
        """What is wanted for this one."""
        return Wishes.from_json(self.appointment.needs)

    @property
    def standing(self) -> Standing:
        """What decides which acts are possible."""
        appointment = self.appointment
        state = State(appointment.state)
        replaced = appointment.replaced_by_id is not None or bool(appointment.no_new_time)
        missed = state is State.MISSED_BY_US
        return Standing(
            state=state,
            is_closed=self.record.closed_at is not None,
            they_suggest=any(not o.proposal.by_staff and not o.proposal.never for o in self.offered),
            we_offer=any(o.proposal.by_staff for o in self.offered),
            must_choose=bool(appointment.unmet) and not appointment.unmet_choice,
            owes_a_time=missed and not replaced and state in ENDS,
            we_cancelled=appointment.cancelled_by_us,
            unannounced=bool(appointment.no_notice_reason),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAppointment:
    """Everything on the staff's page of an appointment. `held` are all who hold its time."""

    head: Head
    steps: tuple[Step, ...]
    entries: Sequence[Entry]
    held: Sequence[Resource]
    needs: NeedsFlag

    @property
    def lines(self) -> tuple[PromiseLine, ...]:
        """The promise lines as they stand."""
        return lines(self.steps, received_at=self.head.record.received_at)

    @property
    def room(self) -> Resource | None:
        """The room that is held."""
        return next((one for one in self.held if one.kind == ResourceKind.ROOM), None)

    @property
    def officers(self) -> list[Resource]:
        """Everybody who comes."""
        return [one for one in self.held if one.kind == ResourceKind.OFFICER]

    @property
    def interpreters(self) -> list[Resource]:
        """Who interprets, with what a late change costs us."""
        return [one for one in self.held if one.kind == ResourceKind.INTERPRETER]


def head_for(reader: Reader, reference: str, *, now: datetime) -> Head:
    """An appointment for acting on it, in one statement; NotFound unless the reader may see it."""
    meant = understood(reference)
    if meant is None:
        raise NotFound
    statement = _head(reader, local_date(now, landlord().zone))
    rows = db.session.execute(statement, {"reference": meant}).all()
    if not rows:
        raise NotFound
    row = rows[0]
    return Head(
        record=row[0],
        appointment=row[1],
        purpose=row[2],
        officer=row[3],
        work=row[4],
        person=row[5],
        handler=row[6],
        home=row[7],
        old=row.old or "",
        old_kind=row.old_kind or "",
        new=row.new or "",
        offered=[Offered(proposal=r[12], officer=r.offer_with or "") for r in rows if r[12] is not None],
        last_entry_id=row.last_entry or 0,
        rules=row.Rules,
    )


def appointment_page_for(reader: Reader, reference: str, *, now: datetime) -> StaffAppointment:
    """The page of an appointment: who holds its time, what happened, what helps; six statements in all."""
    head = head_for(reader, reference, now=now)
    record_id = head.record.id
    ids = [head.person.id] if head.person else []
    flags = flag_for(ids, today=local_date(now, landlord().zone))
    commitments = db.session.scalars(_COMMITMENTS, {"record": record_id})
    return StaffAppointment(
        head=head,
        steps=tuple(step(c, now=now, zone=landlord().zone) for c in commitments),
        entries=list(db.session.scalars(_ENTRIES, {"record": record_id})),
        held=held_for(record_id),
        needs=flags.get(ids[0], NO_NEEDS) if ids else NO_NEEDS,
    )


def times_since(entries: Sequence[Entry]) -> dict[int, datetime]:
    """When the appointment is since each of those entries that agreed a time, by the entry's id."""
    found = {entry.id: (entry.facts or {}).get("starts_at") for entry in entries}
    return {number: datetime.fromisoformat(at) for number, at in found.items() if at}


def held_for(record_id: int) -> list[Resource]:
    """Everybody and everything that holds the appointment's time. The caller has shown it may be seen."""
    return list(db.session.scalars(_HELD, {"record": record_id}).unique())


def entries_since(record_id: int, entry_id: int) -> list[Entry]:
    """What happened on the record after that entry, oldest first, with who did it."""
    newer = sa.select(Entry).where(Entry.record_id == record_id, Entry.id > entry_id)
    return list(db.session.scalars(newer.options(joinedload(Entry.actor)).order_by(Entry.id)))


def active_officers() -> list[tuple[int, str]]:
    """Every officer who can be booked, by name: resource id and name. For staff who arrange appointments."""
    found = sa.select(Resource.id, Resource.name).where(
        Resource.kind == ResourceKind.OFFICER.value, Resource.active.is_(True)
    )
    return [(number, name) for number, name in db.session.execute(found.order_by(Resource.name))]


def counting_for(
    reader: Reader, reference: str, commitment_id: int, *, now: datetime
) -> tuple[Record, Commitment, Counting]:
    """How one date of an appointment was counted; NotFound unless it is of it and may be seen."""
    commitment, record = commitment_for(reader, commitment_id, today=local_date(now, landlord().zone))
    if record.reference != understood(reference):
        raise NotFound
    return record, commitment, Counting.from_json(commitment.counting)


# Kept for each member of staff: finding out that a statement is one we had takes as long as running it.
@lru_cache(maxsize=256)
def _head(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return _HEADS.where(Record.reference == sa.bindparam("reference"), visible_to(reader, today=today))
