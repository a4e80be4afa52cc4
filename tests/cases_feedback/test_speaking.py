"""Telling us what one thinks: three short pages and a check, signed in or not, for oneself or for others."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.feedback import SaidAndDid
from portal.cases.models import ComplaintChoice
from portal.cases.services.feedback import publish
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority
from portal.messaging.models import OutgoingMessage
from portal.records.models import Bar, Record
from portal.records.references import understood
from tests.cases_feedback.steps import TENANT, VISITOR, WORDS, answers, choices, errors_of, speak, the_one
from tests.cases_services.world import RECEIVED, World
from tests.client import StrictClient
from tests.factories.people import a_person, a_staff_member, a_tenancy

COMPLAINS = {"feedback": "complaint", "words": "Nobody came. Twice.", "put_right": "Come, and say sorry."}


def test_a_contractor_without_an_account_praises_in_three_pages(world: World, client: StrictClient) -> None:
    address = speak(client)
    record, case, feedback = the_one("compliment")
    assert (case.words, case.contact_kind, record.restricted) == (WORDS, "supplier", False)
    assert (feedback.named, feedback.about, feedback.about_name) == (
        "compliment",
        "person",
        "the lift engineer",
    )
    assert feedback.happened_on == date(2026, 11, 2)
    page = client.get(address).get_data(as_text=True)
    assert record.reference in page
    assert "We pass your words on" in page
    message = db.session.scalar(sa.select(OutgoingMessage))
    assert message is not None
    assert message.kind == "cases/received"
    assert client.statement_count <= 8


def test_a_tenant_suggests_something_under_its_own_name(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    speak(client, answers(TENANT, feedback="suggestion", topic=str(world.topics[0].id)))
    record, _, feedback = the_one("comment")
    assert (record.person_id, feedback.named) == (world.tenant.id, "suggestion")
    assert (record.topic_id, record.team_id) == (world.topics[0].id, world.topics[0].team_id)
    assert "Suggestion" in client.get("/speak").get_data(as_text=True)


def test_somebody_with_authority_speaks_for_another(world: World, client: StrictClient) -> None:
    son = a_person(given_name="Idris", has_account=True)
    add_authority(
        holder_id=son.id,
        for_person_id=world.tenant.id,
        scope=Scope.EVERYTHING,
        from_on=date(2026, 1, 1),
        to_on=None,
        evidence="Signed letter",
        by=None,
        now=RECEIVED,
    )
    database.commit()
    client.sign_in_as(son)
    given = {
        "": TENANT[""],
        "what-happened": TENANT["what-happened"],
        "for-whom": {"whom": f"person:{world.tenant.id}"},
        "reply": TENANT["reply"],
    }
    speak(client, given)
    record, _, _ = the_one("compliment")
    assert (record.person_id, record.raised_by_id) == (world.tenant.id, son.id)


@pytest.mark.parametrize("path", ["/", "/promises", "/contact", "/ask", "/find", "/sign-in", "/display"])
def test_every_page_leads_to_it(world: World, client: StrictClient, path: str) -> None:
    assert 'href="/speak"' in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "changed", "sentence"),
    [
        ("", {"feedback": ""}, "Choose what you would like to tell us"),
        ("", {"feedback": "enquiry"}, "Choose what you would like to tell us"),
        ("what-happened", {"about": ""}, "Choose what it is about"),
        ("what-happened", {"words": " "}, "Write what happened"),
        ("what-happened", {"happened_on-day": "4"}, "Enter a day that is today or earlier"),
        ("reply", {"email": ""}, "Enter your email address below, or choose another way"),
        ("reply", {"reply_by": "post"}, "Enter your address below, or choose another way"),
        ("reply", {"reply_by": "phone"}, "Enter your phone number below, or choose another way"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    world: World, client: StrictClient, page: str, changed: dict[str, str], sentence: str
) -> None:
    for name, answer in VISITOR.items():
        if name == page:
            response = client.post(f"/speak/{page}".rstrip("/"), data={**answer, **changed})
            assert response.status_code == 422
            assert any(sentence in error for error in errors_of(response))
            return
        assert client.post(f"/speak/{name}".rstrip("/"), data=answer).status_code == 303


def test_a_complaint_is_restricted_and_the_choice_kept(
    world: World, client: StrictClient, complaints_officer: Person
) -> None:
    client.sign_in_as(world.tenant)
    assert 'value="complaint" checked' in client.get("/speak?kind=complaint").get_data(as_text=True)
    address = speak(client, answers(TENANT, **COMPLAINS))
    record, _, feedback = the_one("complaint")
    assert record.restricted
    assert feedback.put_right == "Come, and say sorry."
    row = db.session.scalars(sa.select(ComplaintChoice)).one()
    assert (row.offered_where, row.answer, row.complaint_id) == (
        "telling us what they think",
        "yes",
        record.id,
    )
    assert "Nobody is treated worse for complaining." in client.get(address).get_data(as_text=True)
    assert client.get(f"/cases/{record.reference}").status_code == 200
    manager = a_staff_member(Role.MANAGER, given_name="Mo", team=world.team)
    for colleague, seen in ((world.officer, False), (manager, False), (complaints_officer, True)):
        client.sign_in_as(colleague)
        assert (client.get(f"/staff/cases/{record.reference}").status_code in (200, 303)) is seen
        listed = client.get("/staff?whose=everybody").get_data(as_text=True)
        assert (record.reference in listed) is seen


def test_who_is_named_in_a_complaint_cannot_see_it(
    world: World, client: StrictClient, complaints_officer: Person
) -> None:
    words = "Ines Okafor shouted at me on the phone."
    speak(client, answers(VISITOR, **{**COMPLAINS, "words": words}))
    record, _, _ = the_one("complaint")
    assert (
        db.session.scalar(sa.select(Bar.person_id).where(Bar.record_id == record.id)) == complaints_officer.id
    )
    client.sign_in_as(complaints_officer)
    assert client.get(f"/staff/cases/{record.reference}").status_code == 404


def test_who_comments_had_the_choice_too(world: World, client: StrictClient) -> None:
    speak(client, answers(VISITOR, feedback="comment"))
    assert choices() == [("telling us what they think", "no")]


def test_help_with_a_complaint_shows_nobody_its_words(world: World, client: StrictClient) -> None:
    client.post("/speak", data={"feedback": "complaint"})
    typed = {**VISITOR["what-happened"], "words": "Mr Hill hit my dog.", "leave_to": "help"}
    assert client.post("/speak/what-happened", data=typed).location == "/speak/help"
    page = client.get("/speak/help").get_data(as_text=True)
    form = {"name": "Rosa", "phone": "07700 900142", "ring_between": "", "submission": "s" * 20}
    assert "We have kept what you wrote" in page
    assert client.post("/speak/help", data=form).status_code == 303
    record = db.session.scalars(sa.select(Record)).one()
    assert (record.kind, "Hill" in record.title) == ("service request", False)
    assert "Mr Hill" in client.get("/speak/what-happened").get_data(as_text=True)


def test_the_leaflet_has_a_code_for_every_card(world: World, client: StrictClient) -> None:
    client.get("/speak/leaflet")
    page = client.get("/speak/leaflet?cards=3").get_data(as_text=True)
    codes = {word for word in page.replace("<", " ").replace(">", " ").split() if understood(word) == word}
    assert len(codes) == 3
    assert client.statement_count <= 8
    assert client.get("/speak/leaflet?cards=9999").status_code == 200


def test_what_we_did_is_public_until_taken_back(world: World, client: StrictClient) -> None:
    assert "There is nothing here yet." in client.get("/you-said-we-did").get_data(as_text=True)
    entry = SaidAndDid(said="The stairs were dark.", did="We put in brighter lights.")
    publish(None, entry, on=date(2026, 11, 3), by=world.officer.id, version=0, now=RECEIVED)
    database.commit()
    page = client.get("/you-said-we-did").get_data(as_text=True)
    assert "We put in brighter lights." in page
    assert "Tuesday 3 November 2026" in page


def test_a_second_home_is_asked_about(world: World, client: StrictClient) -> None:
    a_tenancy(world.tenant, reference="T-2")
    client.sign_in_as(world.tenant)
    client.post("/speak", data=TENANT[""])
    assert client.post("/speak/what-happened", data=TENANT["what-happened"]).location == "/speak/home"
