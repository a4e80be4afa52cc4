"""Who is at my door: who comes, the tenant's one-time word, and the page on which anybody checks a caller."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import database
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Purpose, Resource, StaffPhoto
from portal.appointments.places import Place
from portal.appointments.services.door import choose_word, wipe_old
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import Person, StaffProfile
from portal.pages.visit_checks import CHECK
from tests.appointments.visits.conftest import SetClock
from tests.appointments.visits.world import MINUTE, VISIT_AT, a_visit, afresh, person_of
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.appointments import an_officer, at
from tests.factories.people import a_person, a_staff_member

CANNOT = "We cannot confirm this visit"


def asked(client: StrictClient, typed: str) -> str:
    """What the page answers."""
    assert client.post("/visit-check", data={"typed": typed}).location == "/visit-check/answer"
    return text_of(client.get("/visit-check/answer"))


@pytest.fixture
def now_there(set_clock: SetClock, visit: Appointment) -> Appointment:
    """It is ten minutes before the visit."""
    set_clock(VISIT_AT - 10 * MINUTE)
    return visit


def test_a_home_visit_has_a_code_and_other_meetings_have_none(
    visit: Appointment, purpose: Purpose, joanna: Resource, amina: Person
) -> None:
    call = a_visit(purpose, joanna, amina, starts_at=at("2026-11-06 10:30"), place=Place.PHONE)
    assert len(visit.code or "") == 7
    assert call.code is None


@pytest.mark.parametrize("how", [str, str.lower, lambda code: code.replace("-", " "), lambda _: "hc4471"])
def test_a_visit_that_is_expected_is_confirmed_with_first_name_and_role_and_nothing_else(
    client: StrictClient, now_there: Appointment, how: object
) -> None:
    assert callable(how)
    text = asked(client, how(now_there.code))
    assert "Yes, we expect this visit now" in text
    assert "Joanna, Housing officer" in text
    for hidden in ("Blake", "Amina", "Farah", "Kingfisher", "Rent and benefits", "10:30am"):
        assert hidden not in text


def test_anything_else_gets_one_answer(client: StrictClient, visit: Appointment, set_clock: SetClock) -> None:
    answers = []
    for moment, typed in (
        (VISIT_AT - 61 * MINUTE, visit.code),
        (VISIT_AT + 61 * MINUTE, visit.code),
        (VISIT_AT - timedelta(days=1), visit.code),
        (VISIT_AT, "4RX-C7K"),
        (VISIT_AT, "HC 4472"),
        (VISIT_AT, "' OR 1=1 --"),
        (VISIT_AT, visit.record.reference),
    ):
        set_clock(moment)
        page = asked(client, typed or "")
        answers.append(page[page.index(CANNOT) : page.index("Check again")])
    assert len(set(answers)) == 1
    for words in ("Do not let them in.", "020 7946 0000", "020 7946 0999"):
        assert words in answers[0]


def test_it_is_confirmed_while_it_runs_late_as_told_and_no_more_once_it_is_over(
    client: StrictClient, visit: Appointment, set_clock: SetClock
) -> None:
    set_clock(VISIT_AT + 75 * MINUTE)
    assert CANNOT in asked(client, visit.code or "")
    visit.late_minutes = 20
    assert "Yes" in asked(client, visit.code or "")
    visit.state = "no access"
    assert CANNOT in asked(client, visit.code or "")


def test_of_two_who_come_each_card_confirms_its_own(client: StrictClient, now_there: Appointment) -> None:
    second = an_officer(a_staff_member(given_name="Sam", family_name="Reed", card_number="HC 5"))
    db.session.add(
        Hold(
            resource_id=second.id,
            appointment_id=now_there.id,
            starts_at=VISIT_AT,
            ends_at=VISIT_AT + 60 * MINUTE,
        )
    )
    both = asked(client, now_there.code or "")
    assert "Joanna" in both
    assert "Sam" in both
    alone = asked(client, "HC 5")
    assert "Sam" in alone
    assert "Joanna" not in alone


def test_nobody_without_a_card_is_confirmed_by_an_empty_one_and_nobody_who_left(
    client: StrictClient, now_there: Appointment, joanna: Resource
) -> None:
    work = db.session.get_one(StaffProfile, joanna.person_id)
    work.active = False
    assert CANNOT in asked(client, "HC 4471")
    work.active, work.card_number = True, ""
    page = client.post("/visit-check", data={"typed": "  "})
    assert page.status_code == 422
    assert "Enter the visit code" in text_of(page)


def test_asking_is_counted_and_then_refused_with_whom_to_ring(
    client: StrictClient, now_there: Appointment
) -> None:
    for _ in range(CHECK.tries):
        client.post("/visit-check", data={"typed": "4RX-C7K"})
    page = client.post("/visit-check", data={"typed": now_there.code or ""})
    assert page.status_code == 429
    text = text_of(page)
    assert "Do not let them in." in text
    assert "020 7946 0000" in text
    assert "Joanna" not in text


def test_an_answer_is_shown_for_ten_minutes_and_stands_in_no_address(
    client: StrictClient, now_there: Appointment, set_clock: SetClock
) -> None:
    assert client.get("/visit-check/answer").location == "/visit-check"
    asked(client, now_there.code or "")
    client.get("/visit-check/answer")  # the landlord is known by now
    assert client.statement_count <= 8
    set_clock(VISIT_AT + MINUTE)
    assert client.get("/visit-check/answer").location == "/visit-check"


def test_the_tenant_sees_who_comes_and_chooses_a_word(
    client: StrictClient, visit: Appointment, amina: Person, joanna: Resource
) -> None:
    photo = StaffPhoto(person_id=joanna.person_id, content=b"\xff\xd8\xff a face", changed_at=VISIT_AT)
    db.session.add(photo)
    client.sign_in_as(amina)
    here = f"/appointments/{visit.record.reference}"
    text = text_of(client.get(here))
    assert client.statement_count <= 8
    for words in ("Who is at my door?", "Joanna Blake", "Housing officer", "HC 4471", visit.code or "?"):
        assert words in text
    assert client.get(f"{here}/who/1").get_data() == b"\xff\xd8\xff a face"
    assert client.get(f"{here}/who/2").status_code == 404
    assert client.post(f"{here}/door-word", data={"word": " "}).status_code == 422
    assert client.post(f"{here}/door-word", data={"word": "blue  heron"}).status_code == 303
    assert afresh(visit).door_word == "blue heron"
    assert "blue heron" in text_of(client.get(here))
    stored = db.session.execute(sa.text("SELECT door_word FROM appointments")).scalar_one()
    assert b"heron" not in bytes(stored)


def test_nobody_else_sees_who_comes_or_sets_a_word(client: StrictClient, visit: Appointment) -> None:
    here = f"/appointments/{visit.record.reference}"
    client.sign_in_as(a_person(given_name="Ada"))
    assert client.get(f"{here}/who/1").status_code == 404
    assert client.post(f"{here}/door-word", data={"word": "heron"}).status_code == 404


def test_the_visitor_sees_the_word_that_day_only_and_it_is_wiped_when_the_visit_ends(
    client: StrictClient,
    visit: Appointment,
    amina: Person,
    joanna: Resource,
    manager: Person,
    set_clock: SetClock,
) -> None:
    visit.door_word = "blue heron"
    here = f"/staff/visits/{visit.record.reference}"
    client.sign_in_as(person_of(joanna))
    assert "heron" not in text_of(client.get(here))  # two days before
    set_clock(VISIT_AT - 60 * MINUTE)
    assert "blue heron" in text_of(client.get(here))
    client.sign_in_as(manager)
    assert "heron" not in text_of(client.get(here))
    client.sign_in_as(person_of(joanna))
    set_clock(VISIT_AT + 5 * MINUTE)
    client.post(f"{here}/do/arrived")
    client.post(f"{here}/do/finished", data={"outcome": "Done"})
    assert afresh(visit).door_word is None


def test_words_whose_day_is_over_are_wiped_by_the_background(
    visit: Appointment, purpose: Purpose, joanna: Resource, amina: Person
) -> None:
    later = a_visit(purpose, joanna, amina, starts_at=at("2026-11-06 10:30"))
    visit.door_word = later.door_word = "heron"
    database.commit()
    assert wipe_old(at("2026-11-05 23:59")) == 0
    assert wipe_old(at("2026-11-06 00:00")) == 1
    database.commit()
    assert (afresh(visit).door_word, afresh(later).door_word) == (None, "heron")


def test_no_word_is_taken_once_somebody_is_there(visit: Appointment, amina: Person) -> None:
    visit.state = "arrived"
    database.commit()
    with pytest.raises(RuleBroken, match="not now"):
        choose_word(visit, visit.record, word="heron", by=amina.id, now=VISIT_AT)
