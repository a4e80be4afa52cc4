"""Out of a question comes a complaint with its own reference and the first time; the question goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import TENANT

pytestmark = pytest.mark.journey


def test_on_an_old_telephone_a_question_becomes_a_complaint_and_goes_on(
    new_page: NewPage, live_server: LiveServer
) -> None:
    page = new_page(width=NARROW, scripts=False)
    sign_in(page, live_server, TENANT)
    page.goto("/cases")
    page.locator("main a[href*='/cases/']").first.click()
    case = page.url
    received = page.locator(".promise__step").first.inner_text()
    page.get_by_role("link", name="Tell us, or make it a complaint").first.click()
    page.get_by_label("What are you unhappy about?").fill("I have asked twice and heard nothing.")
    page.get_by_label("Yes, make it a complaint").check()
    page.get_by_role("button", name="Send it").click()
    heading(page, "We have your message")
    assert_accessible(page)
    reference = page.locator(".reference").first.inner_text().splitlines()[0].strip()
    assert reference not in case  # its own
    page.goto(f"/complaints/{reference}")
    heading(page, "Your complaint")
    line = page.locator(".promise__step").first
    expect(line).to_contain_text(re.split(r"[\n,]", received.replace("Received", "").strip())[0].strip())
    expect(page.get_by_role("main")).to_contain_text("Housing Ombudsman Service")
    assert_accessible(page)
    page.goto(case)
    expect(page.get_by_role("button", name="Send your message")).to_be_visible()
    assert_accessible(page)
