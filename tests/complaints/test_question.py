"""A question to a firm that is complained about: the question, never the complaint, by a link that dies."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from portal.attachments.models import Attachment
from portal.cases.outside_answers import ANSWERED as ANSWERED_IT
from portal.cases.outside_answers import ASKED as ASKED_IT
from portal.cases.outside_answers import TAKEN_BACK as TAKEN_BACK_IT
from portal.cases.outside_answers import News, news_in
from portal.complaints.deeds import Deed
from portal.complaints.models import FirmQuestion
from portal.complaints.questions import asked_in, tells_who
from portal.complaints.report_queries.whole import whole_complaint
from portal.complaints.services.asking_firms import (
    FromFirm,
    ToFirm,
    answer_question,
    ask_firm,
    question_behind,
    take_back,
)
from portal.complaints.staff.whole_document import document_of
from portal.complaints.staff_queries.one import entries_for
from portal.database import commit, db
from portal.errors import NotFound
from portal.formats.plain import plain_text
from portal.identity.models import Organisation, OrganisationMember, Person
from portal.messaging.models import OutgoingMessage
from portal.organisation.queries import landlord
from portal.records.models import Record
from tests.cases_services.world import due_dates
from tests.client import StrictClient
from tests.complaints.conftest import set_clock
from tests.complaints.test_services import refused
from tests.complaints.test_staff import date_of, do
from tests.complaints.world import DAY, RECEIVED, WORDS, World, reader
from tests.factories.people import a_person

QUESTION = "On which days were you at Kingfisher Court to mend the light on the stairs?"
BY = date(2026, 11, 10)
ASKED = ToFirm(words=QUESTION, answer_by=BY, firm="Brightlight Ltd", email="office@brightlight.example")
FROM_FIRM = FromFirm(words="On 12 October. The part was missing.", by="Jo Marsh")


def ask(world: World, record: Record, asked: ToFirm = ASKED) -> str:
    """Ask, and give back the secret of the link in the mail."""
    ask_firm(record, asked, by=reader(world.first), version=record.version, now=RECEIVED)
    return secret(mail(record))


def mail(record: Record) -> OutgoingMessage:
    """The newest message to a firm."""
    query = sa.select(OutgoingMessage).where(
        OutgoingMessage.record_id == record.id, OutgoingMessage.kind == "complaints/firm_asked"
    )
    found = db.session.scalars(query.order_by(OutgoingMessage.id.desc())).first()
    assert found is not None
    return found


def secret(message: OutgoingMessage) -> str:
    """What stands in the link."""
    found = re.search(r"/question/(\S+)", message.text)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(
    ("words", "tells"),
    [
        (QUESTION, False),
        ("Did Amina ring you?", True),
        ("Did Ms Farah’s light go out?", True),
        ("May we see the job sheet?", False),  # May Lee complained, too
        ("Was it May who rang?", True),
        ("It is about H7KM4RXC.", True),
        ("Ring 0121 4960 201, please", True),
        ("Write to AMINA@home.example", True),
    ],
)
def test_what_tells_who_complained(words: str, tells: bool) -> None:
    names = ["Amina Farah"] if words.startswith("May") else ["Amina Farah", "May Lee"]
    others = ["H7KM-4RXC", "0121 496 0201", "amina@home.example", ""]
    assert tells_who(words, names=names, others=others) is tells


@pytest.mark.provision("5.4-5.5")
def test_the_firm_gets_the_question_and_nothing_of_the_complaint(world: World) -> None:
    record = world.assigned(world.raised(), world.first)
    before = due_dates(record)
    ask(world, record)
    message = mail(record)
    assert (message.to_address, message.to_postal) == ("office@brightlight.example", "")
    said = f"{message.subject} {message.text} {message.paper_text}"
    for words in (QUESTION, "by Tuesday 10 November 2026", "Ruth Okafor"):
        assert words in said
    for words in (record.reference, record.title, WORDS, world.tenant.family_name, "omplain", "Ombudsman"):
        assert words not in said
    assert "/question/" not in message.paper_text  # so the whole record carries no link either
    assert due_dates(record) == before  # what they do is ours to answer for: our dates go on
    assert record.handler_id == world.first.id


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"words": " "}, "nothing said"),
        ({"words": "What did Amina Farah say?"}, "tells who complained"),
        ({"answer_by": RECEIVED.date() - DAY}, "date in the past"),
        ({"firm": ""}, "no firm"),
        ({"email": ""}, "no address"),
        ({"email": "nobody"}, "no address"),
    ],
)
def test_what_is_refused(world: World, changed: dict[str, object], rule: str) -> None:
    record = world.assigned(world.raised(), world.first)
    refused(rule, lambda: ask(world, record, replace(ASKED, **changed)))  # type: ignore[arg-type]


def test_of_a_firm_we_know_whoever_acts_for_it_is_written_to(world: World) -> None:
    record = world.assigned(world.raised(), world.first)
    firm = Organisation(name="Ashe Lifts", contact_kind="supplier")
    acts = a_person(given_name="Nia", family_name="Ashe", email="nia@ashe.example")
    gone = a_person(given_name="Old", family_name="Ashe", email="old@ashe.example")
    db.session.add(firm)
    db.session.flush()
    for one, until in ((gone, date(2026, 10, 1)), (acts, None)):
        db.session.add(
            OrganisationMember(
                organisation_id=firm.id, person_id=one.id, from_on=date(2020, 1, 1), to_on=until
            )
        )
    db.session.flush()
    ask(world, record, replace(ASKED, organisation_id=firm.id, firm="", email=""))
    assert mail(record).to_address == "nia@ashe.example"
    assert db.session.scalars(sa.select(FirmQuestion.firm)).one() == "Ashe Lifts"


@pytest.mark.provision("5.4-5.5")
@pytest.mark.parametrize(("days", "late"), [(7, False), (8, True)])
def test_the_answer_is_kept_with_the_complaint_once(world: World, days: int, late: bool) -> None:
    record = world.assigned(world.raised(), world.first)
    link = ask(world, record)
    at = RECEIVED + days * DAY
    set_clock(at)
    refused("nothing said", lambda: answer_question(link, replace(FROM_FIRM, words=" "), now=at))
    answer_question(link, FROM_FIRM, now=at)
    with pytest.raises(NotFound):
        answer_question(link, FROM_FIRM, now=at)
    entries, _ = entries_for(record.id)
    (asked,) = asked_in(entries)
    assert asked.answer is not None
    assert (asked.answer.words, asked.answer.by, asked.answer.late) == (
        FROM_FIRM.words,
        FROM_FIRM.by,
        late,
    )
    assert not any(entry.public for entry in entries if "contractor" in entry.act)
    _, whole = whole_complaint(reader(world.first), record.reference, now=at)
    said = plain_text(document_of(whole, zone=landlord().zone))
    for words in (QUESTION, FROM_FIRM.words, "Brightlight Ltd", "Answered by: Jo Marsh"):
        assert words in said
    assert link not in said


@pytest.mark.parametrize("how", ["taken back", "asked anew", "too old"])
def test_the_link_dies(world: World, how: str) -> None:
    record = world.assigned(world.raised(), world.first)
    link, at = ask(world, record), RECEIVED + timedelta(hours=1)
    assert question_behind(link, now=at)
    if how == "taken back":
        number = db.session.scalars(sa.select(FirmQuestion.id)).one()
        made: dict[str, Any] = {"by": reader(world.first), "now": at}
        take_back(record, question_id=number, version=record.version, **made)
        refused(
            "answered already", lambda: take_back(record, question_id=number, version=record.version, **made)
        )
    elif how == "asked anew":
        assert question_behind(ask(world, record, replace(ASKED, email="Office@Brightlight.example")), now=at)
    else:
        at = RECEIVED + 100 * DAY
    with pytest.raises(NotFound):
        question_behind(link, now=at)


def test_two_firms_are_asked_beside_each_other(world: World) -> None:
    record = world.assigned(world.raised(), world.first)
    links = [ask(world, record), ask(world, record, replace(ASKED, email="hello@ashe.example"))]
    answer_question(links[0], FROM_FIRM, now=RECEIVED)
    assert question_behind(links[1], now=RECEIVED)


@pytest.mark.provision("5.4-5.5")
def test_through_the_pages_from_the_question_to_the_answer(world: World, client: StrictClient) -> None:
    record = world.assigned(world.raised(), world.first)
    commit()
    typed = {"firm": "", "firm_name": "Brightlight Ltd", "email": "office@brightlight.example"}
    told = {**typed, **date_of("answer_by", BY), "words": "What did Amina say?"}
    assert "This tells who complained." in do(client, record, Deed.ASK_FIRM, world.first, **told)
    assert not do(client, record, Deed.ASK_FIRM, world.first, **{**told, "words": QUESTION})
    address = f"/staff/complaints/{record.reference}"
    page = client.get(address).get_data(as_text=True)
    assert "They are to answer by Tuesday 10 November 2026." in page
    assert client.statement_count <= 10
    client.sign_out()
    link = f"/question/{secret(mail(record))}"
    page = client.get(link).get_data(as_text=True)
    assert QUESTION in page
    assert record.reference not in page
    assert "complaint" not in page.partition("<main")[2].partition("</main")[0].lower()
    wrong = client.post(link, data={"words": "", "by": "Jo"})
    assert wrong.status_code == 422
    assert "Write your answer" in wrong.get_data(as_text=True)
    files = [(io.BytesIO(b"MZ\x00\xff\x00"), "sheet.exe")]
    wrong = client.post(link, data={"words": "On 12 October.", "by": "Jo", "files": files})
    assert "We cannot take" in wrong.get_data(as_text=True)
    sheet = [(io.BytesIO(b"%PDF-1.7 the job sheet"), "sheet.pdf")]
    sent = client.post(link, data={"words": "On 12 October.", "by": "Jo Marsh", "files": sheet})
    assert sent.location == "/question/answered"
    assert "We have your answer" in client.get(sent.location).get_data(as_text=True)
    for method in (client.get, client.post):
        assert method(link).status_code == 404
    assert [(a.name, a.public) for a in db.session.scalars(sa.select(Attachment))] == [("sheet.pdf", False)]
    client.sign_in_as(world.first)
    page = client.get(address).get_data(as_text=True)
    for words in ("On 12 October.", "Jo Marsh", "in time", "sheet.pdf"):
        assert words in page
    client.sign_out()
    client.sign_in_as(world.tenant)
    for of_customer in (f"/complaints/{record.reference}", f"/cases/{record.reference}"):
        assert "Brightlight" not in client.get(of_customer).get_data(as_text=True)


def test_an_overdue_answer_shows_as_late(world: World, client: StrictClient) -> None:
    record = world.assigned(world.raised(), world.first)
    ask(world, record)
    commit()
    set_clock(RECEIVED + 9 * DAY)
    client.sign_in_as(world.first)
    page = client.get(f"/staff/complaints/{record.reference}").get_data(as_text=True)
    assert "tag--late" in page.partition('id="questions"')[2].partition('id="timeline"')[0]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ("", None),
        ("asked", None),
        ("asked, late", News.OVERDUE),
        ("asked, answered", News.ANSWERED),
        ("asked, answered, late", News.ANSWERED),
        ("asked, answered, handler", None),
        ("asked, handler, late", News.OVERDUE),
        ("asked, answered, other", News.ANSWERED),
        ("asked, taken back, late", None),
    ],
)
def test_what_is_new_for_the_handler(acts: str, expected: News | None) -> None:
    handler, other = 7, 8
    act_of = {"asked": ASKED_IT, "answered": ANSWERED_IT, "taken back": TAKEN_BACK_IT}
    steps = acts.split(", ") if acts else []
    lines = [
        SimpleNamespace(
            id=number,
            act=act_of.get(step, "case.noted"),
            actor_id={"asked": handler, "handler": handler, "other": other}.get(step),
            facts={"question": 1, "answer_by": BY.isoformat()},
        )
        for number, step in enumerate(steps, start=1)
        if step != "late"
    ]
    today = BY + DAY if "late" in steps else BY
    assert news_in(lines, handler_id=handler, today=today) is expected


def test_the_handler_s_lists_say_what_is_new_and_nobody_else_s_do(world: World, client: StrictClient) -> None:
    record = world.assigned(world.raised(), world.first)
    to_officer = world.assigned(world.raised(), world.officer)
    links = [ask(world, record), ask(world, to_officer, replace(ASKED, email="hello@ashe.example"))]
    commit()
    new, late = "a firm has answered", "a firm’s answer is overdue"
    lists = {world.first: "/staff/complaints", world.officer: "/staff"}
    for who, address in lists.items():
        assert not any(words in listed(client, who, address) for words in (new, late))
        assert client.statement_count <= 10
    set_clock(RECEIVED + 8 * DAY)
    for who, address in lists.items():
        assert late in listed(client, who, address)
    for link in links:
        answer_question(link, FROM_FIRM, now=RECEIVED + 8 * DAY)
    commit()
    for who, address in lists.items():
        page = listed(client, who, address)
        assert new in page
        assert late not in page
        assert client.statement_count <= 10
    assert "a firm" not in listed(client, world.manager, "/staff?whose=all")


def listed(client: StrictClient, who: Person, address: str) -> str:
    """A list of work as somebody sees it."""
    client.sign_out()
    client.sign_in_as(who)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)
