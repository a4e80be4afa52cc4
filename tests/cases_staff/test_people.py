"""Finding people and cases, and a person's page: what is found, what stays hidden, what is recorded."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.staff_queries.people import people_found
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.needs.details import Interpreter
from portal.needs.markers import NeedKind
from portal.records.models import Bar
from tests.cases_services.world import RECEIVED, World
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.needs import a_marker, a_need
from tests.factories.people import a_person, a_staff_member, a_tenancy


def reader_for(world: World) -> Reader:
    return Reader(person_id=world.officer.id, abilities=ABILITIES[Role.OFFICER], team_id=world.team.id)


@pytest.mark.parametrize(
    "asked",
    [
        "amina",
        "Farah Amina",
        "AMI far",
        "BS6 5TR",
        "bs65tr",
        "kingfisher",
        "Flat 6",
        "t-100-482",
        " T-100-482 ",
    ],
)
def test_a_person_is_found_however_they_are_asked_for(any_world: World, asked: str) -> None:
    found = people_found(reader_for(any_world), asked, now=RECEIVED)
    assert [one.person.name for one in found.people] == ["Amina Farah"]


@pytest.mark.parametrize("asked", ["", "   ", "zzz", "amina zzz", "%", "'; DROP TABLE people", "H7KM-4RXC"])
def test_what_nobody_is_called_finds_nobody(any_world: World, asked: str) -> None:
    assert not people_found(reader_for(any_world), asked, now=RECEIVED).people


def test_people_come_25_a_page_with_their_latest_cases(world: World) -> None:
    for n in range(30):
        a_person(given_name=f"Zed{n}", family_name="Many", signs_in=False)
    person = a_person(given_name="Zara", family_name="Many")
    for n in range(5):
        world.raised(person=person, title=f"case {n}")
    database.commit()
    first = people_found(reader_for(world), "many", now=RECEIVED)
    rest = people_found(reader_for(world), "many", now=RECEIVED, after_id=first.next_id or 0)
    assert (len(first.people), len(rest.people), rest.next_id) == (25, 6, None)
    assert [case.title for case in rest.people[-1].cases] == ["case 4", "case 3", "case 2"]


def test_a_reference_leads_straight_to_the_case(world: World, officer: StrictClient) -> None:
    record = world.raised()
    typed = record.reference.lower().replace("-", " ")
    answer = officer.get("/staff/search", query_string={"q": typed})
    assert answer.location == f"/staff/cases/{record.reference}"


def test_search_shows_people_and_their_cases(world: World, officer: StrictClient) -> None:
    record = world.raised(title="The gate is stuck")
    page = text_of(officer.get("/staff/search?q=farah"))
    assert "Amina Farah Flat 6, Kingfisher Court, BS6 5TR The gate is stuck Open" in page
    assert record.reference in page
    assert officer.statement_count <= 10


def test_ones_own_household_is_never_found(world: World, officer: StrictClient) -> None:
    a_tenancy(world.officer, world.tenant, reference="T-200")
    assert not people_found(reader_for(world), "farah", now=RECEIVED).people
    assert officer.get(f"/staff/people/{world.tenant.id}").status_code == 404
    assert officer.get(f"/staff/people/{world.officer.id}").status_code == 404
    assert officer.get(f"/staff/log/contact?person={world.tenant.id}").status_code == 404


def test_a_case_one_is_barred_from_is_on_no_page(world: World, officer: StrictClient) -> None:
    record = world.raised(title="About the officer")
    db.session.add(Bar(record_id=record.id, person_id=world.officer.id, why="named"))
    database.commit()
    assert "About the officer" not in text_of(officer.get("/staff/search?q=farah"))
    page = text_of(officer.get(f"/staff/people/{world.tenant.id}"))
    assert "About the officer" not in page
    assert record.reference not in page
    sent = officer.get("/staff/search", query_string={"q": record.reference})
    assert sent.status_code == 200


def test_a_persons_page_holds_what_staff_need(world: World, officer: StrictClient) -> None:
    world.raised(title="The gate is stuck")
    a_need(world.tenant, NeedKind.INTERPRETER, Interpreter(language="so"))
    a_marker(world.tenant, by=world.officer, facts="A dog.")
    page = text_of(officer.get(f"/staff/people/{world.tenant.id}"))
    for words in ("The gate is stuck", "interpreter", "Visit in pairs.", "07700 900142", "T-100-482"):
        assert words in page
    assert "A dog." not in page
    assert officer.statement_count <= 10


def test_everybody_sees_the_kind_of_help_here_and_not_its_detail(client: StrictClient, world: World) -> None:
    a_need(world.tenant, NeedKind.INTERPRETER, Interpreter(language="so"))
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom"))
    page = text_of(client.get(f"/staff/people/{world.tenant.id}"))
    assert "interpreter" in page
    assert "Somali" not in page


def test_a_look_at_a_person_is_recorded(world: World, officer: StrictClient) -> None:
    officer.get(f"/staff/people/{world.tenant.id}")
    looks = db.session.execute(
        sa.text("SELECT actor_id, person_id FROM audit_entries WHERE is_look AND act = 'person.seen'")
    ).all()
    assert looks == [(world.officer.id, world.tenant.id)]


def test_nobody_is_a_404(officer: StrictClient) -> None:
    assert officer.get("/staff/people/999999").status_code == 404
