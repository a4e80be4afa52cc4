"""Asking: a page a question, nothing typed is lost, made once however often it is sent."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import timekeeping
from portal.attachments.models import Attachment
from portal.cases.models import Case
from portal.database import db
from portal.identity.scopes import Scope
from portal.identity.services.acting import add_authority
from portal.messaging.models import OutgoingMessage
from portal.records.models import Record
from portal.web.models import Draft, DraftFile
from tests.cases_services.world import RECEIVED, World
from tests.cases_web.steps import VISITOR, WORDS, answer_all, reference_of, send, submission_of
from tests.client import StrictClient
from tests.factories.people import a_person, a_tenancy

TENANT = {k: v for k, v in VISITOR.items() if k != "about-you"} | {
    "reply": {"reply_by": "email", "email": "amina@home.example", "phone": "07700 900142", "ring_between": ""}
}


def one_case() -> tuple[Record, Case]:
    """The only case there is."""
    rows = db.session.execute(sa.select(Record, Case).join(Case, Case.id == Record.id)).all()
    assert len(rows) == 1
    return rows[0][0], rows[0][1]


def test_a_visitor_asks_and_sees_reference_dates_and_whom_to_ring(world: World, client: StrictClient) -> None:
    address = send(client)
    record, case = one_case()
    page = client.get(address).get_data(as_text=True)
    for expected in (
        record.reference,
        " ".join(record.reference.replace("-", "")),
        "Friday 13 November 2026",
        "Housing team",
        "020 7946 0100",
        "gareth@home.example",
    ):
        assert expected in page
    assert (case.words, case.contact_name, case.contact_kind) == (WORDS, "Gareth Pugh", "applicant")
    assert (record.person_id, record.title) == (None, "The light in our stairs is out.")
    assert db.session.scalar(sa.select(sa.func.count(Draft.id))) == 0
    message = db.session.scalar(sa.select(OutgoingMessage))
    assert message is not None
    assert "/follow/" in message.text


def test_a_tenant_is_not_asked_who_they_are(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    address = send(client, TENANT)
    record, case = one_case()
    assert (record.person_id, record.raised_by_id) == (world.tenant.id, world.tenant.id)
    assert record.tenancy_id is not None
    assert case.contact_email == "amina@home.example"
    assert "See what is happening" in client.get(address).get_data(as_text=True)
    assert client.get(f"/cases/{record.reference}").status_code == 200


def test_sent_twice_it_is_made_once(world: World, client: StrictClient) -> None:
    answer_all(client, VISITOR)
    key = submission_of(client.get("/ask/check").get_data(as_text=True))
    answers = [client.post("/ask/check", data={"submission": key}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert one_case()[0].reference == reference_of(answers[0].location)
    assert db.session.scalar(sa.select(sa.func.count(OutgoingMessage.id))) == 1


WRONG = [
    ("", {}, "Choose what you need"),
    ("topic", {"topic": "99"}, "Choose what it is about"),
    ("words", {"words": " ", "urgent": "no"}, "Write what you would like"),
    ("words", {"words": "x" * 10_001, "urgent": "no"}, "Use 10,000 characters or fewer"),
    ("reply", {"reply_by": "pigeon"}, "Choose how you would like our answer"),
    (
        "about-you",
        {"name": "Gareth", "email": "gareth at home", "contact_kind": "applicant"},
        "Enter an email",
    ),
    (
        "about-you",
        {"name": "Gareth", "email": "", "contact_kind": "applicant"},
        "Enter your email address, so",
    ),
    ("about-you", {"name": "Gareth", "phone": "ring me"}, "Enter a phone number"),
    ("about-you", {"name": "", "email": "g@home.example"}, "Enter your name"),
]


@pytest.mark.parametrize(("page", "given", "words"), WRONG)
def test_a_wrong_answer_gets_a_sentence_and_loses_nothing(
    world: World, client: StrictClient, page: str, given: dict[str, str], words: str
) -> None:
    before = {}
    for name, answer in VISITOR.items():
        if name == page:
            break
        before[name] = answer
    answer_all(client, before)
    response = client.post(f"/ask/{page}".rstrip("/"), data=given)
    text = response.get_data(as_text=True)
    assert response.status_code == 422
    assert text.count(words) >= 2  # in the summary, and beside the field
    assert "Error:" in text.split("</title>")[0]
    for typed in given.values():
        if typed.strip() and typed not in ("pigeon", "99"):
            assert typed in text


def test_questions_come_in_their_order(world: World, client: StrictClient) -> None:
    assert client.get("/ask/check").location == "/ask"
    assert client.get("/ask/words").location == "/ask"
    assert client.get("/ask/nothing").status_code == 404
    answer_all(client, {"": {"kind": "enquiry"}})
    assert client.get("/ask/files").location == "/ask/topic"
    assert client.get("/ask/information").location == "/ask/topic"


def test_a_changed_answer_leads_back_to_checking(world: World, client: StrictClient) -> None:
    answer_all(client, VISITOR)
    page = client.get("/ask/words?change=1").get_data(as_text=True)
    assert WORDS in page
    response = client.post("/ask/words?change=1", data={"words": "Now it is on again.", "urgent": "yes"})
    assert response.location == "/ask/check"
    checked = client.get("/ask/check").get_data(as_text=True)
    assert "Now it is on again." in checked
    assert "020 7946 0999" in checked.split("<main")[1].split("<h1")[0]


def test_a_change_that_asks_something_new_asks_it_before_checking(world: World, client: StrictClient) -> None:
    answer_all(client, VISITOR)
    response = client.post("/ask?change=1", data={"kind": "information request"})
    assert response.location == "/ask/information?change=1"
    response = client.post(response.location, data={"information": "general"})
    assert response.location == "/ask/check"


def test_leaving_for_help_keeps_what_is_typed_and_takes_it_along(world: World, client: StrictClient) -> None:
    answer_all(client, {k: VISITOR[k] for k in ("", "topic")})
    left = client.post("/ask/words", data={"words": "My fence is", "leave_to": "ring"})
    assert left.location == "/ask/help"
    page = client.get("/ask/help").get_data(as_text=True)
    assert "We have kept what you wrote" in page
    wrong = client.post("/ask/help", data={"submission": submission_of(page), "name": "Gareth", "phone": ""})
    assert wrong.status_code == 422
    wanted = {
        "submission": submission_of(page),
        "name": "Gareth",
        "phone": "07700 900318",
        "ring_between": "10am and midday",
    }
    sent = [client.post("/ask/help", data=wanted).location for _ in range(2)]
    assert sent[0] == sent[1]
    record, case = one_case()
    assert (record.title, record.kind, case.reply_by) == ("Help with a form", "service request", "phone")
    assert "My fence is" in case.words
    assert case.ring_between == "10am and midday"
    assert "Go on with your form" in client.get(sent[0]).get_data(as_text=True)
    assert "My fence is" in client.get("/ask/words").get_data(as_text=True)


def test_files_are_kept_with_the_draft_and_a_wrong_one_gets_a_sentence(
    world: World, client: StrictClient
) -> None:
    answer_all(client, {k: VISITOR[k] for k in ("", "topic", "words")})
    files = [(io.BytesIO(b"a note"), "note.txt"), (io.BytesIO(b"\x7fELF\x00"), "photo.jpg")]
    refused = client.post("/ask/files", data={"files": files}, content_type="multipart/form-data")
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "We cannot take “photo.jpg”" in text
    assert "note.txt" in text
    answer_all(client, {k: VISITOR[k] for k in ("files", "reply", "about-you")})
    page = client.get("/ask/check").get_data(as_text=True)
    assert "note.txt" in page
    client.post("/ask/check", data={"submission": submission_of(page)})
    assert db.session.scalar(sa.select(Attachment.name)) == "note.txt"
    assert db.session.scalar(sa.select(sa.func.count(DraftFile.id))) == 0


def test_a_file_is_taken_out_again_and_six_are_too_many(world: World, client: StrictClient) -> None:
    answer_all(client, {k: VISITOR[k] for k in ("", "topic", "words")})
    five = [(io.BytesIO(b"a note"), f"{n}.txt") for n in range(5)]
    client.post("/ask/files", data={"files": five}, content_type="multipart/form-data")
    one = {"files": [(io.BytesIO(b"a note"), "six.txt")]}
    refused = client.post("/ask/files", data=one, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "Choose up to 5 files" in refused.get_data(as_text=True)
    first = db.session.scalar(sa.select(sa.func.min(DraftFile.id)))
    assert client.post("/ask/files", data={"remove": str(first)}).location == "/ask/files"
    assert db.session.scalar(sa.select(sa.func.count(DraftFile.id))) == 4


def test_while_we_are_closed_the_emergency_number_comes_before_the_question(
    world: World, client: StrictClient
) -> None:
    main = client.get("/ask").get_data(as_text=True).split("<main")[1]
    assert "020 7946 0999" not in main.split("<h1")[0]
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(RECEIVED.replace(hour=22) - timekeeping.utc_now())
    main = client.get("/ask").get_data(as_text=True).split("<main")[1]
    assert "020 7946 0999" in main.split("<h1")[0]


def test_with_several_homes_we_ask_which(world: World, client: StrictClient) -> None:
    second = a_tenancy(
        world.tenant, reference="T-2", address="1 Quay", postcode="EH1 1AA", division="scotland"
    )
    client.sign_in_as(world.tenant)
    answers = {k: TENANT[k] for k in ("", "topic", "words", "files")}
    assert answer_all(client, answers) == "/ask/home"
    assert client.post("/ask/home", data={"home": "9999"}).status_code == 422
    send_on = {"home": {"home": str(second.id)}, "reply": TENANT["reply"]}
    send(client, send_on)
    record, _ = one_case()
    assert (record.tenancy_id, record.division) == (second.id, "scotland")


def test_a_representative_says_for_whom_and_the_answer_goes_to_them(
    world: World, client: StrictClient
) -> None:
    niece = a_person(given_name="Leyla", family_name="Farah")
    today = RECEIVED.date()
    add_authority(
        holder_id=niece.id,
        for_person_id=world.tenant.id,
        scope=Scope.EVERYTHING,
        from_on=today,
        to_on=None,
        by=None,
        now=RECEIVED,
    )
    client.sign_in_as(niece)
    assert answer_all(client, {k: TENANT[k] for k in ("", "topic", "words", "files")}) == "/ask/for-whom"
    stranger = a_person(given_name="Nobody")
    assert client.post("/ask/for-whom", data={"whom": f"person:{stranger.id}"}).status_code == 422
    reply = {"reply_by": "email", "email": "leyla@home.example", "phone": "", "ring_between": ""}
    send(client, {"for-whom": {"whom": f"person:{world.tenant.id}"}, "reply": reply})
    record, case = one_case()
    assert (record.person_id, record.raised_by_id) == (world.tenant.id, niece.id)
    assert (case.contact_name, case.contact_email) == ("Leyla Farah", "leyla@home.example")


def test_a_way_of_answering_must_be_possible(world: World, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    answer_all(client, {k: TENANT[k] for k in ("", "topic", "words", "files")})
    wrong = client.post("/ask/reply", data={"reply_by": "phone", "email": "", "phone": ""})
    assert wrong.status_code == 422
    assert "Enter your phone number below" in wrong.get_data(as_text=True)


def test_somebody_elses_confirmation_and_draft_stay_theirs(
    app: Flask, world: World, client: StrictClient
) -> None:
    address = send(client)
    assert StrictClient(app).get(address).status_code == 404
    other = StrictClient(app)
    answer_all(client, {"": {"kind": "enquiry"}})
    assert other.get("/ask/topic").location == "/ask"
