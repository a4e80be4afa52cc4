"""A tenant unhappy with a reply is asked whether it is a complaint; it opens beside the case."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, send_empty

pytestmark = pytest.mark.journey


def test_a_complaint_opens_beside_the_case(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    page.goto("/cases")
    page.locator("main a[href*='/cases/']").first.click()
    case = page.url
    page.get_by_label("Your message").fill("Nobody has come yet.")
    page.get_by_label("I am unhappy about this").check()
    page.get_by_role("button", name="Send your message").click()
    heading(page, "You are unhappy with this")
    expect(page.get_by_label("What are you unhappy about?")).to_have_value("Nobody has come yet.")
    send_empty(page, "Send it", "Choose whether to make it a complaint")
    page.get_by_label("Yes, make it a complaint").check()
    page.get_by_label("What would put it right?").fill("Come this week.")
    page.get_by_role("button", name="Send it").click()
    heading(page, "We have your message")
    look(page)
    page.goto(case)
    expect(page.get_by_role("main")).to_contain_text("Nobody has come yet.")
    expect(page.get_by_role("button", name="Send your message")).to_be_visible()
    look(page)

    page.goto("/speak?kind=complaint")
    expect(page.get_by_label("Complaint", exact=True)).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    heading(page, "What happened?")
    expect(page.get_by_label("What would put it right?")).to_be_visible()
    look(page)
