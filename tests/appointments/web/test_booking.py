"""Booking: a page a question, times as a list, made once, nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal import timekeeping
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.models.resources import ResourceHours
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.cases.models import Case
from portal.database import db
from portal.identity.models import Organisation, OrganisationMember
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority
from portal.messaging.models import OutgoingMessage
from portal.needs.details import Mode, Officer, OfficerIs, SignLanguage
from portal.needs.markers import NeedKind
from portal.web.models import Draft
from tests.appointments.web.world import (
    THURSDAY_AT_TEN,
    WORDS,
    World,
    answer_all,
    book,
    submission_of,
    the_appointment,
)
from tests.client import StrictClient
from tests.factories.appointments import (
    NOW,
    a_booked_appointment,
    a_purpose,
    an_interpreter,
    an_officer,
    at,
    set_rules,
)
from tests.factories.needs import a_need
from tests.factories.people import a_person, a_staff_member, a_tenancy

EMERGENCY = "Is somebody in danger, or could your home be badly damaged?"


def test_a_tenant_books_and_sees_all_that_matters(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    address = book(client, world.answers)
    record, appointment = the_appointment()
    assert (appointment.state, appointment.starts_at) == (State.AGREED, at("2026-11-05 10:00"))
    assert (record.person_id, record.tenancy_id is not None) == (world.tenant.id, True)
    assert (appointment.words, appointment.office_id) == (WORDS, world.office.id)
    page = client.get(address).get_data(as_text=True)
    for expected in (
        record.reference,
        "Thursday 5 November 2026 at 10am",
        "High Street office",
        "Joanna Blake",
        "housing officer",
        "Your last rent letter.",
        "Put it in my calendar",
        "until Thursday 5 November 2026 at 8am",
    ):
        assert expected in page
    assert client.statement_count <= 8
    assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0


def test_a_visitor_books_without_an_account(world: World, client: StrictClient) -> None:
    address = book(client, world.visitor)
    record, appointment = the_appointment()
    assert (record.person_id, appointment.contact_name) == (None, "Gareth Pugh")
    page = client.get(address).get_data(as_text=True)
    assert "Your appointment is booked" in page
    assert "gareth@home.example" not in page
    message = db.session.scalar(sa.select(OutgoingMessage))
    assert message is not None
    assert "/appointments/link/" in message.text


def test_sent_twice_it_is_booked_once(world: World, client: StrictClient) -> None:
    answer_all(client, world.visitor)
    key = submission_of(client.get("/appointments/book/check").get_data(as_text=True))
    answers = [client.post("/appointments/book/check", data={"submission": key}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert the_appointment()[1].state == State.AGREED


def test_each_time_names_its_day_under_parts_of_the_day(world: World, client: StrictClient) -> None:
    answer_all(client, {k: v for k, v in world.answers.items() if k != "when"})
    page = client.get("/appointments/book/when").get_data(as_text=True)
    assert "Tuesday 3 November 2026 at 12:30pm" in page
    assert "Tuesday 3 November 2026 at midday" not in page  # two hours' notice
    assert page.index(">Tuesday 3 November 2026</h2>") < page.index(">Afternoon</h3>")
    assert "None of these times suits me" in page
    later = client.get("/appointments/book/when?from=2026-11-16").get_data(as_text=True)
    assert "Monday 16 November 2026 at 9am" in later
    assert "The first free days" in later
    last = client.get("/appointments/book/when?from=2026-12-01").get_data(as_text=True)
    assert "Later days" not in last  # four weeks are all that can be booked


def test_what_helps_is_filled_in_and_changed_for_this_one_only(world: World, client: StrictClient) -> None:
    a_need(world.tenant, NeedKind.SIGN_LANGUAGE, SignLanguage())
    a_need(world.tenant, NeedKind.OFFICER_GENDER, OfficerIs(officer=Officer.WOMAN))
    client.sign_in_as(world.tenant)
    first = {k: v for k, v in world.answers.items() if k not in ("needs", "when")}
    assert answer_all(client, first) == "/appointments/book/needs"
    page = client.get("/appointments/book/needs").get_data(as_text=True)
    assert 'name="sign_language" type="checkbox" value="y" checked' in page
    assert 'type="radio" value="woman" checked' in page
    assert client.statement_count <= 8
    book(client, {"needs": {"gender": "woman", "mode": "any"}, "when": world.answers["when"]})
    needs = Wishes.from_json(the_appointment()[1].needs)
    assert needs == Wishes(gender="woman", mode=Mode.ANY)


def test_bsl_says_the_first_day_that_can_be_had(world: World, client: StrictClient) -> None:
    an_interpreter(languages="", sign_language=True, lead_minutes=14 * 24 * 60)
    answers = {k: v for k, v in world.answers.items() if k != "when"}
    answers["needs"] = {"gender": "", "mode": "any", "sign_language": "y"}
    answer_all(client, answers)
    page = client.get("/appointments/book/when").get_data(as_text=True)
    assert "The first day on which we have one is Tuesday 17 November 2026." in page
    assert "Tuesday 10 November 2026" not in page


NOT_TO_BE_HAD = [
    ({"gender": "man", "mode": "any"}, "Nobody of the kind you asked for"),
    ({"gender": "", "mode": "any", "language": "so"}, "We have no interpreter for this on our list."),
    ({"gender": "", "mode": "any", "is_private": "y"}, "We have no room there with what you need."),
]


@pytest.mark.parametrize(("needs", "words"), NOT_TO_BE_HAD)
def test_where_there_is_no_time_it_says_why_and_asks_when(
    world: World, client: StrictClient, needs: dict[str, str], words: str
) -> None:
    answers = {k: v for k, v in world.visitor.items() if k not in ("when", "about-you")}
    answer_all(client, {**answers, "needs": needs})
    assert words in client.get("/appointments/book/when").get_data(as_text=True)
    suits = {
        "suits-0-on-day": "12",
        "suits-0-on-month": "11",
        "suits-0-on-year": "2026",
        "suits-0-from_at": "2pm",
        "never-0-on-day": "13",
        "never-0-on-month": "nov",
        "never-0-on-year": "2026",
        "words": "Not too early.",
    }
    address = book(
        client,
        {"when": {"slot": "none"}, "suits": suits, "about-you": world.visitor["about-you"]},
    )
    record, appointment = the_appointment()
    assert appointment.state == State.WANTED
    given = db.session.scalars(sa.select(Proposal).order_by(Proposal.id)).all()
    assert [(p.never, p.starts_at, p.ends_at) for p in given] == [
        (False, at("2026-11-12 14:00"), at("2026-11-13 00:00")),
        (True, at("2026-11-13 00:00"), at("2026-11-14 00:00")),
    ]
    page = client.get(address).get_data(as_text=True)
    assert "What we promise you" in page
    assert "Friday 6 November 2026" in page  # Redland: within 3 days of asking
    assert record.next_due_at is not None


def test_taken_meanwhile_the_nearest_times_are_there_and_nothing_is_lost(
    world: World, client: StrictClient
) -> None:
    answer_all(client, world.visitor)
    page = client.get("/appointments/book/check").get_data(as_text=True)
    a_booked_appointment(world.purpose, starts_at=at("2026-11-05 10:00"))
    answer = client.post("/appointments/book/check", data={"submission": submission_of(page)})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody has just taken that time" in text
    assert "Thursday 5 November 2026 at 11am" in text
    data = {"submission": submission_of(text), "slot": THURSDAY_AT_TEN.replace("T1000", "T1100")}
    assert client.post("/appointments/book/check", data=data).status_code == 303
    ours = db.session.scalar(sa.select(Appointment).where(Appointment.contact_name == "Gareth Pugh"))
    assert ours is not None
    assert (ours.starts_at, ours.words) == (at("2026-11-05 11:00"), WORDS)


URGENT = {"words": "", "urgent": "yes"}


def test_something_urgent_is_offered_today_only(world: World, client: StrictClient) -> None:
    answer_all(client, {k: v for k, v in {**world.answers, "about": URGENT}.items() if k != "when"})
    page = client.get("/appointments/book/when").get_data(as_text=True)
    assert "When suits you today?" in page
    assert "Tuesday 3 November 2026 at 10:30am" in page
    assert "Wednesday 4 November" not in page


def test_urgent_without_a_time_says_first_whom_to_ring(world: World, client: StrictClient) -> None:
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(NOW + timedelta(hours=9) - timekeeping.utc_now())  # 7pm, closed
    answers = {k: v for k, v in {**world.visitor, "about": URGENT}.items() if k not in ("when", "about-you")}
    answer_all(client, answers)
    page = client.get("/appointments/book/when").get_data(as_text=True)
    main = page[page.index("<main") :]
    assert main.index("Ring us now") < main.index("020 7946 0999") < main.index("Ask us in writing as well")
    book(client, {"when": {"slot": "none"}, "suits": {}, "about-you": world.visitor["about-you"]})
    assert (the_appointment()[1].urgent, the_appointment()[1].state) == (True, State.WANTED)


WRONG = [
    ("", {}, "Choose what the appointment is for"),
    ("about", {"words": "Still here"}, "Choose whether it is urgent"),
    ("place", {"place": "boat"}, "Choose where you would like to meet"),
    ("officer", {"officer": "9999"}, "Choose who you would like to see"),
    ("needs", {"gender": "", "mode": "any", "language": "xx"}, "Choose a language from the list"),
    ("when", {"slot": "tomorrow"}, "Choose a time, or say that none"),
    ("about-you", {"name": "Gareth Pugh", "email": "gareth at home"}, "Enter an email address like"),
    ("about-you", {"name": "Gareth Pugh"}, "Enter an email address, a phone number or an address"),
]


@pytest.mark.parametrize(("page", "given", "words"), WRONG)
def test_a_wrong_answer_gets_a_sentence_and_loses_nothing(
    world: World, client: StrictClient, page: str, given: dict[str, str], words: str
) -> None:
    names = list(world.visitor)
    answer_all(client, {name: world.visitor[name] for name in names[: names.index(page)]})
    response = client.post(f"/appointments/book/{page}".rstrip("/"), data=given)
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert text.count(words) >= 2  # in the summary, and beside the field
    assert "Error:" in text.split("</title>")[0]
    for name in ("words", "name", "email"):
        assert given.get(name, "") in text


WRONG_DAYS = [
    ({}, "Enter at least one day that suits you"),
    ({"suits-0-on-day": "2", "suits-0-on-month": "11", "suits-0-on-year": "2026"}, "Enter today or a later"),
    ({"suits-0-from_at": "2pm"}, "Enter the day as well"),
    (
        {"suits-0-on-day": "9", "suits-0-on-month": "11", "suits-0-on-year": "2026"}
        | {"suits-0-from_at": "2pm", "suits-0-until_at": "1pm"},
        "Enter a time that is later",
    ),
]


@pytest.mark.parametrize(("given", "words"), WRONG_DAYS)
def test_days_that_cannot_be_are_asked_again(
    world: World, client: StrictClient, given: dict[str, str], words: str
) -> None:
    answer_all(client, {**world.answers, "when": {"slot": "none"}})
    response = client.post("/appointments/book/suits", data=given)
    assert response.status_code == 422
    assert response.get_data(as_text=True).count(words) >= 2


def test_questions_come_in_their_order(world: World, client: StrictClient) -> None:
    assert client.get("/appointments/book/when").location == "/appointments/book"
    answer_all(client, {"": world.answers[""]})
    assert client.get("/appointments/book/check").location == "/appointments/book/about"
    assert client.get("/appointments/book/nowhere").status_code == 404


def test_home_visits_are_for_everybody_and_ask_no_proof(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    answer_all(client, {name: world.answers[name] for name in ("", "about")})
    assert "we ask for no proof" in client.get("/appointments/book/place").get_data(as_text=True)
    book(client, {"place": {"place": "home"}} | {n: world.answers[n] for n in ("officer", "needs", "when")})
    _, appointment = the_appointment()
    assert (appointment.address, appointment.area) == ("Flat 6, Kingfisher Court, BS6 5TR", "BS6")


def test_whoever_acts_for_somebody_books_for_them(world: World, client: StrictClient) -> None:
    mother = a_person(given_name="Hodan")
    a_tenancy(mother, reference="T-200-001", address="1 Wren Road", postcode="BS7 8AA")
    add_authority(
        holder_id=world.tenant.id,
        for_person_id=mother.id,
        scope=Scope.EVERYTHING,
        from_on=NOW.date(),
        to_on=None,
        evidence="A letter.",
        by=None,
        now=NOW,
    )
    client.sign_in_as(world.tenant)
    answers = {**world.answers, "place": {"place": "home"}}
    order = ("", "about", "for-whom", "place", "officer", "needs", "when")
    answers["for-whom"] = {"whom": str(mother.id)}
    book(client, {name: answers[name] for name in order})
    record, appointment = the_appointment()
    assert (record.person_id, record.raised_by_id) == (mother.id, world.tenant.id)
    assert appointment.address == "1 Wren Road, BS7 8AA"


def test_a_change_that_decides_times_asks_for_the_time_again(world: World, client: StrictClient) -> None:
    answer_all(client, world.answers)
    response = client.post("/appointments/book/place?change=1", data={"place": "video"})
    assert response.location == "/appointments/book/when?change=1"
    response = client.post("/appointments/book/when?change=1", data=world.answers["when"])
    assert response.location == "/appointments/book/about-you?change=1"


def test_booking_takes_few_statements(world: World, client: StrictClient) -> None:
    """While a time is booked nobody else can book on SQLite: each statement counts."""
    answer_all(client, world.visitor)
    page = client.get("/appointments/book/check").get_data(as_text=True)
    answer = client.post("/appointments/book/check", data={"submission": submission_of(page)})
    assert answer.status_code == 303
    assert client.statement_count <= 25, client.statements


def test_searching_needs_as_many_statements_for_many_as_for_one(world: World, client: StrictClient) -> None:
    set_rules()
    client.sign_in_as(world.tenant)
    answer_all(client, {k: v for k, v in world.answers.items() if k != "when"})
    client.get("/appointments/book/when")
    assert client.statement_count <= 8, client.statements
    assert db.session.scalar(sa.select(sa.func.count(Hold.id))) == 0


def test_help_is_one_press_away_and_keeps_what_was_typed(world: World, client: StrictClient) -> None:
    answer_all(client, {"": world.answers[""]})
    leaving = {"words": WORDS, "urgent": "no", "leave_to": "ring"}
    address = client.post("/appointments/book/about", data=leaving).location
    assert address == "/ask/help?journey=book"
    page = client.get(address).get_data(as_text=True)
    assert "We have kept what you wrote." in page
    asked = {"name": "Gareth Pugh", "phone": "07700 900333", "submission": submission_of(page)}
    sent = client.post(address, data=asked).location
    assert WORDS in (db.session.scalar(sa.select(Case.words)) or "")
    assert "Go on with your appointment" in client.get(sent).get_data(as_text=True)
    assert WORDS in client.get("/appointments/book/about").get_data(as_text=True)


def test_a_visitor_who_is_to_be_rung_and_gives_no_number_hears_of_it_once(
    world: World, client: StrictClient
) -> None:
    answers = {name: answer for name, answer in world.visitor.items() if name != "about-you"}
    answer_all(client, {**answers, "place": {"place": "phone"}})
    page = client.post("/appointments/book/about-you", data={"name": "Gareth Pugh"})
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert html.count("Enter the number we should ring") == 2  # in the summary, and at the field
    assert html.count("govuk-error-message") == 1
    assert 'href="#phone"' in html


@pytest.mark.parametrize(("has", "says"), [("", True), ("Maay|Benadiri", False)])
def test_a_dialect_nobody_has_is_said_where_the_times_are(
    world: World, client: StrictClient, has: str, says: bool
) -> None:
    an_interpreter(dialects=has)
    answers = {name: answer for name, answer in world.visitor.items() if name not in ("when", "about-you")}
    needs = {"gender": "", "mode": "any", "interpreter_gender": "", "language": "so", "dialect": "maay"}
    answer_all(client, {**answers, "needs": needs})
    page = client.get("/appointments/book/when").get_data(as_text=True)
    assert "An interpreter is free at each of these times." in page
    assert ("None of our interpreters has the dialect you asked for: maay." in page) is says


def test_whom_to_ring_while_we_are_closed_is_said_once_and_again_to_who_cannot_wait(
    world: World, client: StrictClient
) -> None:
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(at("2026-11-03 06:00") - timekeeping.utc_now())
    assert EMERGENCY in client.get("/appointments/book").get_data(as_text=True)
    answer_all(client, world.visitor)
    for page in list(world.visitor)[1:]:
        assert EMERGENCY not in client.get(f"/appointments/book/{page}").get_data(as_text=True), page
    client.post("/appointments/book/about?change=1", data={"words": WORDS, "urgent": "yes"})
    assert EMERGENCY in client.get("/appointments/book/when").get_data(as_text=True)


@pytest.mark.parametrize("starts", ["2026-11-26", "2026-11-12", "2026-11-05"])
def test_the_page_of_times_asks_little_of_the_database_also_where_there_are_few(
    world: World, client: StrictClient, starts: str
) -> None:
    set_rules()
    other = a_purpose("Something rare", horizon_days=28, team_id=None)
    world.officer.purposes = str(world.purpose.id)
    rare = an_officer(a_staff_member(given_name="Sam"), "10:00-11:00", purposes=str(other.id))
    db.session.execute(
        sa.update(ResourceHours)
        .where(ResourceHours.resource_id == rare.id)
        .values(from_on=date.fromisoformat(starts), to_on=date.fromisoformat(starts))
    )
    db.session.commit()
    answers = {**world.answers, "": {"purpose": str(other.id)}}
    client.sign_in_as(world.tenant)
    answer_all(client, {name: answer for name, answer in answers.items() if name != "when"})
    page = client.get("/appointments/book/when").get_data(as_text=True)
    assert client.statement_count <= 8, client.statements
    assert page.count('name="slot"') == 2  # the one time there is, and none of them
    assert "Later days" not in page


def test_somebody_of_an_organisation_books_in_its_name(world: World, client: StrictClient) -> None:
    council = Organisation(name="Avon Council", contact_kind="agency")
    db.session.add(council)
    db.session.flush()
    member = OrganisationMember(
        organisation_id=council.id, person_id=world.tenant.id, from_on=date(2026, 1, 1)
    )
    db.session.add(member)
    db.session.commit()
    client.sign_in_as(world.tenant)
    answers: dict[str, dict[str, Any]] = {}
    for name, answer in world.answers.items():
        if name == "place":
            answers["for-whom"] = {"whom": f"organisation:{council.id}"}
        answers[name] = answer
    check = answer_all(client, answers)
    page = client.get(check).get_data(as_text=True)
    assert "Avon Council" in page
    assert client.statement_count <= 8
    client.post(check, data={"submission": submission_of(page)})
    record, _ = the_appointment()
    assert (record.organisation_id, record.person_id) == (council.id, world.tenant.id)
    member.to_on = date(2026, 10, 31)
    db.session.commit()
    answer_all(client, {name: answer for name, answer in answers.items() if name in ("", "about")})
    gone = client.post("/appointments/book/for-whom", data={"whom": f"organisation:{council.id}"})
    assert gone.status_code != 200
    assert "Avon Council" not in client.get("/appointments/book/place").get_data(as_text=True)
