"""Fills a database with officers, rooms, interpreters and what they have booked: straight into the tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.appointments.models.resources import Purpose, Rules
from portal.clock.zones import wall_instant
from portal.database import Base, db
from portal.organisation.facts import LandlordFacts
from tests.bench.filling import insert, reference, settle

OFFICERS, ROOMS, INTERPRETERS = 100, 20, 10
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
HOURS = tuple(time(hour) for hour in range(9, 17))
FIRST_RECORD = 5_000_000  # after the cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What was made: the office, the purposes, resources by kind, the working days that are searched."""

    office_id: int
    purpose_id: int
    officers: tuple[int, ...]
    rooms: tuple[int, ...]
    interpreters: tuple[int, ...]
    days: tuple[date, ...]


def fill_diaries(
    appointments: int, *, first_officer: int, officers: int = OFFICERS, facts: LandlordFacts, now: datetime
) -> Booked:
    """Officers at work Monday to Friday 9am to 5pm, half of them women, and `appointments` an hour each.

    A quarter of them lies in the ten working days from tomorrow on, the others before that. Each holds an
    officer; of those to come every fifth holds a room as well and every tenth an interpreter. The first
    officer is that member of staff, the others are new. Deterministic. Commits.
    """
    office = facts.main_office
    if office is None:
        raise RuntimeError("there is no office")
    people = 1 + (db.session.scalar(sa.select(sa.func.max(Base.metadata.tables["people"].c.id))) or 0)
    _rules_and_purpose()
    purpose_id = db.session.scalars(sa.select(Purpose.id).where(Purpose.name == _PURPOSE)).one()
    db.session.rollback()
    insert("people", _people(officers - 1, people, now))
    insert("staff_profiles", _profiles(officers - 1, people, office.id))
    resources = list(_resources([first_officer, *range(people, people + officers - 1)], office.id))
    insert("resources", resources)
    ids = {kind: tuple(r["id"] for r in resources if r["kind"] == kind) for kind in _KINDS}
    insert("resource_hours", _hours((*ids["officer"], *ids["interpreter"]), now.date() - 400 * _DAY))
    booked = Booked(
        office_id=office.id,
        purpose_id=purpose_id,
        officers=ids["officer"],
        rooms=ids["room"],
        interpreters=ids["interpreter"],
        days=tuple(_working_days(facts, now.astimezone(facts.zone).date(), 10)),
    )
    made = list(_appointments(appointments, booked, facts, now))
    for table in ("records", "appointments", "appointment_holds"):
        insert(table, (row for one in made for row in one[table]))
    settle(("people", "resources", "resource_hours", "records", "appointment_holds"))
    return booked


_PURPOSE = "Measured: talk about your tenancy"
_KINDS = ("officer", "room", "interpreter")


def _rules_and_purpose() -> None:
    if db.session.get(Rules, 1) is None:
        db.session.add(Rules(id=1))
    db.session.add(
        Purpose(
            name=_PURPOSE,
            length_minutes=60,
            places="office|home|phone",
            notice_minutes=120,
            horizon_days=60,
            position=99,
        )
    )
    db.session.commit()


