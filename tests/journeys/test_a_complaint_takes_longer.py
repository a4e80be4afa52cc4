"""More time for a complaint, told in time; stage 2 by keyboard alone; both on an old telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import COMPLAINTS, TENANT, acknowledged, answered
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail, send_empty, tab_to

pytestmark = pytest.mark.journey


def test_more_time_is_taken_while_there_is_time_and_the_customer_is_told(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    reference = acknowledged(live_server)
    sign_in(page, live_server, COMPLAINTS)
    page.goto(f"/staff/complaints/{reference}")
    page.get_by_role("link", name="Take longer").click()
    heading(page, "Take longer")
    send_empty(page, "Take longer and tell the customer", "Write why we need longer")
    page.get_by_label("Why we need longer").fill("The electrician found a second fault.")
    enter_date(page, "The new last day", 30, 12, 2026)
    page.get_by_role("button", name="Take longer and tell the customer").click()
    look_at_errors(page, "This is more than the Code allows. A manager must write a good reason")
    enter_date(page, "The new last day", 27, 11, 2026)
    page.get_by_label("Until then, how often do they hear from us?").select_option(label="Every week")
    page.get_by_role("button", name="Take longer and tell the customer").click()
    expect(page.locator(".notice").first).to_contain_text("The letter is on its way.")
    mail = read_mail(page, live_server, "need longer", to=live_server.email(TENANT))
    expect(mail).to_contain_text("You have our answer by Friday 27 November 2026.")
    expect(mail).to_contain_text("The electrician found a second fault.")
    expect(mail).to_contain_text("Housing Ombudsman Service")

    tenant = new_page(width=NARROW, scripts=False)
    sign_in(tenant, live_server, TENANT)
    tenant.goto(f"/complaints/{reference}")
    expect(tenant.get_by_role("main")).to_contain_text("Friday 27 November")
    expect(tenant.get_by_role("main")).to_contain_text("You hear from us again by Tuesday 10 November 2026.")
    assert_accessible(tenant)


def test_stage_2_needs_only_the_keyboard_and_no_reasons(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    reference = answered(live_server)
    sign_in(page, live_server, TENANT)
    page.goto(f"/complaints/{reference}")
    expect(page.get_by_role("main")).to_contain_text("Our decision: we do not agree.")
    tab_to(page, "Ask for stage 2")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("We look at your complaint again.")
    officer = new_page()
    sign_in(officer, live_server, COMPLAINTS)
    officer.goto(f"/staff/complaints/{reference}")
    expect(officer.get_by_text("Nobody yet")).to_be_visible()
    look(officer)
