"""The year's appointments that we missed, and those at which nobody let us in: figures and the list."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import database
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.services.calling import missed_by_us, no_access
from portal.appointments.staff_queries import missed
from portal.appointments.staff_queries.missed import missed_in
from portal.appointments.states import State
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.records.models import Bar
from tests.appointments.staff.desk import NOW, Desk, a_desk, at, record_of
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import a_booked_appointment
from tests.factories.people import a_staff_member

HOUR = timedelta(hours=1)
HOME = {"place": Place.HOME, "address": "Flat 6, BS6 5TR"}
LATER = at("2026-12-31 12:00")


def ended(desk: Desk, starts_at: datetime, how: State) -> Appointment:
    """An appointment of Joanna's that ended so, an hour after it was to begin."""
    found = a_booked_appointment(
        desk.purpose, desk.tenant, starts_at=starts_at, officer=desk.joanna, now=starts_at - 48 * HOUR, **HOME
    )
    record, by, after = record_of(found), desk.arranger.id, starts_at + HOUR
    if how is State.MISSED_BY_US:
        missed_by_us(found, record, words="Joanna was held up.", by=by, now=after)
    else:
        no_access(found, record, at=after, words="", by=by, now=after)
    database.commit()
    return found


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk()


@pytest.fixture
def manager(desk: Desk) -> Reader:
    """Somebody who manages the work of everybody."""
    person = a_staff_member(Role.MANAGER, given_name="Priya", team=desk.team)
    return Reader(person_id=person.id, abilities=ABILITIES[Role.MANAGER], team_id=desk.team.id)


def test_a_year_is_that_of_the_local_day_it_was_to_begin_on(desk: Desk, manager: Reader) -> None:
    first = ended(desk, at("2026-11-05 10:00"), State.MISSED_BY_US)
    second = ended(desk, at("2026-12-30 09:00"), State.MISSED_BY_US)
    ended(desk, at("2026-11-06 10:00"), State.NO_ACCESS)
    desk.booked(at("2026-11-09 10:00"))  # nobody has said yet how it went
    year = missed_in(manager, year=2026, state=State.MISSED_BY_US, after=None, now=LATER)
    assert (year.took_place, year.missed_by_us, year.nobody_in, year.all) == (0, 2, 1, 3)
    assert [row.reference for row in year.rows] == [record_of(one).reference for one in (second, first)]
    assert [(row.officer, row.instead, row.wants_none) for row in year.rows] == [
        ("Joanna Blake", "", False)
    ] * 2
    other = missed_in(manager, year=2025, state=State.MISSED_BY_US, after=None, now=LATER)
    assert (other.all, other.rows) == (0, [])


def test_what_somebody_may_not_see_is_neither_listed_nor_counted(desk: Desk, manager: Reader) -> None:
    hidden = ended(desk, at("2026-11-05 10:00"), State.MISSED_BY_US)
    db.session.add(Bar(record_id=hidden.id, person_id=manager.person_id, why="Named in it."))
    database.commit()
    year = missed_in(manager, year=2026, state=State.MISSED_BY_US, after=None, now=LATER)
    assert (year.all, year.rows) == (0, [])


def test_the_list_goes_on_where_a_page_ends(
    desk: Desk, manager: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "ON_A_PAGE", 2)
    made = [ended(desk, at(f"2026-11-{day:02} 10:00"), State.NO_ACCESS) for day in (5, 6, 9)]
    first = missed_in(manager, year=2026, state=State.NO_ACCESS, after=None, now=LATER)
    rest = missed_in(manager, year=2026, state=State.NO_ACCESS, after=first.later, now=LATER)
    shown = [row.reference for row in (*first.rows, *rest.rows)]
    assert shown == [record_of(one).reference for one in reversed(made)]
    assert rest.later is None


def test_the_page(desk: Desk, client: StrictClient) -> None:
    gone = ended(desk, at("2026-11-05 10:00"), State.NO_ACCESS)
    client.sign_in_as(a_staff_member(Role.MANAGER, given_name="Priya", team=desk.team))
    assert "/staff/appointments/missed" in client.get("/staff/appointments").text
    said = text_of(client.get("/staff/appointments/missed?year=2026&which=nobody-in"))
    assert client.statement_count <= 10
    assert "Thursday 5 November 2026 at 10am" in said
    assert record_of(gone).reference in said
    assert "None in 2026." in text_of(client.get("/staff/appointments/missed?year=2026"))
    assert NOW.year == 2026
