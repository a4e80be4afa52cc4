"""Acting on a case: what each act does, what it says beforehand, and that no word typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import database
from portal.cases.kinds import InformationKind
from portal.cases.models import Case, Option, Referral
from portal.charters.standards import CaseKind
from portal.commitments.models import Commitment
from portal.database import db
from portal.identity.roles import Role
from portal.records.models import Bar, Record
from tests.applications import running_app
from tests.cases_services.world import RECEIVED, World, a_world, acts, commitments, messages
from tests.cases_staff.conftest import set_clock
from tests.cases_staff.reading import do, hidden, text_of
from tests.client import StrictClient
from tests.factories.people import a_staff_member

WORDS = "You may paint it green. Use paint for outdoor wood."


@pytest.fixture
def record(world: World) -> Record:
    """The tenant's case, with the officer as its handler."""
    found = world.raised()
    found.handler_id = world.officer.id
    db.session.commit()
    return found


def case_of(record: Record) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, record.id)


@pytest.mark.parametrize(
    ("name", "fields", "act"),
    [
        ("acknowledge", {"body": WORDS}, "case.acknowledged"),
        ("answer", {"body": WORDS}, "case.answered"),
        ("progress", {"body": WORDS, "next_update_on-day": "9", "next_update_on-month": "11",
                      "next_update_on-year": "2026"}, "case.progress"),
        ("delay", {"body": WORDS, "expected_on-day": "20", "expected_on-month": "11",
                   "expected_on-year": "2026"}, "case.delayed"),
        ("note", {"body": WORDS}, "case.noted"),
        ("ring", {"body": WORDS, "reached": "yes", "rang_on-day": "3", "rang_on-month": "11",
                  "rang_on-year": "2026", "rang_at": "4:10pm"}, "case.called"),
        ("ask-manager", {"body": WORDS}, "case.manager asked"),
        ("refer", {"body": WORDS, "agency": "Shelter"}, "case.referred"),
        ("options", {"words_1": "Green", "consequence_1": "We send paint", "words_2": "Red",
                     "consequence_2": "You buy it"}, "case.options put"),
        ("close", {"outcome": "withdrawn by the customer"}, "case.closed"),
    ],
)  # fmt: skip
def test_each_act_is_done_and_stands_in_the_timeline(
    officer: StrictClient, record: Record, name: str, fields: dict[str, str], act: str
) -> None:
    answer = do(officer, record, name, **fields)
    assert answer.status_code == 303, text_of(answer)
    assert answer.location == f"/staff/cases/{record.reference}?did={name}"
    assert acts(record)[-1] == act
    page = text_of(officer.get(answer.location))
    assert fields.get("body", "") in page
    assert record.title in page


def test_the_page_says_what_an_act_keeps_before_it_is_done(officer: StrictClient, record: Record) -> None:
    page = text_of(officer.get(f"/staff/cases/{record.reference}/do/answer"))
    promise = commitments(record)[-1]
    assert f"This keeps: {promise.label} by {promise.due_on:%A %-d %B %Y}" in page
    assert "It keeps none and starts none." in text_of(
        officer.get(f"/staff/cases/{record.reference}/do/progress")
    )


def test_the_promise_line_has_a_button_for_what_keeps_it(officer: StrictClient, record: Record) -> None:
    html = officer.get(f"/staff/cases/{record.reference}").get_data(as_text=True)
    assert f'href="/staff/cases/{record.reference}/do/answer">Answer it</a>' in html


def test_reopening_says_what_begins(officer: StrictClient, record: Record) -> None:
    do(officer, record, "answer", body=WORDS)
    do(officer, record, "close", outcome="solved")
    page = text_of(officer.get(f"/staff/cases/{record.reference}/do/reopen"))
    assert "It starts:" in page
    before = len(commitments(record))
    assert do(officer, record, "reopen", body="They rang again.").status_code == 303
    assert len(commitments(record)) > before
    assert case_of(record).status == "open"


def test_a_letter_is_looked_at_as_it_will_leave(officer: StrictClient, record: Record) -> None:
    jargon = "We will commence. " + "very " * 30 + "long."
    answer = do(officer, record, "answer", body=jargon, look="1")
    assert answer.location.endswith("/do/answer?look=1#look")
    assert acts(record) == ["case.received"]
    page = officer.get(answer.location.partition("#")[0])
    words = text_of(page)
    assert "This is how it will look" in words
    assert "Dear Amina Farah" in words
    assert "Joanna Blake" in words
    assert "“commence”: plainer is" in words
    assert "31 words in one sentence" in words
    sent = officer.post(f"/staff/cases/{record.reference}/do/answer", data={**hidden(page), "body": jargon})
    assert sent.location.endswith("?did=answer")
    assert len([m for m in messages(record) if m.kind == "cases/answered"]) == 1


