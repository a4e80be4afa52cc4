"""Setting up what can be booked, through the services, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal import database
from portal.appointments.hours_file import HoursFile, Known, read_hours_file
from portal.appointments.models.resources import Resource, ResourceAway, ResourceHours, TravelTime
from portal.appointments.places import Mode, Place
from portal.appointments.services.hours import (
    Changed,
    add_away,
    remove_hours,
    save_hours,
    store_hours_file,
)
from portal.appointments.services.resources import (
    add_road,
    save_interpreter,
    save_officer,
    save_purpose,
    save_room,
    save_rules,
)
from portal.appointments.staff_queries.setup import known_for_hours_file, periods_of
from portal.appointments.weekly_hours import WeeklyWindow
from portal.database import db
from portal.errors import RuleBroken, Stale
from tests.factories.appointments import NOW, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_staff_member

JANUARY, JUNE = date(2026, 1, 5), date(2026, 6, 1)


def purpose(**given: Any) -> Any:
    values = {
        "purpose_id": None,
        "name": "Your tenancy",
        "length_minutes": 30,
        "break_minutes": 10,
        "notice_minutes": 120,
        "horizon_days": 28,
        "places": {Place.HOME, Place.OFFICE},
        "bring": "",
        "team_id": None,
        "offered": True,
        "active": True,
        "position": 0,
        "version": 0,
        **given,
    }
    return save_purpose(**values, by=None, now=NOW)


def room(office_id: int, **given: Any) -> Resource:
    values = {
        "resource_id": None,
        "name": "Room 1",
        "seats": 4,
        "is_private": True,
        "step_free": True,
        "active": True,
        "version": 0,
        **given,
    }
    return save_room(office_id=office_id, **values, by=None, now=NOW)


def interpreter(**given: Any) -> Resource:
    values = {
        "resource_id": None,
        "name": "Hodan Ali",
        "agency": "Words Across",
        "gender": "woman",
        "languages": ["so"],
        "dialects": ["Maay"],
        "sign_language": False,
        "modes": {Mode.PHONE, Mode.IN_PERSON},
        "lead_minutes": 1440,
        "phone": "07700 900500",
        "email": "",
        "late_change": "",
        "active": True,
        "version": 0,
        **given,
    }
    return save_interpreter(**values, by=None, now=NOW)


def officer(person_id: int, **given: Any) -> Resource:
    values = {
        "resource_id": None,
        "gender": "",
        "languages": [],
        "area": "",
        "daily_limit": None,
        "purposes": [],
        "active": True,
        "version": 0,
        **given,
    }
    return save_officer(person_id=person_id, **values, by=None, now=NOW)


def week(
    *days: int, opens: int = 540, closes: int = 1020, from_on: date = JANUARY, to_on: date | None = None
) -> list[WeeklyWindow]:
    return [
        WeeklyWindow(weekday=day, opens_minute=opens, closes_minute=closes, from_on=from_on, to_on=to_on)
        for day in days or (0, 1)
    ]


def give_hours(
    resource: Resource, windows: list[WeeklyWindow], *, replace: bool = False, was: Any = None
) -> Changed:
    return save_hours(
        resource_id=resource.id,
        was=was,
        windows=windows,
        replace=replace,
        version=resource.version,
        by=None,
        now=NOW,
    )


def stored(resource: Resource) -> set[WeeklyWindow]:
    return {window for period in periods_of(resource.id) for window in period.windows}


def test_values_are_stored_as_the_search_reads_them(any_app: Flask) -> None:
    place = a_whole_landlord()
    found = purpose()
    someone = a_staff_member()
    assert (found.places, found.version) == ("office|home", 1)
    who = officer(someone.id, area=" bs6 5tr", languages=["pl", "ur"], purposes=[found.id])
    assert (who.kind, who.name, who.area, who.languages, who.purposes) == (
        "officer",
        "Joanna Blake",
        "BS6",
        "pl|ur",
        str(found.id),
    )
    assert interpreter().modes == "in person|phone"
    assert room(place.office.id).office_id == place.office.id
    rules = save_rules(
        step_minutes=15,
        change_minutes=240,
        reminder_days={2, 7},
        post_days=3,
        road_minutes=20,
        same_area_minutes=5,
        arrange_days=None,
        tell_minutes=30,
        punctual_minutes=None,
        version=0,
        by=None,
        now=NOW,
    )
    assert (rules.reminder_days, rules.arrange_days, rules.version) == ("7|2", None, 1)


def test_a_name_is_taken_once(any_app: Flask) -> None:
    place = a_whole_landlord()
    someone = a_staff_member()
    purpose()
    room(place.office.id)
    interpreter()
    officer(someone.id)
    for again in (
        purpose,
        lambda: room(place.office.id),
        interpreter,
        lambda: officer(someone.id),
    ):
        with pytest.raises(RuleBroken, match="name taken"):
            again()
    interpreter(agency="Another agency")  # of one name, and somebody else


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"languages": []}, "no language"),
        ({"modes": set()}, "no mode"),
        ({"phone": "", "email": ""}, "nobody to tell"),
    ],
)
def test_an_interpreter_without_what_is_needed_is_refused(
    app: Flask, given: dict[str, object], rule: str
) -> None:
    with pytest.raises(RuleBroken, match=rule):
        interpreter(**given)


def test_who_left_cannot_be_made_bookable_but_stays_as_it_was(app: Flask) -> None:
    someone = a_staff_member(active=False)
    with pytest.raises(RuleBroken, match="not staff"):
        officer(someone.id)


def test_of_two_who_change_a_room_the_second_is_stale(app: Flask) -> None:
    place = a_whole_landlord()
    first = room(place.office.id)
    room(place.office.id, resource_id=first.id, seats=6, version=1)
    with pytest.raises(Stale):
        room(place.office.id, resource_id=first.id, seats=8, version=1)


def test_a_way_is_the_same_in_both_directions(any_app: Flask) -> None:
    road = add_road(first="bs9", second="BS16 1AA", minutes=25, by=None, now=NOW)
    assert (road.first, road.second) == ("BS16", "BS9")
    with pytest.raises(RuleBroken, match="road known"):
        add_road(first="BS16", second="BS9", minutes=30, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="one area"):
        add_road(first="BS9", second="bs9", minutes=5, by=None, now=NOW)
    assert db.session.scalars(sa.select(TravelTime.minutes)).all() == [25]


def test_hours_are_given_with_several_windows_evenings_and_weekends(any_app: Flask) -> None:
    who = officer(a_staff_member().id)
    windows = [*week(0, closes=750), *week(0, opens=810), *week(3, opens=1080, closes=1440), *week(5)]
    assert give_hours(who, windows) == Changed(added=4)
    assert stored(who) == set(windows)
    assert give_hours(who, windows, was=(JANUARY, None)) == Changed(kept=4)


def test_hours_that_overlap_are_refused_unless_they_are_to_take_the_place(any_app: Flask) -> None:
    who = officer(a_staff_member().id)
    give_hours(who, week(0, 1))
    summer = week(1, opens=600, closes=900, from_on=JUNE, to_on=date(2026, 8, 31))
    with pytest.raises(RuleBroken, match="hours overlap"):
        give_hours(who, summer)
    assert give_hours(who, summer, replace=True) == Changed(added=5, removed=2)
    assert stored(who) == {
        *week(0, 1, to_on=date(2026, 5, 31)),
        *summer,
        *week(0, 1, from_on=date(2026, 9, 1)),
    }


def test_hours_are_changed_and_removed_by_their_dates(any_app: Flask) -> None:
    who = officer(a_staff_member().id)
    give_hours(who, week(0))
    give_hours(who, week(0, to_on=JUNE), was=(JANUARY, None))
    assert stored(who) == set(week(0, to_on=JUNE))
    with pytest.raises(Stale):
        remove_hours(resource_id=who.id, dates=(JANUARY, JUNE), version=1, by=None, now=NOW)
    remove_hours(resource_id=who.id, dates=(JANUARY, JUNE), version=who.version, by=None, now=NOW)
    assert stored(who) == set()


def row(resource: Resource, **given: Any) -> ResourceHours:
    values = {"weekday": 0, "opens_minute": 540, "closes_minute": 1020, "from_on": JANUARY, "to_on": None}
    return ResourceHours(resource_id=resource.id, **{**values, **given})


@pytest.mark.parametrize(
    ("other", "taken"),
    [
        ({}, False),
        ({"opens_minute": 600, "closes_minute": 660}, False),
        ({"from_on": JUNE, "to_on": JUNE}, False),
        ({"from_on": date(2025, 1, 6), "to_on": JANUARY}, False),
        ({"opens_minute": 1020, "closes_minute": 1100}, True),
        ({"weekday": 1}, True),
        ({"from_on": date(2025, 1, 6), "to_on": date(2026, 1, 4)}, True),
    ],
)
def test_the_database_itself_refuses_hours_that_overlap(
    any_app: Flask, other: dict[str, Any], taken: bool
) -> None:
    who = officer(a_staff_member().id)
    db.session.add(row(who))
    db.session.flush()
    _add(row(who, **other), taken)


@pytest.mark.parametrize(
    ("begins", "ends", "taken"), [(0, 60, False), (30, 45, False), (-30, 1, False), (60, 90, True)]
)
def test_the_database_itself_refuses_times_away_that_overlap(
    any_app: Flask, begins: int, ends: int, taken: bool
) -> None:
    who = officer(a_staff_member().id)
    ten, minute = at("2026-11-05 10:00"), timedelta(minutes=1)
    add_away(resource_id=who.id, starts_at=ten, ends_at=ten + 60 * minute, why="Training", by=None, now=NOW)
    values = {"starts_at": ten + begins * minute, "ends_at": ten + ends * minute}
    _add(ResourceAway(resource_id=who.id, **values), taken)
    if not taken:
        with pytest.raises(RuleBroken, match="away overlaps"):
            add_away(resource_id=who.id, why="Meeting", by=None, now=NOW, **values)


def _add(thing: ResourceHours | ResourceAway, taken: bool) -> None:
    if taken:
        db.session.add(thing)
        db.session.flush()
        return
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(thing)


def _read(lines: str, *, replace: bool = False, known: Known | None = None) -> HoursFile:
    heading = "who,weekday,from,until,first_day,last_day\n"
    return read_hours_file(heading + lines, known=known or known_for_hours_file(), replace=replace)


def test_a_file_stores_all_its_hours_and_sent_again_changes_nothing(any_app: Flask) -> None:
    place = a_whole_landlord()
    someone = a_staff_member()
    who, where = officer(someone.id), room(place.office.id)
    interpreter()
    database.commit()
    lines = (
        f"{someone.email.upper()},Monday,9am,5pm,2026-01-05,\n"
        f"High Street office: Room 1,Sat,10:00,midday,05/01/2026,30/06/2026\n"
        "Words Across: Hodan Ali,Tue,8am,8pm,2026-01-05,\n"
    )
    assert store_hours_file(_read(lines), replace=False, by=None, now=NOW) == Changed(added=3)
    database.commit()
    versions = (who.version, where.version)
    assert store_hours_file(_read(lines), replace=False, by=None, now=NOW) == Changed(kept=3)
    assert store_hours_file(_read(lines, replace=True), replace=True, by=None, now=NOW) == Changed(kept=3)
    assert (who.version, where.version) == versions
    assert stored(who) == set(week(0))


def test_a_file_with_one_wrong_line_stores_nothing(any_app: Flask) -> None:
    someone = a_staff_member()
    who = officer(someone.id)
    database.commit()
    read = _read(f"{someone.email},Monday,9am,5pm,2026-01-05,\nNobody,Monday,9am,5pm,2026-01-05,\n")
    with pytest.raises(RuleBroken, match="file has faults"):
        store_hours_file(read, replace=False, by=None, now=NOW)
    assert stored(who) == set()


def test_a_file_may_take_the_place_of_what_there_is(any_app: Flask) -> None:
    someone = a_staff_member()
    who = officer(someone.id)
    give_hours(who, week(0, 1))
    database.commit()
    line = f"{someone.email},Monday,8am,10am,2026-06-01,\n"
    assert [str(fault) for fault in _read(line).faults] == [
        "line 2: overlaps hours there are: Monday 9am to 5pm from 2026-01-05"
    ]
    store_hours_file(_read(line, replace=True), replace=True, by=None, now=NOW)
    assert stored(who) == {
        *week(0, 1, to_on=date(2026, 5, 31)),
        *week(0, opens=480, closes=600, from_on=JUNE),
    }