def _people(officers: int, base: int, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(officers):
        yield {
            "id": base + n,
            "given_name": f"Officer{n}",
            "family_name": f"Measured{n}",
            "email": f"officer{n}@example.org",
            "has_account": False,
            "created_at": now,
            "version": 1,
        }


def _profiles(officers: int, base: int, office_id: int) -> Iterator[dict[str, Any]]:
    for n in range(officers):
        yield {
            "person_id": base + n,
            "job_title": "Housing officer",
            "work_phone": "0117 496 0000",
            "work_email": f"officer{n}@example.org",
            "office_id": office_id,
            "card_number": f"C{n:04}",
            "may_be_named": True,
            "active": True,
            "roles_held": "officer",
        }


def _resources(people: list[int], office_id: int) -> Iterator[dict[str, Any]]:
    first = 1 + (db.session.scalar(sa.select(sa.func.max(Base.metadata.tables["resources"].c.id))) or 0)
    none = {"person_id": None, "office_id": None, "gender": "", "languages": "", "modes": "", "area": ""}
    for n, person_id in enumerate(people):
        gender = "woman" if n % 2 else "man"
        own = {"person_id": person_id, "gender": gender, "area": "BS6"}
        yield {**none, "id": first + n, "kind": "officer", "name": f"Officer{n} Measured{n}", **own}
    first += len(people)
    for n in range(ROOMS):
        own = {"office_id": office_id, "is_private": True, "step_free": bool(n % 2), "seats": 6}
        yield {**none, "is_private": False, "id": first + n, "kind": "room", "name": f"Room {n}", **own}
    first += ROOMS
    for n in range(INTERPRETERS):
        own = {"languages": "so|ar", "modes": "in person|phone|video", "lead_minutes": 60}
        yield {**none, "id": first + n, "kind": "interpreter", "name": f"Interpreter {n}", **own}


def _hours(ids: tuple[int, ...], since: date) -> Iterator[dict[str, Any]]:
    number = 1 + (db.session.scalar(sa.select(sa.func.max(Base.metadata.tables["resource_hours"].c.id))) or 0)
    for resource_id in ids:
        for weekday in range(5):
            yield {
                "id": number,
                "resource_id": resource_id,
                "weekday": weekday,
                "opens_minute": 540,
                "closes_minute": 1020,
                "from_on": since,
                "to_on": None,
            }
            number += 1


def _working_days(facts: LandlordFacts, today: date, count: int) -> Iterator[date]:
    calendar = facts.calendars().office
    step = 1 if count > 0 else -1
    return iter(list(calendar.counting_from(today, count))[::step])


def _appointments(
    count: int, booked: Booked, facts: LandlordFacts, now: datetime
) -> Iterator[dict[str, list[dict[str, Any]]]]:
    rng = random.Random(20261122)
    soon = count // 4
    today = now.astimezone(facts.zone).date()
    each_day = len(booked.officers) * len(HOURS)
    before = list(facts.calendars().office.counting_from(today, -(1 + (count - soon) // each_day)))
    free = [(day, hour, o) for day in booked.days for hour in HOURS for o in booked.officers]
    chosen = rng.sample(free, min(soon, len(free) * 2 // 3))
    past = ((day, hour, o) for day in before for hour in HOURS for o in booked.officers)
    chosen += [next(past) for _ in range(count - len(chosen))]
    used: dict[tuple[date, time, str], int] = {}
    holds = 0
    for n, (day, hour, officer_id) in enumerate(chosen):
        starts_at = wall_instant(day, hour, facts.zone)
        people = [officer_id]
        for kind, every, ids in (("room", 5, booked.rooms), ("interpreter", 10, booked.interpreters)):
            taken = used.get((day, hour, kind), 0)
            if n % every == 0 and taken < len(ids):
                people.append(ids[taken])
                used[day, hour, kind] = taken + 1
        yield _one(n, starts_at, people, booked, now, first_hold=holds)
        holds += len(people)


def _one(
    n: int, starts_at: datetime, people: list[int], booked: Booked, now: datetime, *, first_hold: int
) -> dict[str, list[dict[str, Any]]]:
    number = FIRST_RECORD + n
    at_office = people[-1] != people[0]
    asked = starts_at - 14 * _DAY
    record = {
        "id": number,
        "reference": reference(number),
        "kind": "appointment",
        "title": _PURPOSE,
        "channel": "web",
        "received_at": asked,
        "created_at": asked,
        "touched_at": asked,
        "closed_at": starts_at + _HOUR if starts_at < now else None,
        "version": 1,
    }
    appointment = {
        "id": number,
        "purpose_id": booked.purpose_id,
        "state": "finished" if starts_at < now else "agreed",
        "place": "office" if at_office else "phone",
        "office_id": booked.office_id if at_office else None,
        "starts_at": starts_at,
        "ends_at": starts_at + _HOUR,
        "officer_id": people[0],
        "needs": "{}",
        "contact_name": f"Amina Number {n}",
        "contact_phone": "0117 496 0000",
        "uid": f"measured-{number}",
    }
    held = [
        {
            "id": FIRST_RECORD + first_hold + m,
            "resource_id": resource_id,
            "appointment_id": number,
            "starts_at": starts_at,
            "ends_at": starts_at + _HOUR,
            "area": "BS6" if at_office and m == 0 else "",
        }
        for m, resource_id in enumerate(people)
    ]
    return {"records": [record], "appointments": [appointment], "appointment_holds": held}
