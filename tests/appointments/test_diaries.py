"""Slots as they come out of the database: hours, holidays, closures, absences, holds, ways, needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal import database
from portal.appointments.availability import Lacking
from portal.appointments.models.resources import Purpose, Resource, ResourceAway
from portal.appointments.places import Place
from portal.appointments.queries.slots import Found, names_of, slots_for
from portal.appointments.wishes import Wishes
from portal.clock.zones import day_start
from portal.database import db
from portal.identity.models import Absence
from portal.identity.roles import Role
from portal.organisation.models import Closure, Landlord, Office
from tests.factories.appointments import (
    LONDON,
    NOW,
    a_booked_appointment,
    a_purpose,
    a_room,
    a_way,
    an_ask,
    an_interpreter,
    an_officer,
    at,
    hours_of,
    set_rules,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import a_marker
from tests.factories.organisation import a_team, an_office
from tests.factories.people import a_person, a_staff_member

DAY = date(2026, 11, 5)  # a Thursday
_DAY = timedelta(days=1)


@pytest.fixture
def office(any_app: Flask) -> Office:
    """A landlord's office in BS6, open Monday to Friday 9am to 5pm, and a grid of whole hours."""
    office = a_whole_landlord().office
    set_rules(step_minutes=60, road_minutes=60, same_area_minutes=30)
    return office


@pytest.fixture
def purpose(office: Office) -> Purpose:
    """An hour, without a break, without notice."""
    return a_purpose(notice_minutes=0, horizon_days=400)


def found(purpose: Purpose, day: date = DAY, *, to_on: date | None = None, **given: Any) -> Found:
    now = given.pop("now", NOW)
    assert isinstance(now, datetime)
    ask = an_ask(purpose, **{"received_at": now, **given})
    return slots_for(ask, now=now, from_on=day, to_on=to_on or day)


def starts(purpose: Purpose, day: date = DAY, **given: Any) -> str:
    """The local times at which it can begin that day: "9 10 14:30"."""
    return " ".join(_clock(slot.starts_at) for slot in found(purpose, day, **given).slots)


def _clock(instant: datetime) -> str:
    wall = instant.astimezone(LONDON)
    return f"{wall:%-H}" if wall.minute == 0 else f"{wall:%-H:%M}"


def test_weekly_hours_have_dates_several_windows_and_evenings(purpose: Purpose) -> None:
    officer = an_officer(None, "09:00-11:00", "13:00-14:00")
    hours_of(officer, "18:00-20:00", weekdays=(3,), from_on=date(2026, 11, 5), to_on=date(2026, 11, 5))
    hours_of(officer, "10:00-12:00", weekdays=(5,), from_on=date(2026, 11, 7))
    assert starts(purpose) == "9 10 13 18 19"
    assert starts(purpose, date(2026, 11, 12)) == "9 10 13"
    assert starts(purpose, date(2026, 11, 7)) == "10 11"  # a Saturday
    assert starts(purpose, date(2026, 11, 8)) == ""


def test_windows_that_touch_are_one(purpose: Purpose) -> None:
    an_officer(None, "09:00-10:00", "10:00-11:00", "23:00-24:00")
    set_rules(step_minutes=30)
    assert starts(purpose) == "9 9:30 10 23"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 12, 25), ""),  # Christmas Day
        (date(2026, 12, 28), ""),  # for Boxing Day
        (date(2026, 12, 29), ""),  # closed
        (date(2026, 12, 30), "10"),  # open from 10 to 11 alone
        (date(2026, 12, 31), "9 10 11"),
    ],
)
def test_nobody_is_met_on_holidays_and_closures(purpose: Purpose, day: date, expected: str) -> None:
    an_officer(None, "09:00-12:00")
    for on, opens, closes in ((date(2026, 12, 29), None, None), (date(2026, 12, 30), 600, 660)):
        db.session.add(
            Closure(
                office_id=None,
                from_on=on,
                to_on=on,
                reason="Christmas",
                opens_minute=opens,
                closes_minute=closes,
            )
        )
    _changed()
    assert starts(purpose, day) == expected


def test_each_officer_follows_the_holidays_of_their_own_office(purpose: Purpose) -> None:
    glasgow = an_office(name="Glasgow office", postcode="G1 1AA", division="scotland")
    here = an_officer(a_staff_member(), "09:00-10:00")
    there = an_officer(a_staff_member(office=glasgow), "11:00-12:00")
    st_andrew, boxing = date(2026, 11, 30), date(2027, 3, 29)  # Easter Monday is none in Scotland
    assert [slot.officer_ids for slot in found(purpose, st_andrew).slots] == [(here.id,)]
    assert [slot.officer_ids for slot in found(purpose, boxing).slots] == [(there.id,)]