def test_a_late_answer_gives_its_reason(officer: StrictClient, world: World, record: Record) -> None:
    assert 'name="delay_reason"' not in officer.get(f"/staff/cases/{record.reference}/do/answer").get_data(
        as_text=True
    )
    set_clock(RECEIVED + timedelta(days=40))
    refused = do(officer, record, "answer", body=WORDS)
    assert refused.status_code == 422
    assert WORDS in text_of(refused)
    assert "This answer is late. Write why" in text_of(refused)
    assert do(officer, record, "answer", body=WORDS, delay_reason="Joanna was ill.").status_code == 303
    sent = messages(record)[-1]
    assert "Joanna was ill." in sent.text
    assert "Joanna was ill." in text_of(officer.get(f"/staff/cases/{record.reference}"))


def test_a_message_by_somebody_else_names_both(client: StrictClient, world: World, record: Record) -> None:
    client.sign_in_as(world.colleague)
    do(client, record, "progress", body=WORDS, **day("next_update_on", 9))
    text = messages(record)[-1].text
    assert "Sam Hill" in text
    assert "Joanna Blake" in text


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("answer", {"body": "  "}, "Write your answer"),
        ("progress", {"body": WORDS}, "Enter the date of the next news"),
        ("progress", {"body": WORDS, "next_update_on-day": "3", "next_update_on-month": "11",
                      "next_update_on-year": "2026"}, "Enter a day after today"),
        ("delay", {"body": WORDS, "expected_on-day": "2", "expected_on-month": "11",
                   "expected_on-year": "2026"}, "Enter a day that is today or later"),
        ("ring", {"body": WORDS, "reached": "yes", "rang_on-day": "3", "rang_on-month": "11",
                  "rang_on-year": "2026", "rang_at": "6pm"}, "not in the future"),
        ("ring", {"body": WORDS, "rang_at": "6"}, "Choose whether you reached them"),
        ("hand-over", {"body": WORDS, "to": "person:9999"}, "Choose a person or a team"),
        ("hand-over", {"body": WORDS, "to": ""}, "Choose a person or a team"),
        ("options", {"words_1": WORDS}, "Write the second choice"),
        ("refer", {"body": WORDS}, "Enter who can help them"),
        ("close", {"body": WORDS, "outcome": "solved"}, "Answer the case first"),
        ("link", {"reference": "H7KM"}, "Enter the reference of a case you can see"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    officer: StrictClient, record: Record, name: str, fields: dict[str, str], said: str
) -> None:
    answer = do(officer, record, name, **fields)
    assert answer.status_code == 422
    assert said in text_of(answer)
    kept = answer.get_data(as_text=True)
    assert all(value in kept for value in fields.values() if value.strip() and value != "person:9999")
    assert acts(record) == ["case.received"]


def test_a_stale_form_shows_both_texts_and_can_be_sent_again(
    officer: StrictClient, world: World, record: Record
) -> None:
    address = f"/staff/cases/{record.reference}/do/answer"
    mine = hidden(officer.get(address))
    other = StrictClient(officer.application)
    other.sign_in_as(world.colleague)
    do(other, record, "note", body="She rang: it is about the back door.")
    answer = officer.post(address, data={**mine, "body": WORDS})
    assert answer.status_code == 409
    assert "She rang: it is about the back door." in text_of(answer)
    assert WORDS in text_of(answer)
    assert "Sam Hill" in text_of(answer)
    again = officer.post(address, data={**hidden(answer), "body": WORDS})
    assert again.status_code == 303


def test_a_stale_answer_to_a_closed_case_keeps_its_words(
    officer: StrictClient, world: World, record: Record
) -> None:
    address = f"/staff/cases/{record.reference}/do/answer"
    mine = hidden(officer.get(address))
    other = StrictClient(officer.application)
    other.sign_in_as(world.colleague)
    do(other, record, "close", outcome="withdrawn by the customer")
    answer = officer.post(address, data={**mine, "body": WORDS})
    assert answer.status_code == 409
    assert "cannot be done with the case as it is now" in text_of(answer)
    assert WORDS in text_of(answer)


def test_assigning_and_handing_over(officer: StrictClient, world: World, record: Record) -> None:
    do(officer, record, "assign", to=f"person:{world.colleague.id}")
    assert record_now(record).handler_id == world.colleague.id
    do(officer, record, "hand-over", to=f"person:{world.officer.id}", body="She knows the house.")
    assert record_now(record).handler_id == world.officer.id
    assert "She knows the house." in messages(record)[-1].text
    do(officer, record, "hand-over", to=f"team:{world.team.id}", body="I am away.")
    assert record_now(record).handler_id is None
    assert "Take it" in text_of(officer.get(f"/staff/cases/{record.reference}"))


