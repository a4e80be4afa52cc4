"""A diary: an officer's days by time, with the ways between visits, breaks, and when they are away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.areas import area_of
from portal.appointments.day_sheet import Away, Line, Stop, day_lines
from portal.appointments.diaries import ResourceKind
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource, ResourceAway, Rules
from portal.appointments.places import Place
from portal.appointments.queries.diaries import roads
from portal.appointments.queries.rules import rules
from portal.appointments.states import HELD, State
from portal.appointments.wishes import Wishes
from portal.clock.zones import day_start, local_day
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Absence, Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.markers import NO_NEEDS, NeedsFlag
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

_DAY = timedelta(days=1)
_ASKED_FOR = timedelta(days=92)  # how far back we ask what happened
_ASKED_AT_ONCE = 20
_HELD = [state.value for state in HELD]
_person = aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryVisit:
    """An appointment in a diary. `reference` "" where this reader may not know whose it is."""

    reference: str
    purpose: str
    state: State
    place: Place
    who: str
    where: str
    wishes: Wishes
    needs: NeedsFlag
    late_minutes: int | None
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryDay:
    """One local day, its lines in the order of time."""

    on: date
    lines: Sequence[Line[DiaryVisit]]

    @property
    def visits(self) -> int:
        """How many appointments."""
        return sum(line.what is not None for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """An appointment whose day is over, and nobody has said what happened."""

    reference: str
    starts_at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPage:
    """An officer's days. `officers` are those the reader may choose; `officer` None: has no diary."""

    officer: Resource | None
    officers: Sequence[Resource]
    days: Sequence[DiaryDay]
    unsaid: Sequence[Unsaid] = ()


def diary_for(
    reader: Reader, *, officer_id: int | None, from_on: date, days: int, now: datetime
) -> DiaryPage:
    """The diary of an officer on these local days, day by day; seven statements whatever there is in it.

    Everybody sees their own; managers (`MANAGE_WORK`) anybody's, by the id of the resource. NotFound for any
    other. Of a record that the reader may not see, only that the time is taken.
    """
    officers = _officers(reader)
    mine = next((one for one in officers if one.person_id == reader.person_id), None)
    officer = mine if officer_id is None else next((o for o in officers if o.id == officer_id), None)
    if officer is None and officer_id is not None:
        raise NotFound
    if officer is None:
        return DiaryPage(officer=None, officers=officers, days=())
    zone = landlord().zone
    span = (day_start(from_on, zone), day_start(from_on + days * _DAY, zone))
    rows = _rows(reader, officer, span, now=now)
    stops = _stops([row for row in rows if span[0] <= row[1].starts_at < span[1]], now=now)
    aways = _aways(officer, span)
    way = _Ways()
    return DiaryPage(
        officer=officer,
        officers=officers,
        unsaid=_unsaid(rows, day_start(local_date(now, zone), zone)),
        days=tuple(
            DiaryDay(
                on=on,
                lines=day_lines(
                    [stop for stop in stops if local_day(stop.starts_at, zone) == on],
                    [cut for away in aways for cut in _on_day(away, on)],
                    home_area=officer.area,
                    way=way.minutes,
                ),
            )
            for on in (from_on + n * _DAY for n in range(days))
        ),
    )


def _officers(reader: Reader) -> list[Resource]:
    """Officers whose diary this reader may open, by name."""
    query = sa.select(Resource).where(Resource.kind == ResourceKind.OFFICER.value)
    if reader.may(Ability.MANAGE_WORK):
        query = query.where(sa.or_(Resource.active.is_(True), Resource.person_id == reader.person_id))
    else:
        query = query.where(Resource.person_id == reader.person_id)
    return list(db.session.scalars(query.order_by(Resource.name, Resource.id)))


def _rows(
    reader: Reader, officer: Resource, span: tuple[datetime, datetime], *, now: datetime
) -> Sequence[Any]:
    """What the officer is held for in the span, and before today whatever has no end yet; one statement."""
    zone = landlord().zone
    today = local_date(now, zone)
    in_span = sa.and_(Hold.starts_at >= span[0], Hold.starts_at < span[1])
    unsaid = sa.and_(Hold.starts_at < day_start(today, zone), Appointment.state.in_(_HELD))
    return db.session.execute(
        sa.select(
            Hold.ends_at.label("free_at"),
            Appointment,
            Record.reference,
            _person,
            Purpose.name,
            visible_to(reader, today=today).label("may_see"),
        )
        .join(Appointment, Appointment.id == Hold.appointment_id)
        .join(Record, Record.id == Appointment.id)
        .join(Purpose, Purpose.id == Appointment.purpose_id)
        .outerjoin(_person, _person.id == Record.person_id)
        .where(
            Hold.resource_id == officer.id,
            Hold.starts_at >= min(span[0], now - _ASKED_FOR),  # for the index: no further back than needed
            Hold.starts_at < max(span[1], now),
            sa.or_(in_span, unsaid),
        )
        .order_by(Hold.starts_at)
    ).all()


