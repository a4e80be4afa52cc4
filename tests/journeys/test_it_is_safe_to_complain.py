"""A first name in a complaint: somebody decides who is meant. Managers are told kindly why they see none."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import COMPLAINTS, MANAGER, OFFICER, a_complaint
from tests.journeys.looking import look, send_empty

pytestmark = pytest.mark.journey


def test_who_is_called_by_the_first_name_is_kept_away_when_they_are_meant(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    reference = a_complaint(live_server, "Joanna shouted at my mother. I want somebody to say sorry.")
    sign_in(page, live_server, COMPLAINTS)
    page.goto(f"/staff/complaints/{reference}")
    expect(page.locator(".notice").first).to_contain_text("Is one of us meant?")
    look(page)
    page.get_by_role("link", name="Say whether Joanna Blake is meant").click()
    heading(page, "Is Joanna Blake the person they mean?")
    send_empty(page, "Keep it", "Choose whether this is the person they mean")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).not_to_contain_text("Is one of us meant?")
    page.goto(f"/staff/complaints/{reference}/do/assign")
    page.get_by_label("Who is to handle it?").select_option(
        label=f"{OFFICER.given_name} {OFFICER.family_name}"
    )
    page.get_by_role("group", name="Do they have a conflict of interest?").get_by_label("No").check()
    page.get_by_role("button", name="Give it to them").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("They may not see this complaint")

    manager = new_page()
    sign_in(manager, live_server, MANAGER)
    manager.goto("/staff/complaints")
    heading(manager, "Only complaints staff see complaints")
    look(manager)
    manager.get_by_role("link", name="Complaints in numbers").click()
    expect(manager.get_by_role("heading", level=1)).to_be_visible()
    look(manager)
