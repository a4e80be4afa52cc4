"""Wherever somebody is unhappy the choice to complain is offered, and the offer and its answer are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal import database, timekeeping
from portal.cases.models import Case, CaseLink, ComplaintChoice
from portal.commitments.models import Commitment
from portal.database import db
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.organisation.models import Team
from portal.records.models import Entry, Record
from tests.cases_feedback.steps import choices, the_one
from tests.cases_services.world import RECEIVED, World, commitments, messages
from tests.cases_staff.reading import do, hidden, text_of
from tests.cases_web.steps import submission_of
from tests.client import StrictClient
from tests.factories.people import a_staff_member

LATER = RECEIVED + timedelta(days=2)
MISSING = "You did not say when."


@pytest.fixture
def record(world: World) -> Record:
    """The tenant's enquiry of two days ago, answered."""
    found = world.raised()
    found.handler_id = world.officer.id
    case = db.session.get_one(Case, found.id)
    case.status, case.answered_at = "answered", RECEIVED
    database.commit()
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(LATER - timekeeping.utc_now())
    return found


@pytest.fixture
def tenant(client: StrictClient, world: World, record: Record) -> StrictClient:
    """The tenant's browser."""
    client.sign_in_as(world.tenant)
    return client


def unhappy_url(record: Record) -> str:
    return f"/cases/{record.reference}/unhappy"


def choose(client: StrictClient, record: Record, **fields: str) -> TestResponse:
    """Say what is wrong and whether to complain, as a browser does."""
    held = hidden(client.get(unhappy_url(record)))
    return client.post(unhappy_url(record), data={**held, **fields})


def test_from_not_answered_to_a_linked_complaint(tenant: StrictClient, record: Record) -> None:
    said = tenant.post(f"/cases/{record.reference}/not-answered", data={"missing": MISSING})
    assert said.location == f"{unhappy_url(record)}?did=opened"
    assert choices() == [("it was not answered", "")]  # offered, and not answered yet
    page = tenant.get(said.location)
    assert MISSING in text_of(page)
    chosen = choose(tenant, record, words=MISSING, wish="yes", put_right="A date.")
    complaint, case, feedback = the_one("complaint")
    assert chosen.location == f"/cases/sent/{complaint.reference}".replace("/cases/sent", "/ask/sent")
    assert complaint.reference != record.reference
    assert complaint.received_at == record.received_at == RECEIVED
    assert complaint.restricted
    assert (case.words, feedback.put_right) == (MISSING, "A date.")
    assert choices() == [("it was not answered", "yes")]
    link = db.session.scalars(sa.select(CaseLink)).one()
    assert {link.first_id, link.second_id} == {record.id, complaint.id}
    # Work on the enquiry goes on, with its new dates.
    assert db.session.get_one(Case, record.id).status == "open"
    assert any(c.ended_at is None for c in commitments(record))
    assert [c.starts_at for c in commitments(complaint)] == [RECEIVED] * len(commitments(complaint))
    assert "cases/received" in [message.kind for message in messages(complaint)]
    assert complaint.reference in tenant.get("/cases").get_data(as_text=True)


def test_the_enquiry_does_not_tell_that_there_is_a_complaint(
    tenant: StrictClient, record: Record, world: World, complaints_officer: Person
) -> None:
    choose(tenant, record, words="I waited a week.", wish="yes")
    complaint, _, _ = the_one("complaint")
    tenant.sign_in_as(world.officer)
    page = text_of(tenant.get(f"/staff/cases/{record.reference}"))
    assert complaint.reference not in page
    assert "I waited a week." not in page
    person = text_of(tenant.get(f"/staff/people/{world.tenant.id}"))
    assert complaint.reference not in person
    tenant.sign_in_as(complaints_officer)  # nor does it to them: it shows on its own pages
    assert complaint.reference not in text_of(tenant.get(f"/staff/cases/{record.reference}"))


@pytest.mark.parametrize(("wish", "kept"), [("no", "no"), ("not sure", "not sure")])
def test_no_is_an_answer_and_what_was_said_reaches_the_handler(
    tenant: StrictClient, record: Record, wish: str, kept: str
) -> None:
    answer = choose(tenant, record, words="Too slow.", wish=wish)
    assert answer.location == f"/cases/{record.reference}?did=heard"
    assert "You can still make it a complaint" in text_of(tenant.get(answer.location))
    assert choices() == [("the page of the case", kept)]
    said = db.session.scalars(sa.select(Entry.body).where(Entry.act == "case.customer wrote")).all()
    assert said == ["Too slow."]
    # They may think again.
    choose(tenant, record, words="Too slow.", wish="yes")
    assert choices() == [("the page of the case", kept), ("the page of the case", "yes")]


def test_an_unhappy_reply_leads_to_the_choice(tenant: StrictClient, record: Record) -> None:
    page = tenant.get(f"/cases/{record.reference}")
    key = submission_of(page.get_data(as_text=True))
    data = {"words": "This is no good.", "is_unhappy": "y", "submission": key}
    answer = tenant.post(f"/cases/{record.reference}/messages", data=data)
    assert answer.location == f"{unhappy_url(record)}?did=said"
    choose(tenant, record, words="This is no good.", wish="no")
    assert choices() == [("an unhappy reply", "no")]
    said = db.session.scalars(sa.select(Entry.body).where(Entry.act == "case.customer wrote")).all()
    assert said == ["This is no good."]  # and not a second time


