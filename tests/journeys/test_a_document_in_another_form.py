"""Somebody reads what we promise, takes it in another form, and asks for one that people have to make."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, look_at_errors

pytestmark = pytest.mark.journey

MANAGER = next(one for one in people.STAFF if one.who == "a manager")
TENANT = people.TENANT


def test_a_visitor_takes_a_publication_and_asks_for_another_language(
    page: Page, live_server: LiveServer
) -> None:
    page.goto("/")
    page.get_by_role("link", name="Things to read in every form").click()
    heading(page, "Things to read and keep")
    look(page)
    page.get_by_role("main").get_by_role("link", name="How to complain", exact=True).click()
    heading(page, "How to complain")
    expect(page.get_by_role("main")).to_contain_text("Housing Ombudsman")
    look(page)
    page.get_by_role("link", name="In another form:").click()
    heading(page, "In another form: How to complain")
    look(page)
    for link, ending in (("largest print", ".pdf"), ("contracted Braille", ".brf"), ("As sound", ".mp3")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=link).first.click()
        assert coming.value.suggested_filename.endswith(ending)
    page.get_by_role("button", name="Ask for it").click()
    look_at_errors(page, "Choose what we should make", "Enter your name")
    page.get_by_label("Another language", exact=True).check()
    page.get_by_label("If another language: which?").fill("Polish")
    page.get_by_label("Your name").fill("Zofia Nowak")
    page.get_by_label("Your email address").fill("zofia@home.example")
    page.get_by_role("button", name="Ask for it").click()
    expect(page.get_by_role("main")).to_contain_text("by Friday 6 November 2026")
    look(page)
    sign_in(page, live_server, MANAGER)
    page.goto("/staff/publications")
    heading(page, "Publications")
    look(page)


def test_a_tenant_takes_a_letter_in_another_form(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, TENANT)
    page.goto("/cases")
    page.locator("main a[href^='/cases/']").first.click()
    page.get_by_role("main").get_by_role("link", name="In another form").first.click()
    expect(page.locator("h1")).to_contain_text("In another form:")
    look(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name="In large print, 18 point").click()
    assert coming.value.suggested_filename == "large-print-18.pdf"
