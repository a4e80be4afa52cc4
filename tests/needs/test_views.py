"""A customer's own pages: each kind told in one form, changed, ended; health apart; nobody else's."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person
from portal.needs.details import ContactBy, Interpreter, LargePrint
from portal.needs.markers import NeedKind
from portal.needs.models import Need
from portal.needs.queries import needs_told
from portal.needs.services.deciding import decline
from portal.needs.steps import slug
from portal.needs.ways import Carrier
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.needs import NOW, a_need
from tests.factories.people import a_person, a_staff_member

K = NeedKind
TODAY = date(2026, 11, 3)

# What is typed for each kind, what is stored, and what the page then says.
TELLING: list[tuple[NeedKind, dict[str, Any], dict[str, Any], str]] = [
    (K.LARGE_PRINT, {"points": "24"}, {"points": 24}, "24 point"),
    (K.BRAILLE, {"contracted": "no"}, {"contracted": False}, "letter by letter (grade 1)"),
    (K.AUDIO, {}, {}, "Audio"),
    (K.EASY_READ, {}, {}, "Easy read"),
    (
        K.LANGUAGE,
        {"spoken": "so", "written": "so", "dialect": "Maay"},
        {"spoken": "so", "written": "so", "dialect": "Maay"},
        "to speak: Somali (Maay); to read: Somali",
    ),
    (
        K.INTERPRETER,
        {"language": "tr", "mode": "phone"},
        {"language": "tr", "dialect": "", "mode": "phone"},
        "Turkish, by phone",
    ),
    (K.SIGN_LANGUAGE, {"letters": "yes"}, {"letters": True}, "letters as BSL videos"),
    (K.OFFICER_GENDER, {"officer": "woman"}, {"officer": "woman"}, "an officer who is a woman"),
    (K.HOME_VISITS, {}, {}, "Home visits"),
    (K.PRIVATE_SPACE, {}, {}, "A private room"),
    (K.STEP_FREE, {}, {}, "A room without steps"),
    (K.CONTACT_BY, {"only": "post"}, {"only": "post"}, "by post only"),
    (K.DOOR_TIME, {"minutes": "4"}, {"minutes": 4}, "4 minutes"),
    (K.HELP_WITH_FORMS, {}, {}, "Help with forms"),
    (K.SPEAKER, {}, {}, "Somebody who speaks for you"),
    (K.OTHER, {"words": "Speak slowly."}, {}, "Speak slowly."),
]


def test_each_kind_is_told_in_one_form_and_then_known(client: StrictClient, amina: Person) -> None:
    # One application for all of them: its templates are made once.
    for kind, typed, stored, says in TELLING:
        person = a_person()
        client.sign_in_as(person)
        address = f"/account/needs/{slug(kind)}"
        assert client.get(address).status_code == 200, kind
        assert client.post(address, data=typed).location == f"/account/needs?saved={slug(kind)}"
        need = db.session.scalars(sa.select(Need).where(Need.person_id == person.id)).one()
        assert (need.kind, need.detail, need.told_by_id) == (kind.value, stored, person.id)
        for page in ("/account/needs", "/"):
            assert says in text_of(client.get(page)), (kind, page)
            assert client.statement_count <= 8, (kind, page)
        assert client.get(address).status_code == 200, kind
        assert client.statement_count <= 8, kind


def test_every_kind_can_be_told() -> None:
    assert {kind for kind, *_ in TELLING} == set(NeedKind)


WRONG: list[tuple[NeedKind, dict[str, str], str]] = [
    (K.LARGE_PRINT, {"points": "17"}, "Choose a size"),
    (K.BRAILLE, {}, "Choose which Braille you read"),
    (K.LANGUAGE, {"spoken": "", "written": ""}, "Choose a language to speak or to read"),
    (K.INTERPRETER, {"language": "", "mode": "any"}, "Choose a language"),
    (K.INTERPRETER, {"language": "xx", "mode": "any"}, "Choose a language"),
    (K.SIGN_LANGUAGE, {}, "Choose whether you would like letters as BSL videos"),
    (K.OFFICER_GENDER, {}, "Choose who you would like to deal with"),
    (K.CONTACT_BY, {"only": "dove"}, "Choose how we may reach you"),
    (K.DOOR_TIME, {"minutes": "an hour"}, "Enter a number from 1 to 60"),
    (K.OTHER, {"words": " "}, "Write what would help you"),
    (
        K.AUDIO,
        {"ends_on-day": "2", "ends_on-month": "11", "ends_on-year": "2026"},
        "Enter today or a later day",
    ),
]


def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(customer: StrictClient) -> None:
    for kind, typed, says in WRONG:
        answer = customer.post(f"/account/needs/{slug(kind)}", data=typed)
        assert answer.status_code == 422, (kind, typed)
        assert says in text_of(answer), (kind, typed)
    assert db.session.scalars(sa.select(Need)).all() == []


def test_no_preference_of_officer_keeps_nothing_and_ends_what_was_asked(
    customer: StrictClient, amina: Person
) -> None:
    for officer in ("man", "no preference"):
        customer.post("/account/needs/officer-of-a-gender", data={"officer": officer})
    assert needs_told(amina.id, today=TODAY) == []
    assert db.session.scalars(sa.select(Need.ended_at)).one() is not None


def test_what_is_known_stands_in_the_form_and_may_be_ended(customer: StrictClient, amina: Person) -> None:
    a_need(amina, K.LARGE_PRINT, LargePrint(points=26), ends_on=date(2026, 12, 1))
    page = customer.get("/account/needs/large-print").get_data(as_text=True)
    assert 'value="26" checked' in page
    assert 'value="2026"' in page
    customer.post("/account/needs/large-print/end")
    assert "Large print: you no longer need it" in text_of(customer.get("/account/needs?ended=large-print"))
    assert needs_told(amina.id, today=TODAY) == []
    assert customer.post("/account/needs/large-print/end").status_code == 303


def test_a_decline_is_shown_with_its_reason_and_what_is_offered(
    customer: StrictClient, amina: Person
) -> None:
    need = a_need(amina, K.HOME_VISITS)
    decline(
        need,
        because="Nobody can leave the office.",
        instead="We ring you at a time you choose.",
        by=a_staff_member().id,
        version=need.version,
        now=NOW,
    )
    page = text_of(customer.get("/account/needs"))
    assert "We cannot do this: Nobody can leave the office." in page
    assert "Instead we offer: We ring you at a time you choose." in page


def test_health_is_kept_only_with_consent_and_wiped_when_it_is_taken_back(
    customer: StrictClient, amina: Person
) -> None:
    need = a_need(amina, K.HOME_VISITS)
    address = "/account/needs/home-visits/health"
    refused = customer.post(address, data={"words": "My hip."})
    assert (refused.status_code, need.health_detail) == (422, None)
    customer.post(address, data={"words": "My hip.", "consent": "y"})
    assert "My hip." in customer.get(address).get_data(as_text=True)
    assert customer.statement_count <= 8
    assert "hip" not in text_of(customer.get("/account/needs"))
    assert "hip" not in text_of(customer.get("/account/needs/home-visits"))
    customer.post("/account/needs/home-visits/health/wipe")
    assert "My hip." not in customer.get(address).get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(Need, need.id).health_detail is None


def test_nobody_sees_or_ends_anybody_elses(customer: StrictClient) -> None:
    other = a_person(given_name="Bill")
    need = a_need(other, K.OTHER, words="Speak slowly.")
    assert "Speak slowly." not in text_of(customer.get("/account/needs"))
    customer.post("/account/needs/other-help/end")
    assert customer.get("/account/needs/other-help/health").status_code == 404
    db.session.expire_all()
    assert db.session.get_one(Need, need.id).ended_at is None


def test_no_such_kind_is_a_404(customer: StrictClient) -> None:
    for name in ("nothing", "large print", "LARGE-PRINT"):
        assert customer.get(f"/account/needs/{name}").status_code == 404, name


def test_money_is_never_mentioned_but_to_say_that_it_costs_nothing(customer: StrictClient) -> None:
    for kind in NeedKind:
        page = text_of(customer.get(f"/account/needs/{slug(kind)}"))
        assert "£" not in page, kind


def test_asking_shows_what_is_known_and_goes_back_where_it_came_from(
    customer: StrictClient, amina: Person
) -> None:
    a_need(amina, K.INTERPRETER, Interpreter(language="so"))
    a_need(amina, K.CONTACT_BY, ContactBy(only=Carrier.PHONE))
    customer.post("/ask", data={"kind": "information request"})
    customer.post("/ask/information", data={"information": "general"})
    customer.post("/ask/words", data={"words": "Your opening hours, please.", "urgent": "no"})
    customer.post("/ask/files", data={})
    reply = text_of(customer.get("/ask/reply"))
    assert "We know that this helps you: An interpreter: Somali" in reply
    assert customer.statement_count <= 8
    assert ("Ring me" in reply, "Email me" in reply) == (True, False)
    sent = customer.post("/ask/reply", data={"reply_by": "email", "phone": "07700 900142"})
    assert sent.status_code == 422
    customer.post("/ask/reply", data={"reply_by": "phone", "phone": "07700 900142"})
    check = customer.get("/ask/check")
    assert "An interpreter: Somali" in text_of(check)
    assert customer.statement_count <= 8
    assert "/account/needs?from=ask" in check.get_data(as_text=True)
    page = customer.get("/account/needs?from=ask").get_data(as_text=True)
    assert 'href="/ask/check"' in page
    assert "/account/needs/large-print?from=ask" in page
    told = customer.post("/account/needs/large-print?from=ask", data={"points": "18"})
    assert told.location == "/account/needs?saved=large-print&from=ask"
    assert db.session.scalars(sa.select(Need.told_in).where(Need.kind == K.LARGE_PRINT)).one() == "asking"


def test_asking_offers_help_where_nothing_is_known(customer: StrictClient) -> None:
    for name, data in (
        ("", {"kind": "information request"}),
        ("/information", {"information": "general"}),
        ("/words", {"words": "Your opening hours, please.", "urgent": "no"}),
        ("/files", {}),
        ("/reply", {"reply_by": "email", "email": "amina@home.example"}),
    ):
        customer.post(f"/ask{name}", data=data)
    assert "Do you need this in another form, or any help?" in text_of(customer.get("/ask/check"))