def test_leave_and_other_absence_take_out_just_their_time(purpose: Purpose) -> None:
    officer = an_officer()
    db.session.add(
        Absence(person_id=officer.person_id, from_at=at("2026-11-05 12:00"), to_at=at("2026-11-06 10:00"))
    )
    db.session.add(
        ResourceAway(
            resource_id=officer.id,
            starts_at=at("2026-11-05 10:00"),
            ends_at=at("2026-11-05 11:00"),
            why="Training",
        )
    )
    database.commit()
    assert starts(purpose) == "9 11"
    assert starts(purpose, date(2026, 11, 6)) == "10 11 12 13 14 15 16"


def test_what_is_held_is_not_offered_and_rests_count(office: Office) -> None:
    an_officer(None, "09:00-13:00")
    purpose = a_purpose(break_minutes=30, notice_minutes=0)
    set_rules(step_minutes=30)
    a_booked_appointment(purpose, starts_at=at("2026-11-05 10:30"))
    assert starts(purpose) == "9 12"


CLOCKS = [
    (date(2026, 3, 29), "0 2"),
    (date(2026, 10, 25), "0 1 1 2"),
    (date(2027, 3, 28), "0 2"),
    (date(2027, 10, 31), "0 1 1 2"),
]


@pytest.mark.parametrize(("day", "expected"), CLOCKS, ids=[str(day) for day, _ in CLOCKS])
def test_on_the_nights_the_clocks_change_each_hour_is_offered_as_often_as_it_comes(
    purpose: Purpose, day: date, expected: str
) -> None:
    officer = an_officer(None, "09:00-09:30")
    hours_of(officer, "00:00-03:00", weekdays=(6,))
    now = day_start(day - 2 * _DAY, LONDON)
    assert starts(purpose, day, now=now) == expected


def test_rooms_are_to_be_had_while_their_office_is_open_and_in_their_own_hours(office: Office) -> None:
    an_officer(None, "08:00-20:00")
    purpose = a_purpose(notice_minutes=0)
    a_room(office, "15:00-19:00")
    assert starts(purpose, place=Place.OFFICE, office_id=office.id) == "15 16"
    a_room(office, name="Room 2")
    assert starts(purpose, place=Place.OFFICE, office_id=office.id) == "9 10 11 12 13 14 15 16"


def test_ways_between_areas_before_and_after_a_home_visit(purpose: Purpose) -> None:
    officer = an_officer(None, "09:00-17:00", area="BS6")
    a_way("BS6", "BS9", 60)
    a_way("BS9", "BS11", 120)
    a_booked_appointment(
        purpose, starts_at=at("2026-11-05 12:00"), place=Place.HOME, address="1 High Road, BS9 1AA"
    )
    home = {"place": Place.HOME, "address": "2 Low Road"}
    # Half an hour within one area; an hour to BS9 from where the day begins and back to where it ends.
    assert starts(purpose, **home, area="BS9") == "10 14 15"
    # Two hours from BS9; 60 minutes, unmeasured, from BS6 and back.
    assert starts(purpose, **home, area="BS11") == "15"
    # To be in the office again takes the hour too, the phone takes no way.
    a_room(db.session.scalars(sa.select(Office)).one())
    office_id = db.session.scalars(sa.select(Office.id)).one()
    assert starts(purpose, place=Place.OFFICE, office_id=office_id) == "9 10 14 15 16"
    assert officer.area == "BS6"


def test_no_more_visits_than_the_daily_limit(purpose: Purpose) -> None:
    an_officer(None, "09:00-17:00", daily_limit=1)
    a_booked_appointment(purpose, starts_at=at("2026-11-05 12:00"))
    assert starts(purpose) == ""
    assert starts(purpose, date(2026, 11, 6)) != ""


def test_two_come_to_a_home_where_an_instruction_says_so(purpose: Purpose) -> None:
    one, other = an_officer(None, "09:00-12:00"), an_officer(None, "11:00-14:00")
    person = a_person()
    home = {"person_id": person.id, "place": Place.HOME, "address": "2 Low Road"}
    assert starts(purpose, **home) == "9 10 11 12 13"
    manager = a_staff_member(Role.MANAGER)
    a_marker(person, by=manager)
    assert starts(purpose, **home) == "9 10 11 12 13"
    a_marker(person, by=manager, needs_two=True)
    assert [slot.officer_ids for slot in found(purpose, **home).slots] == [(one.id, other.id)]
    assert starts(purpose, person_id=person.id) == "9 10 11 12 13"  # on the phone one is enough


