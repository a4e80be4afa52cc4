"""The appointments that fall into somebody's absence, and whether whoever stands in is free for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.appointments.areas import area_of
from portal.appointments.availability import candidates, officer_can
from portal.appointments.diaries import Diary, ResourceKind, Wanted
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource, Rules
from portal.appointments.places import Place
from portal.appointments.queries.diaries import Days, everybody, roads, with_times
from portal.appointments.queries.rules import rules
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.clock.zones import local_day
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Absence, Person, StaffProfile
from portal.identity.queries.absences import may_cover
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

ON_A_PAGE = 50  # the next ones show when these have been handed over


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """An appointment the absent officer cannot keep. `deputy_free`: as far as the deputy's diary says."""

    appointment: Appointment
    record: Record
    deputy_free: bool

    @property
    def value(self) -> str:
        """How the choice stands in a form: reference and version."""
        return f"{self.record.reference}.{self.record.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """An absence, the names of both, and the deputy as an officer: None where nobody stands in, or one who
    cannot be booked. `team_id` is the deputy's."""

    absence: Absence
    away: str
    deputy: str
    officer_id: int | None
    team_id: int | None


def covering(reader: Reader, absence_id: int) -> Covering:
    """An absence whose appointments the reader may hand over, as `absences.may_cover`; else NotFound.

    One statement.
    """
    away, deputy = aliased(Person), aliased(Person)
    row = db.session.execute(
        sa.select(Absence, away, deputy, StaffProfile.team_id, Resource.id)
        .join(away, away.id == Absence.person_id)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .outerjoin(StaffProfile, StaffProfile.person_id == Absence.deputy_id)
        .outerjoin(Resource, sa.and_(Resource.person_id == Absence.deputy_id, Resource.active.is_(True)))
        .where(Absence.id == absence_id)
    ).first()
    if row is None or not may_cover(reader, row[0]):
        raise NotFound
    absence, someone, stands_in, team_id, officer_id = row
    return Covering(
        absence=absence,
        away=someone.name,
        deputy=stands_in.name if stands_in else "",
        officer_id=officer_id,
        team_id=team_id,
    )


def falling_into(reader: Reader, cover: Covering, *, now: datetime) -> Sequence[Falling]:
    """What has been agreed with the absent officer in the absence and is still to come, as far as the reader
    may see it, the first to come first; six statements at most, whatever their number.

    Whether the deputy is free asks for their diary, purposes and what the customer wished of the officer;
    rooms and interpreters are asked for when it is handed over.
    """
    rows = db.session.execute(
        sa.select(Appointment, Record, Purpose)
        .join(Record, Record.id == Appointment.id)
        .join(Purpose, Purpose.id == Appointment.purpose_id)
        .where(_falls_into(reader, cover.absence, now))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(ON_A_PAGE)
    ).all()
    deputy = _deputy(cover, [appointment for appointment, _, _ in rows])
    return [
        Falling(
            appointment=appointment,
            record=record,
            deputy_free=deputy is not None and deputy.is_free(appointment, purpose, now=now),
        )
        for appointment, record, purpose in rows
    ]


def how_many_fall_into(reader: Reader, absence: Absence, *, now: datetime) -> int:
    """How many of those there are, also beyond what one page shows; one statement."""
    query = sa.select(sa.func.count()).select_from(Appointment).join(Record, Record.id == Appointment.id)
    return db.session.scalar(query.where(_falls_into(reader, absence, now))) or 0


def _falls_into(reader: Reader, absence: Absence, now: datetime) -> sa.ColumnElement[bool]:
    held = sa.select(Hold.appointment_id).join(Resource, Resource.id == Hold.resource_id)
    return sa.and_(
        Appointment.id.in_(held.where(Resource.person_id == absence.person_id)),
        Appointment.state == State.AGREED.value,
        Appointment.starts_at < absence.to_at,
        Appointment.ends_at > max(absence.from_at, now),
        visible_to(reader, today=local_date(now, landlord().zone)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deputy:
    """Who stands in, as the slot search sees them, and what it knows of the ways between."""

    diary: Diary
    team_id: int | None
    roads: Mapping[tuple[str, str], int]
    rules: Rules

    def is_free(self, appointment: Appointment, purpose: Purpose, *, now: datetime) -> bool:
        """Whether the deputy may be booked for this, is who the customer wished for, and has the time."""
        starts_at, ends_at = appointment.starts_at, appointment.ends_at
        if starts_at is None or ends_at is None or purpose.team_id not in (None, self.team_id):
            return False
        facts, own = landlord(), self.rules
        office = facts.office(appointment.office_id) if appointment.office_id else facts.main_office
        wanted = Wanted(
            purpose_id=purpose.id,
            length_minutes=int((ends_at - starts_at).total_seconds() // 60),
            break_minutes=purpose.break_minutes,
            place=Place(appointment.place),
            now=now,
            earliest=starts_at,
            latest=starts_at,
            zone=facts.zone,
            office_id=appointment.office_id,
            office_area=area_of(office.postcode) if office else "",
            area=appointment.area,
            gender=Wishes.from_json(appointment.needs).gender,
            roads=self.roads,
            road_minutes=own.road_minutes,
            same_area_minutes=own.same_area_minutes,
        )
        return bool(candidates([self.diary], wanted).officers) and officer_can(self.diary, starts_at, wanted)


def _deputy(cover: Covering, appointments: Sequence[Appointment]) -> _Deputy | None:
    """The deputy with the times of all days on which any of the appointments is."""
    if cover.officer_id is None or not appointments:
        return None
    facts = landlord()
    on = [local_day(one.starts_at, facts.zone) for one in appointments if one.starts_at is not None]
    known = everybody(kinds=[ResourceKind.OFFICER], office_id=None, team_id=cover.team_id)
    own = [one for one in known if one.diary.id == cover.officer_id]
    diaries = with_times(own, Days(first_on=min(on), last_on=max(on)), facts)
    if not diaries:  # they have left us, or nobody may book them
        return None
    return _Deputy(diary=diaries[0], team_id=cover.team_id, roads=roads(), rules=rules())
