"""A diary by time: whose, day and week, ways, breaks, absences; nothing of records that may not be seen."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from portal import database
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource, ResourceAway
from portal.appointments.services.calling import missed_by_us
from portal.database import db
from portal.identity.models import Absence, Person
from portal.identity.roles import Role
from portal.needs.markers import NeedKind
from portal.records.models import Bar, Record
from tests.appointments.visits.conftest import SetClock
from tests.appointments.visits.world import MINUTE, VISIT_AT, a_visit, afresh, looks, person_of
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import a_way, an_officer, at
from tests.factories.needs import a_marker, a_need
from tests.factories.people import a_person, a_staff_member

SUNDAY = at("2026-11-08 15:00")
THAT_DAY = "/staff/diary?on=2026-11-05"


def test_a_day_shows_visits_by_time_the_way_to_them_breaks_and_what_helps(
    officer: StrictClient,
    visit: Appointment,
    purpose: Purpose,
    joanna: Resource,
    amina: Person,
    manager: Person,
) -> None:
    a_way("BS1", "BS6", 25)
    a_need(amina, NeedKind.STEP_FREE)
    a_marker(amina, by=manager, instruction="Visit in pairs.")
    db.session.add(
        ResourceAway(
            resource_id=joanna.id,
            starts_at=at("2026-11-05 14:00"),
            ends_at=at("2026-11-05 15:00"),
            why="Training",
        )
    )
    page = officer.get(THAT_DAY)
    assert officer.statement_count <= 10
    text = text_of(page)
    in_order = (
        "Thursday 5 November 2026",
        "25 minutes on the way",
        "10:30am to 11:30am",
        "Amina Farah",
        "Rent and benefits",
        "Kingfisher Court",
        "Visit in pairs.",
        "Break until 11:45am",
        "Away from 2pm to 3pm : Training",
    )
    places = [text.find(words) for words in in_order]
    assert -1 not in places
    assert places == sorted(places)
    assert looks("diary.seen") == [(joanna.person_id, None, joanna.person_id)]


def test_a_week_lists_each_day_and_an_absence_takes_the_whole_of_it(
    officer: StrictClient, visit: Appointment, joanna: Resource
) -> None:
    away = Absence(person_id=joanna.person_id, from_at=at("2026-11-06 00:00"), to_at=at("2026-11-07 00:00"))
    db.session.add(away)
    text = text_of(officer.get(f"{THAT_DAY}&view=week"))
    assert officer.statement_count <= 10
    for words in ("Monday 2 November 2026", "Friday 6 November 2026 Away all day", "Amina Farah"):
        assert words in text
    assert "Saturday" not in text


def test_ways_too_short_are_said(
    officer: StrictClient, visit: Appointment, purpose: Purpose, joanna: Resource
) -> None:
    a_visit(purpose, joanna, a_person(given_name="Ada"), starts_at=at("2026-11-05 12:00"))
    assert "there is less time than that" not in text_of(officer.get(THAT_DAY))  # the same area: ten minutes
    later = db.session.get_one(Appointment, visit.id)
    later.area = "BS9"
    assert "30 minutes on the way: there is less time than that" in text_of(officer.get(THAT_DAY))


def test_a_manager_opens_anybodys_diary_and_others_only_their_own(
    client: StrictClient, visit: Appointment, joanna: Resource, manager: Person
) -> None:
    other = an_officer(a_staff_member(given_name="Otto", family_name="Lind"))
    client.sign_in_as(manager)
    text = text_of(client.get(f"{THAT_DAY}&officer={joanna.id}"))
    assert client.statement_count <= 10
    assert "Diary of Joanna Blake" in text
    assert "Amina Farah" in text
    client.sign_in_as(person_of(other))
    assert client.get(f"{THAT_DAY}&officer={joanna.id}").status_code == 404
    assert "Nothing on this day." in text_of(client.get(THAT_DAY))
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Rita"))
    assert "You have no diary yet." in text_of(client.get("/staff/diary"))


def test_of_a_record_one_is_barred_from_only_the_time_is_shown(
    officer: StrictClient, visit: Appointment, joanna: Resource
) -> None:
    db.session.add(Bar(record_id=visit.id, person_id=joanna.person_id, why="named in it"))
    database.commit()
    text = text_of(officer.get(THAT_DAY))
    assert "Taken." in text
    assert "Amina" not in text
    assert "Kingfisher" not in text


def test_of_a_day_that_is_over_it_asks_what_happened_until_somebody_says(
    officer: StrictClient, visit: Appointment, joanna: Resource, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT + 8 * 60 * MINUTE)
    assert "What happened?" not in text_of(officer.get("/staff/diary"))  # the day itself
    set_clock(VISIT_AT + 24 * 60 * MINUTE)
    officer.get("/staff/diary")  # the landlord's facts are read once more on a new day
    page = officer.get("/staff/diary")
    assert officer.statement_count <= 10
    assert "What happened?" in text_of(page)
    assert f"/staff/visits/{visit.record.reference}" in page.get_data(as_text=True)
    record = db.session.get_one(Record, visit.id)
    by, now = joanna.person_id or 0, VISIT_AT + 25 * 60 * MINUTE
    missed_by_us(afresh(visit), record, words="", by=by, now=now)
    assert "What happened?" not in text_of(officer.get("/staff/diary"))


@pytest.mark.parametrize("on", ["", "nonsense", "9999-12-31", "2026-02-30"])
def test_an_address_with_no_such_day_shows_today(officer: StrictClient, visit: Appointment, on: str) -> None:
    assert "Tuesday 3 November 2026" in text_of(officer.get(f"/staff/diary?on={on}"))


def test_the_day_of_a_visit_is_the_local_one(
    officer: StrictClient, purpose: Purpose, joanna: Resource, amina: Person
) -> None:
    """Half past midnight on a summer's day is the day before in UTC."""
    visit = a_visit(purpose, joanna, amina)
    begins, ends = at("2027-06-10 00:30"), at("2027-06-10 01:30")
    visit.starts_at, visit.ends_at = begins, ends
    db.session.execute(
        sa.update(Hold).where(Hold.appointment_id == visit.id).values(starts_at=begins, ends_at=ends)
    )
    assert "12:30am" in text_of(officer.get("/staff/diary?on=2027-06-10"))
    assert "Nothing on this day." in text_of(officer.get("/staff/diary?on=2027-06-09"))


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("?view=week", "2026-11-09"),  # on a Sunday, the week to come
        ("?view=week&on=2026-11-08", "2026-11-09"),
        ("?view=week&on=2026-11-02", "2026-11-02"),
        ("?view=week&on=2026-11-15", "2026-11-09"),  # another Sunday is the end of its week
        ("", "2026-11-08"),
    ],
)
def test_on_a_sunday_the_week_is_the_one_to_come(
    officer: StrictClient, visit: Appointment, set_clock: SetClock, address: str, first: str
) -> None:
    set_clock(SUNDAY)
    page = officer.get(f"/staff/diary{address}").get_data(as_text=True)
    assert re.findall(r'id="d(2026-[\d-]+)"', page)[0] == first
