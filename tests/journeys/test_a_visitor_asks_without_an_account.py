"""A visitor reads our promises, asks, follows by a link, writes again; a reference alone shows nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveServer, NewPage
from tests.journeys.asking import Ask, ask, heading
from tests.journeys.looking import look, look_at_errors, read_mail, send_empty

pytestmark = pytest.mark.journey
ASKED = Ask()


def test_the_promises_and_the_opening_hours_are_there_to_read(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("We are open now, until 5pm.")
    page.get_by_role("link", name="See every promise").click()
    heading(page, "Our promises")
    page.get_by_role("link", name=re.compile("^More about this promise ?: We confirm")).click()
    expect(page.get_by_role("main")).to_contain_text("within 10 days")
    look(page)
    page.get_by_role("link", name="Contact us").first.click()
    expect(page.get_by_role("main")).to_contain_text("Monday to Friday: 9am to 5pm")
    look(page)


def test_how_a_date_is_counted_can_be_tried(page: Page) -> None:
    page.goto("/promises")
    page.get_by_role("link", name="See how any date is counted").click()
    look(page)


def test_a_question_is_asked_and_followed_by_the_link_we_send(page: Page, live_server: LiveServer) -> None:
    ask(page, ASKED, look=look)
    look(page)
    page.get_by_role("button", name="Send your question").click()
    heading(page, "We have your message")
    expect(page.locator(".promise")).to_contain_text("by Friday 13 November 2026")
    look(page)

    mail = read_mail(page, live_server, "We have your message", to=ASKED.email)
    expect(mail).to_contain_text("Friday 13 November 2026")
    expect(mail).to_contain_text("0117 496 0130")
    look(page)
    mail.get_by_role("link", name="/follow/").click()
    heading(page, "Open your case")
    look(page)
    page.get_by_role("button", name="Open my case").click()
    expect(page.get_by_role("main")).to_contain_text(ASKED.words)
    look(page)

    send_empty(page, "Send your message", "Write your message")
    page.get_by_label("Your message").fill("I forgot: the bills of last year would be enough.")
    page.get_by_role("button", name="Send your message").click()
    expect(page.locator(".notice")).to_contain_text("We have your message.")
    expect(page.locator("article.letter").first).to_contain_text("the bills of last year would be enough")


def test_the_reference_alone_shows_nothing(new_page: NewPage) -> None:
    page = new_page()
    ask(page, ASKED, look=lambda _page: None)
    page.get_by_role("button", name="Send your question").click()
    reference = page.locator(".done__reference [aria-hidden]").inner_text()

    stranger = new_page()
    answers = {}
    for tried in (reference, "R-2222-2222"):
        answer = stranger.goto(f"/cases/{tried}")
        assert answer is not None
        assert answer.status == 404
        answers[tried] = stranger.get_by_role("main").inner_text().replace(tried, "")
        look(stranger)
    assert len(set(answers.values())) == 1

    stranger.goto("/find")
    send_empty(stranger, "Send me a link", "Enter your reference")
    stranger.get_by_label("Your reference").fill(reference)
    stranger.get_by_label("Your email address or phone number").fill("somebody.else@home.example")
    stranger.get_by_role("button", name="Send me a link").click()
    look(stranger)
    expect(stranger.get_by_role("main")).not_to_contain_text(ASKED.words)


def test_each_question_left_empty_says_what_to_do(page: Page) -> None:
    page.goto("/ask")
    for answer, error in (
        ("Ask a question", "Choose what you need"),
        ("Rent and charges", "Choose what it is about, or “Something else”"),
    ):
        send_empty(page, "Continue", error)
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    send_empty(page, "Continue", "Write what you would like to ask or tell us", "Choose whether it is urgent")
    page.get_by_label("Tell us in your own words").fill("May I keep a dog?")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    send_empty(page, "Continue", "Choose how you would like our answer")
    page.get_by_label("Write to me by post").check()
    page.get_by_role("button", name="Continue").click()
    send_empty(page, "Continue", "Enter your name", "Enter your address, so that we can write to you")


def test_a_file_we_cannot_take_is_refused_and_the_words_stay(page: Page) -> None:
    page.goto("/ask")
    for answer in ("Ask us to do something", "A repair"):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("Tell us in your own words").fill("The gutter leaks.")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    wrong = {"name": "gutter.exe", "mimeType": "image/png", "buffer": b"MZ\x90\x00 no picture"}
    page.locator("input[type=file]").set_input_files(wrong)  # type: ignore[arg-type]
    page.get_by_role("button", name="Continue").click()
    look_at_errors(page)
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Tell us in your own words")).to_have_value("The gutter leaks.")


def test_help_is_one_press_away_and_keeps_what_was_typed(page: Page, live_server: LiveServer) -> None:
    page.goto("/ask")
    for answer in ("Ask a question", "Rent and charges"):
        page.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("Tell us in your own words").fill("My rent is")
    page.get_by_text("I need help with this").click()
    page.get_by_role("button", name="Ring me, at no cost").click()
    heading(page, "Help with this form")
    expect(page.get_by_role("main")).to_contain_text("We have kept what you wrote")
    page.get_by_label("Your name").fill("")
    page.get_by_label("Your phone number").fill("")
    send_empty(page, "Ask us to ring you", "Enter your name", "Enter the number we should ring")
    page.get_by_label("Your name").fill("Rosa Lindqvist")
    page.get_by_label("Your phone number").fill("07700 900555")
    page.get_by_role("button", name="Ask us to ring you").click()
    heading(page, "We have your message")
    expect(page.get_by_role("main")).to_contain_text("We ring you on 07700 900555, at no cost to you.")
    page.get_by_role("link", name="Go on with your form").click()
    expect(page.get_by_label("Tell us in your own words")).to_have_value("My rent is")