def test_linking_shows_each_case_on_the_other(officer: StrictClient, world: World, record: Record) -> None:
    other = world.raised(title="The gate")
    do(officer, record, "link", reference=other.reference.lower().replace("-", " "))
    assert "The gate" in text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert record.title in text_of(officer.get(f"/staff/cases/{other.reference}"))
    twice = do(officer, record, "link", reference=other.reference)
    assert "linked already" in text_of(twice)


def test_options_are_shown_with_what_was_chosen(officer: StrictClient, record: Record) -> None:
    do(officer, record, "options", words_1="Green", consequence_1="We send paint", words_2="Red",
       consequence_2="You buy it", **day("by_1", 20))  # fmt: skip
    page = text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert "Green (by Friday 20 November 2026). What follows: We send paint Not chosen yet." in page
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Option)) == 2


def test_only_a_manager_corrects_when_it_arrived(
    officer: StrictClient, client: StrictClient, world: World, record: Record
) -> None:
    address = f"/staff/cases/{record.reference}/received"
    assert officer.get(address).status_code == 403
    due = commitments(record)[0].due_at
    client.sign_in_as(a_staff_member(Role.MANAGER, given_name="Priya", family_name="Shah", team=world.team))
    answer = do(
        client, record, "received", body="It lay on the mat.", received_at="9am", **day("received_on", 2)
    )
    assert answer.status_code == 303
    assert record_now(record).received_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert commitments(record)[0].due_at < due
    assert "Priya Shah" in text_of(client.get(f"/staff/cases/{record.reference}"))


def test_a_request_is_passed_to_its_authority_once_we_know_about_the_name(
    officer: StrictClient, world: World
) -> None:
    record = world.raised(kind=CaseKind.INFORMATION_REQUEST, information=InformationKind.RECORDED)
    record.handler_id = world.officer.id
    database.commit()
    page = text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert "May we name them?" in page
    refused = do(officer, record, "submit", authority="The council")
    assert "First say whether we may name the customer" in text_of(refused)
    do(officer, record, "naming", may_name="no")
    assert do(officer, record, "submit", authority="The council").status_code == 303
    referral = db.session.scalars(sa.select(Referral)).one()
    db.session.refresh(referral)
    assert (referral.agency, referral.may_name_requester) == ("The council", False)
    assert referral.submitted_at is not None


def test_a_clock_is_stopped_started_and_extended_where_the_promise_allows(
    officer: StrictClient, record: Record
) -> None:
    promise = commitments(record)[0]
    page = text_of(officer.get(f"/staff/cases/{record.reference}"))
    assert "Stop a clock" not in page
    assert "Extend a promise" not in page
    promise.may_pause = True
    promise.extension = {"cap": {**promise.limit, "amount": 20}, "from_start": False, "source": "tests"}
    database.commit()
    number = str(promise.id)
    assert (
        do(officer, record, "stop-clock", commitment=number, body="We asked which door.").status_code == 303
    )
    here = {"answered_at": "4:12pm", **day("answered_on", 3)}
    assert do(officer, record, "start-clock", commitment=number, **here).status_code == 303
    refused = do(
        officer, record, "extend", commitment=number, body="The surveyor is away.", **day("new_on", 1)
    )
    assert "Enter a day after the last day as it is now" in text_of(refused)
    new_on = promise.due_on + timedelta(days=2)
    fields = {"new_on-day": new_on.day, "new_on-month": new_on.month, "new_on-year": new_on.year}
    assert do(officer, record, "extend", commitment=number, body="Away.", **fields).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Commitment, promise.id).due_on == new_on
    assert messages(record)[-1].kind == "cases/extended"
    assert acts(record)[-3:] == ["case.clock stopped", "case.clock runs again", "case.extended"]


def test_what_cannot_be_done_now_goes_back_to_the_case(officer: StrictClient, record: Record) -> None:
    answer = officer.get(f"/staff/cases/{record.reference}/do/reopen")
    assert answer.location.endswith("?did=not-now")


@pytest.mark.parametrize("name", ["nothing", "note", "received"])
def test_an_act_that_is_none_is_not_there(officer: StrictClient, record: Record, name: str) -> None:
    assert officer.get(f"/staff/cases/{record.reference}/do/{name}").status_code == 404