def test_beside_a_missed_promise_we_offer_it(tenant: StrictClient, record: Record) -> None:
    late = commitments(record)[0]
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(late.due_at + timedelta(days=1) - timekeeping.utc_now())
    page = tenant.get(f"/cases/{record.reference}").get_data(as_text=True)
    assert f"{unhappy_url(record)}?promise={late.id}" in page
    assert "Tell us, or complain" in page
    for address in ("/", "/cases"):
        assert f"{unhappy_url(record)}?promise={late.id}" in tenant.get(address).get_data(as_text=True)
    there = tenant.get(f"{unhappy_url(record)}?promise={late.id}")
    assert "We promised you this, and it was late:" in text_of(there)
    assert tenant.statement_count <= 8
    fields = {**hidden(there), "words": "Late.", "wish": "not sure"}
    tenant.post(f"{unhappy_url(record)}?promise={late.id}", data=fields)
    row = db.session.scalars(sa.select(ComplaintChoice)).one()
    assert (row.offered_where, row.commitment_id, row.answer) == ("a missed promise", late.id, "not sure")


def test_it_goes_to_those_who_deal_with_complaints(tenant: StrictClient, record: Record) -> None:
    theirs = Team(name="Complaints", phone="020 7946 0300")
    db.session.add(theirs)
    db.session.flush()
    a_staff_member(Role.COMPLAINTS, given_name="Ines", team=theirs)
    answer = choose(tenant, record, words="Late again.", wish="yes")
    complaint, _, _ = the_one("complaint")
    assert complaint.team_id == theirs.id != record.team_id
    assert "Complaints" in text_of(tenant.get(answer.location))


def test_what_is_missing_is_said(tenant: StrictClient, record: Record) -> None:
    answer = tenant.post(unhappy_url(record), data={"words": "", "wish": ""})
    assert answer.status_code == 422
    words = text_of(answer)
    assert "Write what you are unhappy about" in words
    assert "Choose whether to make it a complaint" in words


def test_said_yes_twice_one_complaint_is_opened(tenant: StrictClient, record: Record) -> None:
    sent = [choose(tenant, record, words=MISSING, wish="yes", submission="s" * 20) for _ in range(2)]
    assert sent[0].location == sent[1].location
    assert db.session.scalar(sa.select(sa.func.count()).where(Record.kind == "complaint")) == 1


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        ("note", {"body": "She shouted: nobody rings back."}),
        (
            "ring",
            {
                "body": "She shouted: nobody rings back.",
                "reached": "yes",
                "rang_on-day": "5",
                "rang_on-month": "11",
                "rang_on-year": "2026",
                "rang_at": "4pm",
            },
        ),
        ("complain", {"body": "Nobody rings back.", "put_right": ""}),
    ],
)
@pytest.mark.parametrize("wish", ["yes", "no", "not sure"])
def test_staff_offer_it_and_keep_what_was_said(
    client: StrictClient, world: World, record: Record, task: str, fields: dict[str, str], wish: str
) -> None:
    client.sign_in_as(world.officer)
    answer = do(client, record, task, **fields, wish=wish)
    assert answer.status_code == 303, text_of(answer)
    row = db.session.scalars(sa.select(ComplaintChoice)).one()
    assert (row.offered_where, row.offered_by_id, row.answer) == ("talking to staff", world.officer.id, wish)
    assert (row.complaint_id is not None) is (wish == "yes")
    if wish == "yes":
        complaint, _, _ = the_one("complaint")
        # Whoever took it down does not follow it as a customer may.
        assert client.get(f"/cases/{complaint.reference}").status_code == 404
        assert client.get(f"/staff/cases/{complaint.reference}").status_code == 404


def test_a_note_about_somebody_content_keeps_no_offer(
    client: StrictClient, world: World, record: Record
) -> None:
    client.sign_in_as(world.officer)
    do(client, record, "note", body="All is well.", wish="")
    assert choices() == []


def test_a_complaint_is_not_answered_or_closed_on_the_pages_of_an_enquiry(
    tenant: StrictClient, record: Record, complaints_officer: Person
) -> None:
    choose(tenant, record, words="Late again.", wish="yes")
    complaint, _, _ = the_one("complaint")
    assert tenant.get(unhappy_url(complaint)).status_code == 303
    tenant.sign_in_as(complaints_officer)
    for task in ("answer", "acknowledge", "assign", "hand-over", "close", "extend", "reopen", "complain"):
        answer = tenant.get(f"/staff/cases/{complaint.reference}/do/{task}")
        assert (answer.status_code, "did=not-now" in (answer.location or "")) == (302, True), task
    assert tenant.get(f"/staff/cases/{complaint.reference}/do/ask-manager").status_code == 200
    assert db.session.scalar(sa.select(Commitment.id).where(Commitment.record_id == complaint.id))


def test_a_visitor_complains_by_the_link_we_sent(client: StrictClient, world: World) -> None:
    record = world.raised(person=None, contact_name="Rosa", contact_email="rosa@home.example")
    database.commit()
    link = messages(record)[0].text.partition("/follow/")[2].split()[0]
    client.post(f"/follow/{link}", data={})
    answer = choose(client, record, words="Nobody rang.", wish="yes")
    complaint, case, _ = the_one("complaint")
    assert (case.contact_email, complaint.person_id) == ("rosa@home.example", None)
    assert client.get(answer.location).status_code == 200
    assert "/follow/" in messages(complaint)[0].text
    assert hidden(client.get(f"/cases/{record.reference}"))["submission"]
