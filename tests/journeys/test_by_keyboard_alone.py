"""Somebody who uses no mouse reaches everything: asking with Tab, Space and Enter; the worklist's keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import read_mail, tab_to

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")


def test_asking_needs_only_tab_space_and_enter(page: Page, live_server: LiveServer) -> None:
    keys = page.keyboard
    page.goto("/")
    tab_to(page, "Skip to main content")
    keys.press("Enter")
    tab_to(page, "Ask a question")
    keys.press("Enter")
    _choose(page, "What do you need?", "Ask a question")
    _choose(page, "What is it about?", "Something about my tenancy")
    heading(page, "Tell us in your own words")
    tab_to(page, "Tell us in your own words")
    keys.type("May my sister stay for a month?")
    tab_to(page, "No")
    keys.press("Space")
    _go_on(page)
    heading(page, "Would you like to add photos or papers?")
    _go_on(page)
    _choose(page, "How would you like our answer?", "Email me")
    heading(page, "About you")
    tab_to(page, "Your name")
    keys.type("Rosa Lindqvist")
    tab_to(page, "Your email address")
    keys.type("rosa.lindqvist@home.example")
    tab_to(page, "Tenant")
    keys.press("Space")
    _go_on(page)
    heading(page, "Check your answers")
    tab_to(page, "Send your question")
    keys.press("Enter")
    heading(page, "We have your message")
    expect(read_mail(page, live_server, "We have your message", to="rosa.lindqvist")).to_be_visible()


def test_errors_are_reached_and_left_by_keyboard(page: Page) -> None:
    page.goto("/ask")
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    tab_to(page, "Choose what you need")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Ask a question")).to_be_focused()


def test_the_worklist_has_keys_of_its_own(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff?whose=nobody")
    links = page.locator(".worklist tbody tr td:nth-child(2) a")
    first, second = links.nth(0), links.nth(1)
    mine = page.locator(".worklist tbody tr:has([data-assign]) td:nth-child(2) a").first  # a case nobody has
    title = mine.inner_text()
    tab_to(page, first.inner_text())
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    for _ in range(page.locator(".worklist tbody tr").count()):
        if mine.evaluate("link => link === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    expect(mine).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(".notice")).to_contain_text("It is yours.")
    page.goto("/staff?whose=mine")
    tab_to(page, title)
    page.keyboard.press("Enter")
    heading(page, title)


def _choose(page: Page, question: str, first_answer: str) -> None:
    heading(page, question)
    tab_to(page, first_answer)
    page.keyboard.press("Space")
    _go_on(page)


def _go_on(page: Page) -> None:
    tab_to(page, "Continue")
    page.keyboard.press("Enter")
