"""Lists of appointments for staff: what waits for a time, what is coming; filters, pages, links to them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal import database
from portal.appointments.listing import Cursor, Filters, Waits, Whose, waits
from portal.appointments.places import Place
from portal.appointments.services.calling import missed_by_us
from portal.appointments.services.cancelling import cancel_by_staff
from portal.appointments.staff_queries.arranging import ON_A_PAGE, arranging_for
from portal.cases.kinds import ReplyBy
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.database import db
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.records.models import Bar
from tests.appointments.staff.desk import NOW, TEN, Desk, a_desk, address_of, at, record_of
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import a_booked_appointment, a_wanted_appointment
from tests.factories.people import a_person, a_staff_member

LIST = "/staff/appointments"


@pytest.fixture
def desk(app: Flask) -> Desk:
    return a_desk()


@pytest.fixture
def any_desk(any_app: Flask) -> Desk:
    return a_desk()


@pytest.fixture
def officer(client: StrictClient, desk: Desk) -> StrictClient:
    client.sign_in_as(desk.arranger)
    return client


def reader(desk: Desk) -> Reader:
    return Reader(person_id=desk.arranger.id, abilities=ABILITIES[Role.OFFICER], team_id=desk.team.id)


@pytest.mark.parametrize(
    ("state", "by_us", "expected"),
    [
        ("wanted", False, Waits.ASKED),
        ("wanted", True, Waits.CANCELLED),
        ("offered", True, Waits.OFFERED),
        ("missed by us", False, Waits.MISSED),
    ],
)
def test_why_something_is_to_be_arranged(state: str, by_us: bool, expected: Waits) -> None:
    assert waits(state, cancelled_by_us=by_us) is expected


@pytest.mark.parametrize(
    ("asked", "has_team", "expected"),
    [
        ({}, True, Whose.TEAM),
        ({}, False, Whose.MINE),
        ({"whose": "team"}, False, Whose.MINE),
        ({"whose": "all"}, False, Whose.ALL),
        ({"whose": "nonsense"}, True, Whose.TEAM),
    ],
)
def test_whose_appointments_an_address_asks_for(
    asked: dict[str, str], has_team: bool, expected: Whose
) -> None:
    assert Filters.from_address(asked, has_team=has_team).whose is expected


@pytest.mark.parametrize("text", ["", "1", "1.", ".1", "x.1", "1.x", "9" * 18 + ".1", "-1.1"])
def test_a_place_nobody_gave_out_is_the_top(text: str) -> None:
    assert Cursor.from_text(text) is None


def test_a_place_in_the_list_is_read_back() -> None:
    cursor = Cursor(at=NOW + timedelta(microseconds=7), id=12)
    assert Cursor.from_text(cursor.text()) == cursor
    kept = Filters(whose=Whose.ALL, after=cursor)
    assert kept.address() == {"whose": "all", "after": cursor.text()}
    assert kept.address(whose=Whose.MINE) == {"whose": "mine"}


def test_what_falls_due_first_is_at_the_top_and_what_is_settled_is_gone(any_desk: Desk) -> None:
    desk = any_desk
    late = desk.wanted(now=NOW - timedelta(days=9))
    new = desk.wanted()
    cancelled = desk.booked()
    cancel_by_staff(cancelled, cancelled.record, reason="Ill.", by=desk.arranger.id, now=NOW)
    missed = desk.booked(at("2026-11-03 11:00"))
    then = at("2026-11-03 13:00")
    missed_by_us(missed, missed.record, words="", by=desk.arranger.id, now=then)
    replaced = a_booked_appointment(desk.purpose, desk.tenant, starts_at=TEN, parent_id=missed.id)
    database.commit()
    page = arranging_for(reader(desk), Filters(whose=Whose.ALL), now=then)
    found = [(row.reference, row.waits) for row in page.to_arrange]
    assert found[0] == (late.record.reference, Waits.ASKED)
    assert {(new.record.reference, Waits.ASKED), (cancelled.record.reference, Waits.CANCELLED)} == set(
        found[1:]
    )
    assert [row.reference for row in page.coming] == [replaced.record.reference]


def test_missed_by_us_waits_until_it_has_another_time(desk: Desk) -> None:
    missed = desk.booked()
    then = TEN + timedelta(hours=2)
    missed_by_us(missed, missed.record, words="", by=desk.arranger.id, now=then)
    database.commit()
    page = arranging_for(reader(desk), Filters(whose=Whose.ALL), now=then)
    assert [row.waits for row in page.to_arrange] == [Waits.MISSED]
    assert page.coming == []


def test_25_a_page_each(any_desk: Desk) -> None:
    desk = any_desk
    for n in range(ON_A_PAGE + 2):
        a_wanted_appointment(desk.purpose, a_person(given_name=f"Zed{n}", signs_in=False))
        day, hour = divmod(n, 8)
        desk.booked(at(f"2026-11-{9 + day:02} {9 + hour:02}:00"))
    first = arranging_for(reader(desk), Filters(whose=Whose.ALL), now=NOW)
    rest = arranging_for(
        reader(desk),
        Filters(whose=Whose.ALL, after=first.to_arrange_next, since=first.coming_next),
        now=NOW,
    )
    assert [len(page.to_arrange) for page in (first, rest)] == [ON_A_PAGE, 2]
    assert [len(page.coming) for page in (first, rest)] == [ON_A_PAGE, 2]
    assert (rest.to_arrange_next, rest.coming_next) == (None, None)
    shown = [row.reference for page in (first, rest) for row in (*page.to_arrange, *page.coming)]
    assert len(set(shown)) == len(shown)


def test_the_page_and_its_filters(desk: Desk, officer: StrictClient) -> None:
    desk.wanted(place=Place.HOME, address="Flat 6, Kingfisher Court, BS6 5TR")
    desk.booked()
    desk.booked(at("2026-11-06 10:00"), officer=desk.sam)
    page = officer.get(LIST)
    said = text_of(page)
    assert "Find a time" in said
    assert "At their home: Flat 6, Kingfisher Court, BS6 5TR" in said
    assert "Thursday 5 November 2026" in said
    assert "10am to 11am" in said
    assert officer.statement_count <= 10
    mine = text_of(officer.get(f"{LIST}?whose=mine"))
    assert "Thursday 5 November 2026" in mine
    assert "Friday 6 November 2026" not in mine
    assert "Nothing here. That is good." in mine  # what is wanted has no handler yet
    assert "None is agreed yet." not in text_of(officer.get(f"{LIST}?whose=all"))


def test_those_barred_see_nothing_of_it(desk: Desk, client: StrictClient) -> None:
    wanted = desk.wanted()
    record_of(wanted).restricted = True
    client.sign_in_as(a_staff_member(given_name="Nia", team=desk.team))
    assert record_of(wanted).reference not in client.get(f"{LIST}?whose=all").text


def test_the_worklist_leads_to_the_appointment(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    page = officer.get("/staff?whose=all")
    assert f'<a href="{address_of(wanted)}">Talk about your tenancy</a>' in page.text


def test_search_by_its_reference_leads_to_it(desk: Desk, officer: StrictClient) -> None:
    wanted = desk.wanted()
    typed = record_of(wanted).reference.lower()
    assert officer.get("/staff/search", query_string={"q": typed}).location == address_of(wanted)


def test_a_person_s_page_lists_their_appointments(desk: Desk, officer: StrictClient) -> None:
    desk.booked()
    page = officer.get(f"/staff/people/{desk.tenant.id}")
    said = text_of(page)
    assert "Talk about your tenancy , Thursday 5 November 2026 at 10am" in said or (
        "Talk about your tenancy, Thursday 5 November 2026 at 10am" in re.sub(" ,", ",", said)
    )
    assert f"/staff/appointments/new?person={desk.tenant.id}" in page.text
    assert officer.statement_count <= 10


def test_a_case_s_page_leads_to_booking_for_it(desk: Desk, officer: StrictClient) -> None:
    case = raise_case(
        NewCase(
            kind=CaseKind.ENQUIRY,
            channel=Channel.WEB,
            words="May I paint my door?",
            received_at=NOW,
            reply_by=ReplyBy.EMAIL,
            person=desk.tenant,
        ),
        by=desk.tenant.id,
        now=NOW,
    )
    database.commit()
    set_clock(NOW)
    page = officer.get(f"/staff/cases/{case.reference}")
    assert f"/staff/appointments/new?parent={case.reference}" in page.text


@pytest.mark.parametrize(("list_at", "back_to"), [(LIST, LIST), ("/staff", "/staff")])
def test_what_nobody_deals_with_is_taken_from_either_list(
    desk: Desk, officer: StrictClient, list_at: str, back_to: str
) -> None:
    wanted = desk.wanted()
    page = officer.get(f"{list_at}?whose=all").text
    button = re.search(r'<button[^>]*name="take"[^>]*>', page)
    assert button is not None
    value = re.findall(r'value="([^"]+)"', button[0])[0]
    action = re.findall(r'formaction="([^"]+)"', button[0]) or re.findall(
        r'<form method="post" action="([^"]+)"', page[: button.start()]
    )
    taken = officer.post(action[-1], data={"take": value, "back": "whose=all"})
    assert taken.location.partition("?")[0] == back_to
    db.session.expire_all()
    assert record_of(wanted).handler_id == desk.arranger.id
    assert "It is yours." in officer.get(taken.location).text
    assert 'name="take"' not in officer.get(f"{list_at}?whose=all").text
    again = officer.post(action[-1], data={"take": value})
    assert again.location == f"{address_of(wanted)}?did=taken-before"


def test_who_may_not_see_it_cannot_take_it(desk: Desk, client: StrictClient) -> None:
    record = record_of(desk.wanted())
    taken = {"take": f"{record.reference}.{record.version}"}
    nia = a_staff_member(given_name="Nia", team=desk.team)
    db.session.add(Bar(record_id=record.id, person_id=nia.id, why="Named in it."))
    database.commit()
    client.sign_in_as(nia)
    assert client.post("/staff/appointments/take", data=taken).status_code == 404
    assert client.post("/staff/appointments/take", data={"take": "nothing"}).status_code == 404
    assert record.handler_id is None
