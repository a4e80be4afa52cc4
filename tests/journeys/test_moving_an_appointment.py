"""A tenant moves an appointment by keyboard alone, downloads it for her calendar, and cancels it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, read_mail, tab_to

pytestmark = pytest.mark.journey

OLD, NEW = "Wednesday 4 November 2026 at 10:30am", "Thursday 5 November 2026 at 2pm"


def test_moving_needs_only_tab_arrows_and_enter(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    keys = page.keyboard
    page.goto("/")
    tab_to(page, OLD)
    keys.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Joanna Blake")
    tab_to(page, "Move it to another time")
    keys.press("Enter")
    heading(page, "When would you like to meet us instead?")
    look(page)
    tab_to(page, "Move my appointment")
    keys.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    tab_to(page, "Choose a time")
    keys.press("Enter")
    wanted = page.get_by_role("radio", name=NEW)
    for _ in range(80):
        keys.press("ArrowDown")
        if wanted.is_checked():
            break
    expect(wanted).to_be_focused()
    tab_to(page, "Move my appointment")
    keys.press("Enter")
    expect(page.locator(".notice")).to_contain_text("It is moved.")
    expect(page.get_by_role("main")).to_contain_text(NEW)
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Put it in my calendar").click()
    assert b"SEQUENCE:1" in download.value.path().read_bytes()
    expect(read_mail(page, live_server, "moved", to=live_server.email(people.TENANT))).to_contain_text(NEW)

    page.goto("/appointments")
    page.get_by_role("link", name=NEW).click()
    page.get_by_role("link", name="Cancel it").click()
    heading(page, "Cancel this appointment?")
    look(page)
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(page.locator(".notice")).to_contain_text("It is cancelled.")
    look(page)
