"""Several residents with one matter: taken down on the phone as one complaint, seen by each of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import COMPLAINTS, TENANT
from tests.journeys.looking import look, look_at_errors

pytestmark = pytest.mark.journey
RECEPTION = next(one for one in people.STAFF if one.who == "a receptionist")
OTHER = people.APPLICANT
NAME = f"{OTHER.given_name} {OTHER.family_name}"


def test_one_complaint_of_several_is_taken_down_on_the_phone(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    sign_in(page, live_server, RECEPTION)
    page.goto("/staff/log")
    page.get_by_label("Their name, address, postcode or tenancy reference").fill("farah")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Amina Farah").click()
    heading(page, "Log a contact for Amina Farah")
    page.get_by_label("What they said").fill("The lift is out. None of us on the sixth floor can go out.")
    page.get_by_role("group", name="How did it reach us?").get_by_label("Phone").check()
    page.get_by_role("group", name="What do they need?").get_by_label("Complaint", exact=True).check()
    page.get_by_text("If they tell us what they think").click()
    page.get_by_label("Others with the same matter").fill(
        f"Nobody Atall\n{OTHER.given_name} {OTHER.family_name}"
    )
    page.get_by_role("button", name="See the dates").click()
    look_at_errors(page, "We know nobody called “Nobody Atall”. Log them first")
    page.get_by_label("Others with the same matter").fill(NAME)
    page.get_by_role("button", name="See the dates").click()
    heading(page, "Check and keep")
    expect(page.get_by_role("main")).to_contain_text(NAME)
    look(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".notice").first).to_contain_text("It is logged. Complaints staff have it now.")
    reference = page.url.rpartition("=")[2]
    answer = page.goto(f"/staff/complaints/{reference}")
    assert answer is not None
    assert answer.status in (403, 404)  # taken down, and not theirs to open

    officer = new_page()
    sign_in(officer, live_server, COMPLAINTS)
    officer.goto(f"/staff/complaints/{reference}")
    heading(officer, "The lift is out.")
    for someone in (TENANT, OTHER):
        theirs = new_page(width=NARROW, scripts=False)
        sign_in(theirs, live_server, someone)
        theirs.goto(f"/complaints/{reference}")
        heading(theirs, "Your complaint")
        expect(theirs.get_by_role("main")).to_contain_text("The lift is out.")
        assert_accessible(theirs)
