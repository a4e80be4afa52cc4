"""Damp is named in a question: judged, looked into, told, made safe; its dates run beside the question's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import choose, go_on, heading
from tests.journeys.looking import look, read_mail, send_empty

pytestmark = pytest.mark.journey

TENANT = people.TENANT
OFFICER = next(one for one in people.STAFF if one.who == "an officer")
PLACE = "the small bedroom"


def do(page: Page, here: str, act: str, *, button: str, words: str, question: str) -> None:
    """Open the hazard, press one act on it, and keep what happened as now."""
    page.goto(here)
    page.get_by_role("complementary").or_(page.locator(".page__aside")).get_by_role(
        "link", name=act, exact=True
    ).first.click()
    heading(page, act)
    page.get_by_label(question).fill(words)
    look(page)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".notice").first).to_be_visible()


def test_from_a_question_to_a_safe_home(page: Page, new_page: NewPage, live_server: LiveServer) -> None:
    sign_in(page, live_server, TENANT)
    page.goto("/ask")
    choose(page, "What do you need?", "Ask a question", look=look)
    choose(page, "What is it about?", "Rent and charges", look=look)
    page.get_by_label("Tell us in your own words").fill("Our bedroom wall is black. When do you come?")
    page.get_by_role("group", name="Is it urgent?").get_by_label("No", exact=True).check()
    page.get_by_label("There is damp, mould or something dangerous in my home").check()
    go_on(page, look)
    heading(page, "What is dangerous?")
    expect(page.locator(".emergency")).to_contain_text("Do not wait for an answer here.")
    send_empty(page, "Continue", "Choose what it is", "Write where it is, for example: the small bedroom")
    page.get_by_label("Damp or mould", exact=True).check()
    page.get_by_label("Where is it?").fill(PLACE)
    page.get_by_role("group", name=re.compile("before tomorrow")).get_by_label("Yes").check()
    page.get_by_label("Is it worse for somebody who lives there?").fill("A baby sleeps there.")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    choose(page, "How would you like our answer?", "Email me", look=look)
    expect(page.get_by_role("main")).to_contain_text("It could hurt somebody before tomorrow.")
    look(page)
    page.get_by_role("button", name="Send your question").click()
    heading(page, "We have your message")
    expect(page.get_by_role("main")).to_contain_text("Made safe")
    look(page)
    page.get_by_role("link", name="See what is happening").click()
    page.get_by_role("link", name=re.compile("Damp or mould: what we promised")).click()
    heading(page, f"Damp or mould: {PLACE}")
    expect(page.get_by_role("main")).to_contain_text("We treat this as an emergency.")
    look(page)
    own = page.url
    reference = own.split("/hazards/")[1].split("?")[0]

    officer = new_page()
    sign_in(officer, live_server, OFFICER)
    officer.goto("/staff")
    first = officer.get_by_role("region", name="Emergency: not safe yet")
    expect(first).to_contain_text(PLACE)
    look(officer)
    first.get_by_role("link", name=re.compile(PLACE)).first.click()
    here = f"/staff/hazards/{reference}"
    expect(officer.get_by_role("main")).to_contain_text("A baby sleeps there.")
    look(officer)
    officer.get_by_role("button", name="Take it").click()
    expect(officer.locator(".notice").first).to_contain_text("Somebody has it now.")
    officer.get_by_role("main").get_by_role("link", name="Judge how serious it is").first.click()
    expect(officer.locator(".inset")).to_contain_text("An emergency:")
    send_empty(officer, "Keep it", "Choose how serious it is", "Write why you judge it so")
    officer.get_by_label(re.compile("^Significant:")).check()
    officer.get_by_label("Why do you judge it so?").fill("Black mould on one wall. Nobody is ill today.")
    officer.get_by_role("button", name="Keep it").click()
    expect(officer.locator(".notice").first).to_contain_text("It is judged.")
    expect(officer.get_by_role("main")).to_contain_text("Hazard looked into")
    officer.goto("/staff")
    expect(officer.get_by_role("region", name="Emergency: not safe yet")).to_have_count(0)
    tell = "Keep it and tell them"
    do(
        officer,
        here,
        "We have looked into it",
        button="Keep it",
        question="What did we find?",
        words="A cold outside wall, and no fan.",
    )
    expect(officer.get_by_role("main")).to_contain_text("Findings sent")
    do(
        officer,
        here,
        "Send what we found",
        button="Send it",
        question="What we found, and what happens next",
        words="The wall is cold. We wash off the mould, then we put in a fan.",
    )
    do(officer, here, "It is safe now", button=tell, question="What makes it safe now?", words="Washed off.")
    do(
        officer,
        here,
        "Further work is done",
        button=tell,
        question="Which work is done?",
        words="The fan runs.",
    )
    do(
        officer,
        here,
        "Close it",
        button="Close it and tell them",
        question="How did it end?",
        words="Dry and safe.",
    )
    look(officer)
    mail = read_mail(page, live_server, "What we found in your home", to=live_server.email(TENANT))
    expect(mail).to_contain_text("We wash off the mould, then we put in a fan.")
    duty = read_mail(page, live_server, "Emergency in a home", to="duty@")
    expect(duty).to_contain_text(PLACE)
    page.goto(own)
    expect(page.get_by_role("main")).to_contain_text("This is over: it is safe, and the work is done.")
    look(page)
