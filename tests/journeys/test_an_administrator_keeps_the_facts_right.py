"""An administrator changes hours, adds a closure and a holiday, learns all that is wrong with a charter."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, look_at_errors, send_empty

pytestmark = pytest.mark.journey

ADMINISTRATOR = next(one for one in people.STAFF if one.who == "an administrator")
WRONG_CHARTER: FilePayload = {
    "name": "redland-2027.toml",
    "mimeType": "application/toml",
    "buffer": b'[policy]\nedition = "2027"\ncolour = "green"\n\n[[standards]]\nkey = "No Such Key"\n',
}
# Pages of administration with a form to fill in, the button below it, and what it says when left empty.
FORMS = (
    ("/staff/admin/offices/new", "Save", "Enter the office's name"),
    ("/staff/admin/teams/new", "Save", "Enter the team's name"),
    ("/staff/admin/topics/new", "Save", "Enter what it is about"),
    ("/staff/admin/agencies/new", "Save", "Enter the name"),
    ("/staff/admin/staff/new", "Save", "Enter the first name"),
    ("/staff/admin/closures", "Add it", "Enter the first day, for example 24 12 2026"),
    ("/staff/admin/holidays", "Add it", "Enter the day, for example 8 5 2026"),
)


@pytest.fixture
def admin(page: Page, live_server: LiveServer) -> Page:
    """An administrator's page, signed in, at the start of administration."""
    sign_in(page, live_server, ADMINISTRATOR)
    page.goto("/staff/admin")
    return page


def test_opening_hours_are_changed_and_everybody_sees_them(admin: Page) -> None:
    heading(admin, "Administration")
    look(admin)
    admin.get_by_role("link", name="Offices").click()
    look(admin)
    admin.get_by_role("link", name="Redland House").click()
    admin.get_by_label("Friday").fill("nine to noon")
    admin.get_by_role("button", name="Save").click()
    look_at_errors(admin, "Friday: write the hours like 9am to 5pm, or 9am to 1pm and 2pm to 5pm")
    admin.get_by_label("Friday").fill("9am to 1pm")
    admin.get_by_role("button", name="Save").click()
    expect(admin.locator(".notice")).to_contain_text("Saved")
    assert "#" not in admin.url  # the page begins at its top, not at the field that was wrong
    admin.goto("/contact")
    expect(admin.get_by_role("main")).to_contain_text("Friday: 9am to 1pm")


def test_a_closure_and_a_holiday_are_added(admin: Page) -> None:
    admin.get_by_role("link", name="Closures").click()
    enter_date(admin, "First day", 29, 12, 2026)
    enter_date(admin, "Last day", 24, 12, 2026)
    admin.get_by_label("Why?").fill("Christmas")
    admin.get_by_role("button", name="Add it").click()
    look_at_errors(admin, "Enter a last day that is not before the first")
    enter_date(admin, "First day", 24, 12, 2026)
    enter_date(admin, "Last day", 31, 12, 2026)
    admin.get_by_role("button", name="Add it").click()
    expect(admin.get_by_role("main")).to_contain_text("24 December 2026 to Thursday 31 December 2026")
    look(admin)
    admin.get_by_role("link", name="Administration").first.click()
    admin.get_by_role("link", name="Bank holidays").click()
    enter_date(admin, "Which day?", 10, 11, 2026)
    admin.get_by_label("Its name").fill("Bank holiday for the opening of the bridge")
    admin.get_by_role("button", name="Add it").click()
    expect(admin.get_by_role("main")).to_contain_text(
        re.compile("Tuesday 10 November 2026, Bank holiday for the opening of the bridge.*added", re.DOTALL)
    )
    look(admin)


def test_a_wrong_charter_is_refused_with_every_error(admin: Page) -> None:
    admin.get_by_role("link", name="Charter", exact=True).click()
    look(admin)
    admin.locator("input[type=file]").set_input_files(WRONG_CHARTER)
    enter_date(admin, "From which day is it in force?", 1, 1, 2027)
    admin.get_by_role("button", name="Check it and add it").click()
    look_at_errors(admin)
    summary = admin.locator(".govuk-error-summary")
    for wrong in (
        "policy.colour: is no key of this table",
        "policy.title: is missing",
        "[landlord] is missing",
    ):
        expect(summary).to_contain_text(wrong)


def test_forms_of_administration_say_what_is_missing(admin: Page) -> None:
    for place, button, error in FORMS:
        admin.goto(place)
        send_empty(admin, button, error)


@pytest.mark.parametrize("page_name", ["Staff", "Teams", "Topics", "Others who can help", "Our own targets"])
def test_what_else_is_kept_right_can_be_read(admin: Page, page_name: str) -> None:
    admin.get_by_role("main").get_by_role("link", name=page_name, exact=True).click()
    look(admin)
