"""What can be booked at the demonstration landlord: `diaries` as rows, for every charter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.appointments.areas import area_of
from portal.appointments.models.resources import Purpose, Resource, ResourceHours, Rules, TravelTime
from portal.database import db
from portal.demo.diaries import (
    INTERPRETERS,
    OFFICERS,
    ROADS,
    ROOMS,
    TO_THE_OFFICE,
    DemoInterpreter,
    DemoOfficer,
    Hours,
    purposes_of,
    windows,
)
from portal.identity.models import Person
from portal.organisation.models import Office, Team

_SOME_YEARS = timedelta(days=1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diaries:
    """Who and what can be booked: purposes by their keys, officers by those of the people."""

    office: Office
    purposes: Mapping[str, Purpose]
    officers: Mapping[str, Resource]


def open_diaries(
    people: Mapping[str, Person], *, charter: str, office: Office, teams: Mapping[str, Team], today: date
) -> Diaries:
    """Purposes, officers, rooms and interpreters with their hours, and the ways between areas."""
    here = area_of(office.postcode)
    purposes = _purposes(charter, teams)
    officers = {one.who: _officer(people[one.who], here, one) for one in OFFICERS}
    interpreters = [_interpreter(one) for one in INTERPRETERS]
    rooms = [
        Resource(
            kind="room", name=name, office_id=office.id, seats=seats, is_private=private, step_free=step_free
        )
        for name, seats, private, step_free in ROOMS
    ]
    to_here = {_pair(area, here): minutes for area, minutes in TO_THE_OFFICE.items() if area != here}
    roads = sorted({**to_here, **ROADS}.items())
    ways = [TravelTime(first=one, second=other, minutes=minutes) for (one, other), minutes in roads]
    db.session.add_all([Rules(id=1), *purposes.values(), *officers.values(), *rooms, *interpreters, *ways])
    db.session.flush()
    for officer, work in zip(officers.values(), OFFICERS, strict=True):
        _add_hours(officer, work.hours, today)
    for interpreter, known in zip(interpreters, INTERPRETERS, strict=True):
        _add_hours(interpreter, known.hours, today)
    db.session.flush()
    return Diaries(office=office, purposes=purposes, officers=officers)


def _purposes(charter: str, teams: Mapping[str, Team]) -> dict[str, Purpose]:
    return {
        one.key: Purpose(
            name=one.name,
            name_welsh=one.welsh,
            length_minutes=one.minutes,
            places=one.places,
            break_minutes=one.rest,
            notice_minutes=one.notice,
            bring=one.bring,
            team_id=teams[one.team].id if one.team else None,
            offered=one.offered,
            position=position,
        )
        for position, one in enumerate(purposes_of(charter), start=1)
    }


def _officer(person: Person, here: str, one: DemoOfficer) -> Resource:
    return Resource(
        kind="officer",
        name=person.name,
        person_id=person.id,
        gender=one.gender,
        languages=one.languages,
        daily_limit=one.daily_limit,
        area=here,
    )


def _interpreter(one: DemoInterpreter) -> Resource:
    return Resource(
        kind="interpreter",
        name=one.name,
        agency=one.agency,
        phone=one.phone,
        email=one.email,
        languages=one.languages,
        sign_language=one.signs,
        modes=one.modes,
        gender=one.gender,
        lead_minutes=one.lead,
        late_change=one.late_change,
    )


def _add_hours(resource: Resource, hours: Hours, today: date) -> None:
    db.session.add_all(
        ResourceHours(
            resource_id=resource.id,
            weekday=weekday,
            opens_minute=opens,
            closes_minute=closes,
            from_on=today - _SOME_YEARS,
        )
        for weekday, opens, closes in windows(hours)
    )


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)
