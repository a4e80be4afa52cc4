"""A customer's case: what it shows, to whom, and what they may do with it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.attachments.limits import AcceptedFile, Kind
from portal.attachments.models import Attachment
from portal.cases.models import Option
from portal.cases.services.answering import answer, tell_delay
from portal.cases.services.choosing import Choice, put_options
from portal.cases.services.handling import assign, note
from portal.commitments.models import Commitment
from portal.database import db
from portal.messaging.models import OutgoingMessage
from portal.records.models import Record
from portal.records.references import new_reference
from tests.cases_services.world import RECEIVED, World, acts, messages
from tests.cases_web.steps import reference_of, send, submission_of
from tests.client import StrictClient
from tests.factories.people import a_person

PAPER = AcceptedFile(name="letter.pdf", kind=Kind.PDF, content=b"%PDF-1.7 a letter")


@pytest.fixture
def record(world: World) -> Record:
    """The tenant's case, with a file, handled by the officer."""
    made = world.raised(files=(PAPER,))
    assign(made, to=world.officer.id, by=world.officer.id, version=made.version, now=RECEIVED)
    return made


def follow_path() -> str:
    """The path of the link in the last message."""
    text = db.session.scalars(sa.select(OutgoingMessage.text).order_by(OutgoingMessage.id.desc())).first()
    found = re.search(r"http://localhost(/follow/\S+)", text or "")
    assert found is not None
    return found.group(1)


def test_it_shows_their_words_the_dates_and_who_deals_with_it(
    world: World, record: Record, client: StrictClient
) -> None:
    note(record, body="Not for her eyes.", by=world.officer.id, now=RECEIVED)
    client.sign_in_as(world.tenant)
    page = client.get(f"/cases/{record.reference}").get_data(as_text=True)
    for expected in (
        "<h1>May I paint my front door?</h1>",
        "I would like green.",
        "by Friday 13 November 2026",
        "Joanna Blake",
        "Housing officer",
        "020 7946 0111",
        "letter.pdf",
    ):
        assert expected in page
    assert "Not for her eyes" not in page


def test_references_are_understood_as_people_type_them(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.tenant)
    typed = record.reference.replace("-", "").lower()
    assert client.get(f"/cases/{typed}").status_code == 200


