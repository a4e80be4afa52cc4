"""An officer asks for proof, stops a clock, answers with a file; the customer is told each time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from portal import database
from portal.cases.kinds import InformationKind, ReplyBy
from portal.cases.services.handling import assign
from portal.cases.services.raising import NewCase, raise_case
from portal.charters.standards import CaseKind, Channel
from portal.database import db, writing
from portal.demo import people
from portal.identity.models import Person
from tests.browser import NOW, LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import act_on, enter_date, look, read_mail, send_empty

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
APPLICANT = next(one for one in people.EVERYBODY if one.key == "gareth.pugh")
WORDS = "Please send me everything you hold about my application."
PLAN: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"Two rooms and a kitchen."}


@pytest.fixture
def case_url(live_server: LiveServer) -> str:
    """A request for own data that came yesterday, and the officer has it; its address for the customer."""
    with live_server.app.test_request_context(), writing():
        everybody = {person.name: person for person in db.session.query(Person)}
        applicant = everybody[f"{APPLICANT.given_name} {APPLICANT.family_name}"]
        officer = everybody[f"{OFFICER.given_name} {OFFICER.family_name}"]
        new = NewCase(
            kind=CaseKind.INFORMATION_REQUEST,
            channel=Channel.WEB,
            words=WORDS,
            received_at=NOW - timedelta(days=1),
            reply_by=ReplyBy.EMAIL,
            person=applicant,
            information=InformationKind.OWN_DATA,
        )
        record = raise_case(new, by=applicant.id, now=new.received_at)
        assign(record, to=officer.id, by=officer.id, version=record.version, now=NOW - timedelta(hours=1))
        reference = record.reference
        database.commit()
        db.session.remove()
    return f"/cases/{reference}"


def mail(page: Page, live_server: LiveServer, subject: str) -> Locator:
    return read_mail(page, live_server, subject, to=live_server.email(APPLICANT))


def test_a_clock_is_stopped_and_goes_on_and_an_answer_takes_a_file_along(
    new_page: NewPage, live_server: LiveServer, case_url: str
) -> None:
    officer, applicant = new_page(), new_page()
    sign_in(officer, live_server, OFFICER)
    sign_in(applicant, live_server, APPLICANT)

    act_on(officer, case_url, "Stop a clock")
    expect(officer.locator(".page__aside")).to_contain_text("This clock stands still from now:")
    missing = "Write why the clock stops, and what you need from them"
    send_empty(officer, "Stop the clock and tell the customer", missing)
    officer.get_by_label("Why the clock stops, and what you need from them").fill("Which years do you mean?")
    officer.get_by_role("button", name="Stop the clock and tell the customer").click()
    expect(officer.locator(".notice")).to_contain_text("The clock is stopped, and the customer is told.")
    expect(officer.locator(".promise").filter(has_text="Your own data")).to_contain_text(
        "the clock is stopped"
    )
    look(officer)
    expect(mail(applicant, live_server, "We need something from you")).to_contain_text(
        "Which years do you mean?"
    )

    applicant.goto(case_url)
    expect(applicant.get_by_role("main")).to_contain_text("Which years do you mean?")
    look(applicant)
    applicant.get_by_label("Your message").fill("From 2024 on.")
    applicant.get_by_role("button", name="Send your message").click()
    expect(applicant.locator(".notice")).to_contain_text("We have your message.")

    act_on(officer, case_url, "Start the clock again")
    look(officer)
    officer.get_by_role("button", name="Start the clock and tell the customer").click()
    expect(officer.locator(".notice")).to_contain_text("The clock runs again, and the customer is told.")
    expect(mail(applicant, live_server, "The clock runs again")).to_contain_text("Wednesday 2 December 2026")

    officer.goto(f"/staff{case_url}/do/answer")
    officer.get_by_label("Add photos or papers").set_input_files(PLAN)
    send_empty(officer, "Send the answer", "Write your answer")
    expect(officer.get_by_role("button", name="Remove plan.txt")).to_be_visible()
    officer.get_by_label("Your answer").fill("Here is all of it.")
    officer.get_by_role("button", name="Send the answer").click()
    expect(officer.locator(".notice")).to_contain_text("It is answered.")
    expect(mail(applicant, live_server, "Our answer to you")).to_contain_text("plan.txt")
    applicant.goto(case_url)
    with applicant.expect_download() as download:
        applicant.get_by_role("link", name="plan.txt").click()
    assert download.value.suggested_filename == "plan.txt"


def test_the_clock_starts_when_proof_of_identity_is_here(
    new_page: NewPage, live_server: LiveServer, case_url: str
) -> None:
    officer, applicant = new_page(), new_page()
    sign_in(officer, live_server, OFFICER)
    sign_in(applicant, live_server, APPLICANT)
    act_on(officer, case_url, "Ask for proof of identity")
    send_empty(officer, "Send it", "Write what they should send us")
    officer.get_by_label("What they should send us").fill("A copy of your passport or driving licence.")
    officer.get_by_role("button", name="Send it").click()
    expect(officer.locator(".notice")).to_contain_text("The clock starts when you have the proof.")
    expect(mail(applicant, live_server, "Please show us who you are")).to_contain_text("driving licence")
    applicant.goto(case_url)
    waiting = applicant.locator(".promise").filter(has_text="Your data sent")
    expect(waiting).to_contain_text("the clock starts when we have proof of identity")
    look(applicant)

    act_on(officer, case_url, "Proof of identity is here")
    enter_date(officer, "Which day did it reach us?", 30, 11, 2026)
    officer.get_by_role("button", name="Start the clock and tell the customer").click()
    expect(officer.locator(".govuk-error-summary")).to_contain_text("not in the future")
    enter_date(officer, "Which day did it reach us?", 3, 11, 2026)
    look(officer)
    officer.get_by_role("button", name="Start the clock and tell the customer").click()
    expect(officer.locator(".notice")).to_contain_text("The clock has started, and the customer is told.")

    applicant.goto(case_url)
    own_data = applicant.locator(".promise").filter(has_text="Your data sent")
    own_data.get_by_role("link", name="how we counted").click()
    heading(applicant, "How we counted")
    expect(applicant.get_by_role("main")).to_contain_text("That is when proof of identity reached us.")
    expect(applicant.get_by_role("main")).to_contain_text("by Thursday 3 December 2026")
    look(applicant)
