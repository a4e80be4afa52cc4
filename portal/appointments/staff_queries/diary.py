"""A diary: an officer's days by time, with the ways between visits, breaks, and when they are away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

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
from portal.database import BigId, UtcDateTime, db
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
class DiaryOwner:
    """An officer with a diary, by the id of the resource."""

    id: int
    name: str
    person_id: int | None
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryPage:
    """An officer's days. `officers` are those the reader may choose; `officer` None: has no diary."""

    officer: DiaryOwner | None
    officers: Sequence[DiaryOwner]
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
    stops = _stops([row for row in rows if span[0] <= row.starts_at < span[1]], now=now)
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


def _officers(reader: Reader) -> list[DiaryOwner]:
    """Officers whose diary this reader may open, by name."""
    query = _ALL_OFFICERS if reader.may(Ability.MANAGE_WORK) else _OWN
    rows = db.session.execute(query, {"me": reader.person_id})
    return [DiaryOwner(id=i, name=name, person_id=person, area=area) for i, name, person, area in rows]


def _rows(
    reader: Reader, officer: DiaryOwner, span: tuple[datetime, datetime], *, now: datetime
) -> Sequence[Any]:
    """What the officer is held for in the span, and before today whatever has no end yet; one statement."""
    zone = landlord().zone
    today = local_date(now, zone)
    values = {
        "officer": officer.id,
        "begins": span[0],
        "ends": span[1],
        "today_begins": day_start(today, zone),
        "read_from": min(span[0], now - _ASKED_FOR),  # for the index: no further back than needed
        "read_to": max(span[1], now),
    }
    return db.session.execute(_held(reader, today), values).all()


def _instant(name: str) -> sa.BindParameter[datetime]:
    return sa.bindparam(name, type_=UtcDateTime())


_me: sa.BindParameter[int] = sa.bindparam("me", type_=BigId)
_OWNERS = (
    sa.select(Resource.id, Resource.name, Resource.person_id, Resource.area)
    .where(Resource.kind == ResourceKind.OFFICER.value)
    .order_by(Resource.name, Resource.id)
)
_OWN = _OWNERS.where(Resource.person_id == _me)
_ALL_OFFICERS = _OWNERS.where(sa.or_(Resource.active.is_(True), Resource.person_id == _me))
_HOLDS = (
    sa.select(
        Hold.ends_at.label("free_at"),
        Appointment.starts_at,
        Appointment.ends_at,
        Appointment.state,
        Appointment.place,
        Appointment.office_id,
        Appointment.address,
        Appointment.area,
        Appointment.contact_name,
        Appointment.needs,
        Appointment.late_minutes,
        Appointment.urgent,
        Record.reference,
        Purpose.name.label("purpose"),
        Person.id.label("person_id"),
        Person.given_name,
        Person.family_name,
    )
    .join(Appointment, Appointment.id == Hold.appointment_id)
    .join(Record, Record.id == Appointment.id)
    .join(Purpose, Purpose.id == Appointment.purpose_id)
    .outerjoin(Person, Person.id == Record.person_id)
    .where(
        Hold.resource_id == sa.bindparam("officer", type_=BigId),
        Hold.starts_at >= _instant("read_from"),
        Hold.starts_at < _instant("read_to"),
        sa.or_(
            sa.and_(Hold.starts_at >= _instant("begins"), Hold.starts_at < _instant("ends")),
            sa.and_(Hold.starts_at < _instant("today_begins"), Appointment.state.in_(_HELD)),
        ),
    )
    .order_by(Hold.starts_at)
)


@lru_cache(maxsize=1024)  # made once for each reader and day: making it takes as long as running it
def _held(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return _HOLDS.add_columns(visible_to(reader, today=today).label("may_see"))


def _stops(rows: Sequence[Any], *, now: datetime) -> list[Stop[DiaryVisit]]:
    facts = landlord()
    today = local_date(now, facts.zone)
    flags = flag_for([row.person_id for row in rows if row.person_id and row.may_see], today=today)
    areas = {office.id: area_of(office.postcode) for office in facts.offices}
    offices = {office.id: office.name for office in facts.offices}
    return [_stop(row, flags, areas, offices) for row in rows]


def _unsaid(rows: Sequence[Any], today_begins: datetime) -> list[Unsaid]:
    """What is still to be said of days before today, the oldest first; only what the reader may see."""
    found = [
        Unsaid(reference=row.reference, starts_at=row.starts_at, who=_who(row))
        for row in rows
        if row.may_see and row.state in _HELD and row.starts_at < today_begins
    ]
    return found[:_ASKED_AT_ONCE]


def _stop(
    row: Any,
    flags: Mapping[int, NeedsFlag],
    areas: Mapping[int, str],
    offices: Mapping[int, str],
) -> Stop[DiaryVisit]:
    place, may_see = Place(row.place), row.may_see
    office_id = row.office_id or 0
    area = {Place.HOME: row.area, Place.OFFICE: areas.get(office_id, "")}.get(place, "")
    where = {Place.HOME: row.address, Place.OFFICE: offices.get(office_id, "")}.get(place, "")
    return Stop(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        free_at=row.free_at,
        area=area,
        what=DiaryVisit(
            reference=row.reference if may_see else "",
            purpose=row.purpose if may_see else "",
            state=State(row.state),
            place=place,
            who=_who(row) if may_see else "",
            where=where if may_see else "",
            wishes=Wishes.from_json(row.needs) if may_see else Wishes(),
            needs=flags.get(row.person_id, NO_NEEDS) if may_see else NO_NEEDS,
            late_minutes=row.late_minutes,
            urgent=row.urgent,
        ),
    )


def _who(row: Any) -> str:
    return f"{row.given_name or ''} {row.family_name or ''}".strip() or str(row.contact_name)


def _aways(officer: DiaryOwner, span: tuple[datetime, datetime]) -> list[Away]:
    """Absences and what else keeps the officer from seeing anybody; one statement."""
    values = {"person": officer.person_id, "officer": officer.id, "begins": span[0], "ends": span[1]}
    found = db.session.execute(_AWAYS, values)
    return [Away(starts_at=row[0], ends_at=row[1], words=row[2]) for row in found]


_AWAYS = sa.union_all(
    sa.select(Absence.from_at, Absence.to_at, sa.literal("").label("why")).where(
        Absence.person_id == sa.bindparam("person", type_=BigId),
        Absence.from_at < _instant("ends"),
        Absence.to_at > _instant("begins"),
    ),
    sa.select(ResourceAway.starts_at, ResourceAway.ends_at, ResourceAway.why).where(
        ResourceAway.resource_id == sa.bindparam("officer", type_=BigId),
        ResourceAway.starts_at < _instant("ends"),
        ResourceAway.ends_at > _instant("begins"),
    ),
)


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