def test_reception_writes_a_note_and_answers_nothing(
    client: StrictClient, world: World, record: Record
) -> None:
    client.sign_in_as(a_staff_member(Role.RECEPTION, given_name="Tom", team=world.team))
    page = client.get(f"/staff/cases/{record.reference}")
    assert "/do/" not in page.get_data(as_text=True)
    assert do(client, record, "note", body="He waited.").status_code == 303
    assert client.get(f"/staff/cases/{record.reference}/do/answer").status_code == 403
    assert client.post(f"/staff/cases/{record.reference}/do/answer", data={}).status_code == 403


@pytest.mark.parametrize("why", ["household", "barred", "unknown"])
def test_what_one_may_not_see_is_not_there(
    officer: StrictClient, world: World, record: Record, why: str
) -> None:
    reference = record.reference
    if why == "household":
        record.person_id = world.officer.id
    elif why == "barred":
        db.session.add(Bar(record_id=record.id, person_id=world.officer.id, why="named"))
    else:
        reference = "H7KM-4RXC"
    database.commit()
    pages = {
        officer.get(f"/staff/cases/{reference}{rest}").status_code for rest in ("", "/do/answer", "/note")
    }
    sent = officer.post(f"/staff/cases/{reference}/do/answer", data={"body": WORDS}).status_code
    assert (pages, sent) == ({404}, 404)


def test_each_look_is_recorded(officer: StrictClient, world: World, record: Record) -> None:
    officer.get(f"/staff/cases/{record.reference}")
    looks = db.session.execute(
        sa.text("SELECT actor_id, record_id FROM audit_entries WHERE is_look AND act = 'case.seen'")
    ).all()
    assert looks == [(world.officer.id, record.id)]


def test_statements_of_a_case_do_not_grow_with_what_is_on_it(officer: StrictClient, world: World) -> None:
    counts = []
    for number in (3, 30):
        record = world.raised(person=world.tenant)
        database.commit()
        for n in range(number):
            other = world.raised(title=f"case {n}")
            database.commit()
            do(officer, record, "note", body=f"note {n}")
            do(officer, record, "link", reference=other.reference)
        officer.get(f"/staff/cases/{record.reference}")
        counts.append(officer.statement_count)
    assert counts[0] == counts[1] <= 10


def test_the_timeline_shows_what_is_asked_for(officer: StrictClient, record: Record) -> None:
    do(officer, record, "note", body="Only for us.")
    page = f"/staff/cases/{record.reference}"
    assert "Only for us." in text_of(officer.get(page))
    assert "Only for us." in text_of(officer.get(f"{page}?show=notes"))
    assert "Only for us." not in text_of(officer.get(f"{page}?show=messages"))


def test_how_a_date_was_counted_is_shown(officer: StrictClient, record: Record) -> None:
    promise = commitments(record)[0]
    page = officer.get(f"/staff/cases/{record.reference}/how-we-counted/{promise.id}")
    assert promise.promise in text_of(page)
    other = officer.get(f"/staff/cases/H7KM-4RXC/how-we-counted/{promise.id}")
    assert other.status_code == 404


def test_a_statutory_topic_shows_limit_and_aim_and_warns_before_the_aim(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    """HOWM 3.1e: 28 days by law, 10 working days aimed at; received on Tuesday 3 November."""
    with running_app(tmp_path, database_url=new_database("sqlite"), charter="howm") as app:
        set_clock(RECEIVED)
        world, client = a_world(), StrictClient(app)
        record = world.raised(topic_id=world.topics[1].id)
        record.handler_id = world.officer.id
        database.commit()
        client.sign_in_as(world.officer)
        page = f"/staff/cases/{record.reference}"
        assert "The aim is near" not in text_of(client.get(page))
        set_clock(datetime(2026, 11, 13, 10, tzinfo=UTC))
        words = text_of(client.get(page))
        assert "The aim is near The law allows until Tuesday 1 December 2026" in words
        assert "We aim to answer by Tuesday 17 November 2026." in words
        assert "Write the delay letter" in words
        set_clock(datetime(2026, 11, 19, 10, tzinfo=UTC))
        assert "The aim has passed, the limit has not" in text_of(client.get(page))
        do(client, record, "delay", body="We wait for the surveyor.", **day("expected_on", 27))
        assert "The aim has passed" not in text_of(client.get(page))


def day(name: str, number: int) -> dict[str, str]:
    """The three parts of a day of November 2026."""
    return {f"{name}-day": str(number), f"{name}-month": "11", f"{name}-year": "2026"}


def record_now(record: Record) -> Record:
    """The record as the database has it."""
    db.session.refresh(record)
    return record
