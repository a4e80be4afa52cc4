"""Homes at a year's end, entered by administrators, and what the figures use without them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.database import commit
from portal.errors import NotAllowed, RuleBroken, Stale
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.reports.measures import Tenure, Year
from portal.reports.queries.year import YearFigures, figures_for
from portal.reports.services.homes import enter_homes
from tests.client import StrictClient
from tests.complaints.world import RECEIVED, World, reader
from tests.factories.people import a_person, a_staff_member, a_tenancy

ENDED, GOES_ON = Year(begins=2025), Year(begins=2026)


@pytest.fixture
def admin(world: World) -> Person:
    """An administrator."""
    return a_staff_member(Role.ADMINISTRATOR, given_name="Ada", family_name="Lane", team=world.team)


def figures(world: World, year: Year = ENDED) -> YearFigures:
    """The year's figures for complaints staff."""
    return figures_for(reader(world.first), year, now=RECEIVED)


def homes(found: YearFigures) -> dict[Tenure | None, int]:
    """The homes they are counted by."""
    return {scope: measures[0].homes for scope, measures in found.measures.items()}


def test_what_was_entered_is_used_else_homes_with_a_tenancy(world: World, admin: Person) -> None:
    a_tenancy(a_person(signs_in=False), reference="T-2025", started_on=date(2025, 5, 1))
    before = figures(world)
    assert not before.homes_entered
    assert homes(before)[Tenure.RENTED] >= 1
    enter_homes(ENDED, rented=812, ownership=40, by=reader(admin), version=0, now=RECEIVED)
    after = figures(world)
    assert after.homes_entered
    assert homes(after) == {Tenure.RENTED: 812, Tenure.OWNERSHIP: 40, None: 852}
    assert not figures(world, GOES_ON).homes_entered


def test_a_year_that_goes_on_has_no_end_yet(world: World, admin: Person) -> None:
    with pytest.raises(RuleBroken, match="the year goes on"):
        enter_homes(GOES_ON, rented=1, ownership=0, by=reader(admin), version=0, now=RECEIVED)


def test_it_is_corrected_from_its_last_version_and_by_administrators_alone(
    world: World, admin: Person
) -> None:
    enter_homes(ENDED, rented=812, ownership=40, by=reader(admin), version=0, now=RECEIVED)
    with pytest.raises(Stale):
        enter_homes(ENDED, rented=900, ownership=40, by=reader(admin), version=0, now=RECEIVED)
    enter_homes(ENDED, rented=813, ownership=40, by=reader(admin), version=1, now=RECEIVED)
    with pytest.raises(NotAllowed):
        enter_homes(ENDED, rented=1, ownership=0, by=reader(world.first), version=2, now=RECEIVED)


def test_an_administrator_enters_it_and_the_figures_say_where_it_comes_from(
    world: World, admin: Person, client: StrictClient
) -> None:
    commit()
    client.sign_in_as(admin)
    assert "not entered yet" in client.get("/staff/complaints/homes").get_data(as_text=True)
    wrong = {"version": 0, "rented": "many", "ownership": "0"}
    assert client.post("/staff/complaints/homes/2025", data=wrong).status_code == 422
    right = {"version": 0, "rented": "812", "ownership": "40"}
    assert client.post("/staff/complaints/homes/2025", data=right).status_code == 303
    assert "812 to rent" in client.get("/staff/complaints/homes").get_data(as_text=True)
    assert client.post("/staff/complaints/homes/2026", data=right).status_code == 422
    client.sign_out()
    client.sign_in_as(world.manager)
    page = client.get("/staff/complaints/figures?year=2025").get_data(as_text=True)
    assert "as an administrator has entered them" in page
    page = client.get("/staff/complaints/figures?year=2026").get_data(as_text=True)
    assert "Homes are those with a tenancy in force" in page
