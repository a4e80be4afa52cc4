"""Booking: a page a question, times as a list, made once, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import timekeeping
from portal.appointments.models.bookings import Appointment, Hold, Proposal
from portal.appointments.states import State
from portal.appointments.wishes import Wishes
from portal.cases.models import Case
from portal.database import db
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
from tests.factories.appointments import NOW, a_booked_appointment, an_interpreter, at, set_rules
from tests.factories.needs import a_need
from tests.factories.people import a_person, a_tenancy


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
