"""The pages of who is away: entering, seeing, changing and ending, one's own or everybody's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Absence, Person
from portal.identity.roles import Role
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_staff_member

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
WEEK = {
    "first_on-day": "4",
    "first_on-month": "11",
    "first_on-year": "2026",
    "last_on-day": "9",
    "last_on-month": "11",
    "last_on-year": "2026",
    "deputy": "",
    "version": "0",
}


@pytest.fixture
def people(client: StrictClient) -> dict[str, Person]:
    """A landlord with an officer, a manager, reception and an administrator; Jo the officer is signed in."""
    set_clock(NOW)
    a_whole_landlord()
    found = {
        name: a_staff_member(role, given_name=name, family_name="Blake")
        for name, role in (
            ("Jo", Role.OFFICER),
            ("Priya", Role.MANAGER),
            ("Rita", Role.RECEPTION),
            ("Martin", Role.ADMINISTRATOR),
        )
    }
    client.sign_in_as(found["Jo"])
    return found


def stored() -> Absence:
    """The only absence there is."""
    return db.session.scalars(sa.select(Absence)).one()


def test_an_officer_enters_sees_changes_and_ends_their_own(
    client: StrictClient, people: dict[str, Person]
) -> None:
    assert "Everybody is here." in text_of(client.get("/staff/absences"))
    form = client.get("/staff/absences/new").get_data(as_text=True)
    assert "Who is away?" not in form
    data = WEEK | {"deputy": str(people["Priya"].id)}
    assert client.post("/staff/absences/new", data=data).location == "/staff/absences?saved=1"
    page = text_of(client.get("/staff/absences"))
    assert "Jo Blake , from Wednesday 4 November" in page
    assert "away until Monday 9 November; Priya Blake covers. Back on Tuesday 10 November." in page
    assert client.statement_count <= 10
    absence = stored()
    assert (absence.person_id, absence.deputy_id) == (people["Jo"].id, people["Priya"].id)
    address = f"/staff/absences/{absence.id}"
    assert 'value="9"' in client.get(address).get_data(as_text=True)
    longer = data | {"last_on-day": "11", "deputy": "", "version": "1"}
    assert client.post(address, data=longer).status_code == 303
    assert "away until Wednesday 11 November; nobody covers" in text_of(client.get("/staff/absences"))
    assert client.post(f"{address}/end", data={"version": "2"}).status_code == 303
    assert "Everybody is here." in text_of(client.get("/staff/absences"))


def test_back_sooner_the_absence_ends_at_once_and_pressed_twice_once(
    client: StrictClient, people: dict[str, Person]
) -> None:
    client.post("/staff/absences/new", data=WEEK | {"first_on-day": "2"})
    absence_id = stored().id
    assert "Away now" in text_of(client.get("/staff/absences"))
    for version in ("1", "2"):
        assert client.post(f"/staff/absences/{absence_id}/end", data={"version": version}).status_code == 303
    assert abs(stored().to_at - NOW) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_on-day": ""}, "Add the day"),
        ({"last_on-day": "3"}, "Enter a last day that is not before the first"),
        ({"first_on-day": "31"}, "There is no such date"),
        ({"deputy": "Jo"}, "Not a valid choice"),
        ({"deputy": "Rita"}, "This colleague does not work on cases"),
        ({"deputy": "Priya"}, "This colleague is away on some of these days"),
        ({"first_on-day": "20", "last_on-day": "25"}, "They are away already on some of these days"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    client: StrictClient, people: dict[str, Person], changed: dict[str, str], said: str
) -> None:
    client.sign_in_as(people["Priya"])
    for name, first, last in (("Jo", "24", "30"), ("Priya", "9", "9")):
        there = {"first_on-day": first, "last_on-day": last, "person": str(people[name].id)}
        assert client.post("/staff/absences/new", data=WEEK | there).status_code == 303
    client.sign_in_as(people["Jo"])
    data = WEEK | {k: str(people[v].id) if v in people else v for k, v in changed.items()}
    page = client.post("/staff/absences/new", data=data)
    assert page.status_code == 422
    assert text_of(page).count(said) == 2
    assert f'value="{data["last_on-day"]}"' in page.get_data(as_text=True)


@pytest.mark.parametrize("who", ["Priya", "Martin"])
def test_those_who_arrange_cover_enter_and_change_everybodys(
    client: StrictClient, people: dict[str, Person], who: str
) -> None:
    client.sign_in_as(people[who])
    assert "Who is away?" in text_of(client.get("/staff/absences/new"))
    assert client.post("/staff/absences/new", data=WEEK | {"person": ""}).status_code == 422
    assert client.post("/staff/absences/new", data=WEEK | {"person": str(people["Jo"].id)}).status_code == 303
    assert stored().person_id == people["Jo"].id
    page = client.get(f"/staff/absences/{stored().id}")
    assert "Jo Blake is away" in text_of(page)


def test_an_officer_cannot_enter_or_touch_a_colleagues(
    client: StrictClient, people: dict[str, Person]
) -> None:
    client.post("/staff/absences/new", data=WEEK | {"person": str(people["Priya"].id)})
    assert stored().person_id == people["Jo"].id  # whatever the form says: one's own
    other = a_staff_member(given_name="Tom")
    client.sign_in_as(other)
    address = f"/staff/absences/{stored().id}"
    assert client.get(address).status_code == 404
    assert client.post(address, data=WEEK | {"version": "1"}).status_code == 404
    assert client.post(f"{address}/end", data={"version": "1"}).status_code == 404
    assert "Change it" not in text_of(client.get("/staff/absences"))


def test_two_who_change_it_at_once_the_second_sees_both(
    client: StrictClient, people: dict[str, Person]
) -> None:
    client.post("/staff/absences/new", data=WEEK)
    address = f"/staff/absences/{stored().id}"
    assert client.post(address, data=WEEK | {"last_on-day": "10", "version": "1"}).status_code == 303
    page = client.post(address, data=WEEK | {"last_on-day": "12", "version": "1"})
    assert page.status_code == 409
    assert "Last day away 2026-11-10 2026-11-12" in text_of(page)
    assert client.post(f"{address}/end", data={"version": "1"}).status_code == 409


def test_an_absence_that_is_over_stays_as_it_was(client: StrictClient, people: dict[str, Person]) -> None:
    days = {"first_on-day": "1", "first_on-month": "10", "last_on-day": "2", "last_on-month": "10"}
    client.post("/staff/absences/new", data=WEEK | days)
    page = client.post(f"/staff/absences/{stored().id}", data=WEEK | {"version": "1"})
    assert page.status_code == 422
    assert "This absence is over" in text_of(page)
