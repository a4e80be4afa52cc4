"""A contractor is complained about: it gets a question and a link, answers with a paper, and no more."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import NARROW, LiveServer, NewPage, assert_errors_lead_to_their_fields, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import COMPLAINTS, TENANT, a_complaint
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail, send_empty

pytestmark = pytest.mark.journey
QUESTION = "On which days were you at the house to mend the light on the stairs?"
FIRM = "office@brightlight.example"
SHEET: FilePayload = {"name": "job sheet.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 job sheet"}


def test_a_question_and_its_answer(page: Page, new_page: NewPage, live_server: LiveServer) -> None:
    reference = a_complaint(live_server)
    sign_in(page, live_server, COMPLAINTS)
    page.goto(f"/staff/complaints/{reference}")
    page.get_by_role("link", name="Ask a contractor").click()
    heading(page, "Ask a contractor")
    send_empty(page, "Send the question", "Write your question")
    page.get_by_label("If it is not in the list: its name").fill("Brightlight Ltd")
    page.get_by_label("Email address").fill(FIRM)
    page.get_by_label("Your question").fill(f"{TENANT.given_name} says you never came. Is that so?")
    enter_date(page, "Answer by which day?", 10, 11, 2026)
    page.get_by_role("button", name="Send the question").click()
    look_at_errors(
        page, "This tells who complained. Take out names, phone numbers, email addresses and references"
    )
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Send the question").click()
    expect(page.locator(".notice").first).to_contain_text("The question is on its way.")
    expect(page.get_by_role("main")).to_contain_text("They are to answer by Tuesday 10 November 2026.")
    look(page)

    firm = new_page(width=NARROW, scripts=False)
    mail = read_mail(firm, live_server, "A question from", to=FIRM)
    expect(mail).to_contain_text(QUESTION)
    expect(mail).not_to_contain_text(re.compile(f"{reference}|omplain|{TENANT.family_name}"))
    mail.get_by_role("link", name="/question/").click()
    link = firm.url
    heading(firm, "A question for Brightlight Ltd")
    look(firm)
    firm.get_by_role("button", name="Send your answer").click()
    assert_errors_lead_to_their_fields(firm)
    firm.get_by_label("Your answer").fill("On 12 October. The part was missing.")
    firm.get_by_label("Your name").fill("Jo Marsh")
    firm.locator("input[type=file]").set_input_files(SHEET)
    firm.get_by_role("button", name="Send your answer").click()
    heading(firm, "We have your answer")
    look(firm)
    answer = firm.goto(link)
    assert answer is not None
    assert answer.status == 404
    heading(firm, "This link no longer opens")
    look(firm)

    page.goto(f"/staff/complaints/{reference}")
    for words in ("On 12 October. The part was missing.", "Jo Marsh", "in time", "job sheet.pdf"):
        expect(page.get_by_role("main")).to_contain_text(words)
    look(page)
    tenant = new_page()
    sign_in(tenant, live_server, TENANT)
    tenant.goto(f"/complaints/{reference}")
    expect(tenant.get_by_role("main")).not_to_contain_text("Brightlight")