def test_other_peoples_cases_answer_like_references_nobody_has(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(a_person(given_name="Nosy"))
    places = ("", "/how-we-counted/1", f"/files/{db.session.scalar(sa.select(Attachment.id))}/letter.pdf")
    for place in places:
        answers = [client.get(f"/cases/{ref}{place}") for ref in (record.reference, new_reference(), "12")]
        assert {a.status_code for a in answers} == {404}
        bodies = {re.sub(r'name="csrf_token" value="[^"]+"', "", a.get_data(as_text=True)) for a in answers}
        assert len(bodies) == 1
    for place in ("messages", "not-answered", "choice", "name"):
        data = {"words": "x", "missing": "x", "submission": "1", "option": "1", "may_name": "yes"}
        assert client.post(f"/cases/{record.reference}/{place}", data=data).status_code == 404


def test_the_reference_alone_shows_a_visitor_nothing(
    world: World, record: Record, client: StrictClient
) -> None:
    assert client.get(f"/cases/{record.reference}").status_code == 404
    assert client.get("/cases").status_code == 303  # to signing in


def test_a_link_opens_by_its_button_one_case_and_never_another(
    app: Flask, world: World, record: Record, client: StrictClient
) -> None:
    sent = reference_of(send(client))
    path = follow_path()
    friend = StrictClient(app)
    assert friend.get(path).status_code == 200  # looking at it opens nothing
    assert friend.get(f"/cases/{sent}").status_code == 404
    opened = friend.post(path)
    assert opened.location == f"/cases/{sent}"
    assert friend.get(opened.location).status_code == 200
    assert friend.get(f"/cases/{record.reference}").status_code == 404
    assert friend.post("/follow/nothing").status_code == 404
    written = friend.post(f"/cases/{sent}/messages", data={"words": "Still dark.", "submission": "1"})
    assert written.status_code == 303
    assert "Still dark." in friend.get(opened.location).get_data(as_text=True)


def test_more_words_and_files_are_kept_once(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    address = f"/cases/{record.reference}"
    key = submission_of(client.get(address).get_data(as_text=True))
    for _ in range(2):
        data = {"words": "Here is a photo.", "submission": key, "files": [(io.BytesIO(b"note"), "a.txt")]}
        said = client.post(f"{address}/messages", data=data, content_type="multipart/form-data")
        assert said.location == f"{address}?did=said"
    assert acts(record).count("case.customer wrote") == 1
    page = client.get(said.location).get_data(as_text=True)
    assert "We have your message." in page
    found = re.search(r'href="(/cases/[^"]+/a\.txt)"', page)
    assert found is not None
    file = client.get(found.group(1))
    assert (file.data, file.headers["Content-Disposition"].split(";")[0]) == (b"note", "attachment")


def test_a_wrong_file_keeps_the_words(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    address = f"/cases/{record.reference}/messages"
    data = {"words": "Here is a film.", "submission": "1", "files": [(io.BytesIO(b"\x00\x01"), "film.mp4")]}
    refused = client.post(address, data=data, content_type="multipart/form-data")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "We cannot take “film.mp4”" in page
    assert "Here is a film." in page


def test_what_does_not_answer_it_opens_it_again(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    address = f"/cases/{record.reference}"
    assert "This does not answer it" not in client.get(address).get_data(as_text=True)
    answer(record, world.letter(record), now=RECEIVED)
    assert "This does not answer it" in client.get(address).get_data(as_text=True)
    assert client.post(f"{address}/not-answered", data={"missing": ""}).status_code == 422
    again = client.post(f"{address}/not-answered", data={"missing": "Which green?"})
    page = client.get(again.location).get_data(as_text=True)
    assert "Which green?" in page
    assert db.session.scalar(sa.select(sa.func.count(Commitment.id))) == 2


def test_options_show_date_and_consequence_and_one_is_chosen(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.tenant)
    choices = [
        Choice(words="We paint it", consequence="You pay nothing.", by_on=date(2026, 12, 1)),
        Choice(words="You paint it", consequence="You buy the paint."),
    ]
    put_options(record, choices=choices, by=world.officer.id, version=record.version, now=RECEIVED)
    address = f"/cases/{record.reference}"
    page = client.get(address).get_data(as_text=True)
    assert "You pay nothing." in page
    assert "Tuesday 1 December 2026" in page
    assert client.post(f"{address}/choice", data={}).status_code == 422
    first = db.session.scalar(sa.select(sa.func.min(Option.id)))
    chosen = client.post(f"{address}/choice", data={"option": str(first)})
    assert "We have kept your choice." in client.get(chosen.location).get_data(as_text=True)
    assert db.session.scalars(sa.select(Option.id).where(Option.chosen_at.is_not(None))).all() == [first]


def test_a_date_explains_itself(world: World, record: Record, client: StrictClient) -> None:
    client.sign_in_as(world.tenant)
    commitment = db.session.scalar(sa.select(Commitment))
    assert commitment is not None
    page = client.get(f"/cases/{record.reference}/how-we-counted/{commitment.id}").get_data(as_text=True)
    for expected in ("Friday 13 November 2026", commitment.clause, commitment.literal, "day 10"):
        assert expected in page
    other = world.raised()
    assert client.get(f"/cases/{other.reference}/how-we-counted/{commitment.id}").status_code == 404


def test_the_page_needs_few_statements_however_much_happened(
    world: World, record: Record, client: StrictClient
) -> None:
    client.sign_in_as(world.tenant)
    address = f"/cases/{record.reference}"
    client.get(address)
    client.get(address)
    first = client.statement_count
    tell_delay(
        record, world.letter(record, "We wait."), expected_on=date(2026, 11, 20), now=RECEIVED + timedelta(1)
    )
    for number in range(5):
        key = f"more {number}"
        data = {"words": key, "submission": key, "files": [(io.BytesIO(b"note"), "a.txt")]}
        client.post(f"{address}/messages", data=data, content_type="multipart/form-data")
    client.get(address)
    assert first == client.statement_count
    assert first <= 8


def test_my_cases_come_newest_first_a_page_at_a_time(world: World, client: StrictClient) -> None:
    made = [world.raised(words=f"Question {n:02}") for n in range(22)]
    a_stranger = world.raised(person=a_person(given_name="Other"), words="Not mine", by_staff=True)
    client.sign_in_as(world.tenant)
    page = client.get("/cases").get_data(as_text=True)
    assert client.statement_count <= 8
    assert re.findall(r"Question \d\d", page) == [f"Question {n:02}" for n in range(21, 1, -1)]
    assert a_stranger.reference not in page
    older = re.search(r'href="(/cases\?before=\d+)"', page)
    assert older is not None
    assert re.findall(r"Question \d\d", client.get(older.group(1)).get_data(as_text=True)) == [
        "Question 01",
        "Question 00",
    ]
    assert made[0].reference in client.get(older.group(1)).get_data(as_text=True)


def test_finding_answers_always_the_same_and_writes_only_to_the_address_held(
    world: World, client: StrictClient
) -> None:
    reference = reference_of(send(client))
    record = db.session.scalar(sa.select(Record).where(Record.reference == reference))
    assert record is not None
    tries = [
        (reference, "gareth@home.example", 1),
        (reference.replace("-", " ").lower(), "GARETH@home.example ", 1),
        (reference, "thief@home.example", 0),
        (new_reference(), "gareth@home.example", 0),
        ("nonsense", "gareth@home.example", 0),
    ]
    for typed, contact, more in tries:
        before = len(messages(record))
        found = client.post("/find", data={"reference": typed, "contact": contact})
        assert (found.status_code, found.location) == (303, "/find/sent")
        assert len(messages(record)) - before == more
    assert messages(record)[-1].to_address == "gareth@home.example"
    assert client.post(follow_path()).location == f"/cases/{reference}"


def test_asking_for_links_too_often_waits(world: World, client: StrictClient) -> None:
    data = {"reference": new_reference(), "contact": "gareth@home.example"}
    answers = [client.post("/find", data=data).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert client.post("/find", data={"reference": "", "contact": ""}).status_code == 422