def test_sign_language_for_more_than_an_hour_wants_two_interpreters_and_their_lead_time(
    office: Office,
) -> None:
    an_officer()
    purpose = a_purpose(length_minutes=90, notice_minutes=0)
    wishes = Wishes(sign_language=True)
    signs = {"languages": "", "sign_language": True, "lead_minutes": 14 * 24 * 60}
    an_interpreter(name="Mae", **signs)
    one = found(purpose, wishes=wishes)
    assert (one.slots, one.lacking, one.earliest) == ((), Lacking.INTERPRETER, None)

    an_interpreter(name="Lou", **signs)
    later = found(purpose, wishes=wishes)
    assert (later.slots, later.lacking) == ((), Lacking.TIME)
    assert later.earliest == date(2026, 11, 17)
    (first, *_) = found(purpose, date(2026, 11, 17), wishes=wishes).slots
    assert (first.starts_at, len(first.interpreter_ids)) == (at("2026-11-17 10:00"), 2)


def test_what_there_is_none_of_is_named(office: Office) -> None:
    purpose = a_purpose(notice_minutes=0)
    assert found(purpose).lacking is Lacking.OFFICER
    an_officer(gender="man")
    assert found(purpose, wishes=Wishes(gender="woman")).lacking is Lacking.GENDER
    assert found(purpose, place=Place.OFFICE, office_id=office.id).lacking is Lacking.ROOM
    a_room(office)
    assert found(purpose, place=Place.OFFICE, office_id=office.id).lacking is None
    private = {"place": Place.OFFICE, "office_id": office.id, "wishes": Wishes(is_private=True)}
    assert found(purpose, **private).lacking is Lacking.ROOM


def test_officers_of_the_purposes_team_who_work_for_us_and_have_the_skill(office: Office) -> None:
    team = a_team(name="Repairs team")
    purpose = a_purpose(notice_minutes=0, team_id=team.id)
    skilled = an_officer(a_staff_member(team=team), purposes=str(purpose.id))
    an_officer(a_staff_member(team=team), purposes=str(purpose.id + 100))
    an_officer(a_staff_member(team=team, active=False))
    an_officer(a_staff_member(team=team), active=False)
    an_officer(a_staff_member())
    assert {slot.officer_ids for slot in found(purpose).slots} == {(skilled.id,)}


def test_what_is_urgent_is_offered_today_without_notice(office: Office) -> None:
    an_officer()
    purpose = a_purpose(notice_minutes=24 * 60)
    today = NOW.astimezone(LONDON).date()
    assert starts(purpose, today) == ""
    assert starts(purpose, today, urgent=True) == "10 11 12 13 14 15 16"
    assert starts(purpose, today + _DAY, urgent=True) == ""


def test_who_comes_is_called_by_first_name_and_work(purpose: Purpose, office: Office) -> None:
    officer, room = an_officer(), a_room(office, name="The blue room")
    slots = found(purpose, place=Place.OFFICE, office_id=office.id).slots
    assert names_of(slots) == {officer.id: "Joanna, housing officer", room.id: "The blue room"}
    assert names_of(()) == {}


def test_as_many_statements_for_thirty_officers_as_for_one(office: Office) -> None:
    purpose = a_purpose(notice_minutes=0)
    wishes = Wishes(language="so", gender="woman", is_private=True)
    wanted = {"place": Place.OFFICE, "office_id": office.id, "wishes": wishes}
    a_room(office, is_private=True)
    an_interpreter()

    def add() -> Resource:
        officer = an_officer(gender="woman")
        db.session.add(
            ResourceAway(
                resource_id=officer.id, starts_at=at("2026-11-05 09:00"), ends_at=at("2026-11-05 10:00")
            )
        )
        database.commit()
        return officer

    add()
    a_booked_appointment(purpose, starts_at=at("2026-11-05 11:00"))
    with counted() as few:
        assert found(purpose, to_on=DAY + 13 * _DAY, **wanted).slots
    for _ in range(29):
        add()
    with counted() as many:
        assert found(purpose, to_on=DAY + 13 * _DAY, **wanted).slots
    assert len(many) == len(few) <= 5


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are run inside, less the landlord's facts, which a request reads once."""
    said: list[str] = []
    db.session.expire_all()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN" and "FROM landlord" not in statement:
            said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _changed() -> None:
    """The landlord's facts are read afresh."""
    db.session.execute(sa.update(Landlord).values(version=Landlord.version + 1))
    database.commit()