def _stops(rows: Sequence[Any], *, now: datetime) -> list[Stop[DiaryVisit]]:
    facts = landlord()
    today = local_date(now, facts.zone)
    flags = flag_for([row[3].id for row in rows if row[3] is not None and row.may_see], today=today)
    areas = {office.id: area_of(office.postcode) for office in facts.offices}
    offices = {office.id: office.name for office in facts.offices}
    return [_stop(row, flags, areas, offices) for row in rows]


def _unsaid(rows: Sequence[Any], today_begins: datetime) -> list[Unsaid]:
    """What is still to be said of days before today, the oldest first; only what the reader may see."""
    found = [
        Unsaid(
            reference=reference,
            starts_at=appointment.starts_at,
            who=(person.name if person else "") or appointment.contact_name,
        )
        for _, appointment, reference, person, _, may_see in rows
        if may_see and appointment.state in _HELD and appointment.starts_at < today_begins
    ]
    return found[:_ASKED_AT_ONCE]


def _stop(
    row: Any,
    flags: Mapping[int, NeedsFlag],
    areas: Mapping[int, str],
    offices: Mapping[int, str],
) -> Stop[DiaryVisit]:
    free_at, appointment, reference, person, purpose, may_see = row
    place = Place(appointment.place)
    office_id = appointment.office_id or 0
    area = {Place.HOME: appointment.area, Place.OFFICE: areas.get(office_id, "")}.get(place, "")
    where = {Place.HOME: appointment.address, Place.OFFICE: offices.get(office_id, "")}.get(place, "")
    return Stop(
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        free_at=free_at,
        area=area,
        what=DiaryVisit(
            reference=reference if may_see else "",
            purpose=purpose if may_see else "",
            state=State(appointment.state),
            place=place,
            who=((person.name if person else "") or appointment.contact_name) if may_see else "",
            where=where if may_see else "",
            wishes=Wishes.from_json(appointment.needs) if may_see else Wishes(),
            needs=flags.get(person.id, NO_NEEDS) if person and may_see else NO_NEEDS,
            late_minutes=appointment.late_minutes,
            urgent=appointment.urgent,
        ),
    )


def _aways(officer: Resource, span: tuple[datetime, datetime]) -> list[Away]:
    """Absences and what else keeps the officer from seeing anybody; one statement."""
    begins, ends = span
    found = sa.union_all(
        sa.select(Absence.from_at, Absence.to_at, sa.literal("").label("why")).where(
            Absence.person_id == officer.person_id, Absence.from_at < ends, Absence.to_at > begins
        ),
        sa.select(ResourceAway.starts_at, ResourceAway.ends_at, ResourceAway.why).where(
            ResourceAway.resource_id == officer.id,
            ResourceAway.starts_at < ends,
            ResourceAway.ends_at > begins,
        ),
    )
    return [Away(starts_at=row[0], ends_at=row[1], words=row[2]) for row in db.session.execute(found)]


def _on_day(away: Away, on: date) -> list[Away]:
    """The part of an absence that lies on the local day."""
    zone = landlord().zone
    begins = max(away.starts_at, day_start(on, zone))
    ends = min(away.ends_at, day_start(on + _DAY, zone))
    return [Away(starts_at=begins, ends_at=ends, words=away.words)] if begins < ends else []


class _Ways:
    """Minutes between two areas, as the slot search reckons them; two statements, the first time asked."""

    def __init__(self) -> None:
        self._known: tuple[Mapping[tuple[str, str], int], Rules] | None = None
        self._offices = {area_of(office.postcode) for office in landlord().offices}

    def minutes(self, one: str, other: str) -> int:
        """None between two stops at our own office."""
        if one == other and one in self._offices:
            return 0
        measured, ours = self._known = self._known or (roads(), rules())
        if one == other:
            return ours.same_area_minutes
        return measured.get((one, other) if one <= other else (other, one), ours.road_minutes)
