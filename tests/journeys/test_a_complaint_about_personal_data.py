"""Somebody complains of how we use what we know about them, and of a repair as well: two ways, one visit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import (
    NARROW,
    LiveServer,
    NewPage,
    assert_accessible,
    assert_errors_lead_to_their_fields,
    sign_in,
)
from tests.journeys.asking import go_on, heading
from tests.journeys.complaining import COMPLAINTS, OFFICER, TENANT
from tests.journeys.looking import look, read_mail, send_empty

pytestmark = pytest.mark.journey
WORDS = "You sent my rent statement to the flat below."


def test_both_are_taken_and_each_goes_its_own_way(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    admin = new_page()
    _name_the_officer(admin, live_server)

    tenant = new_page(width=NARROW, scripts=False)
    sign_in(tenant, live_server, TENANT)
    tenant.goto("/how-to-complain")
    look(tenant)
    tenant.get_by_role("link", name="Complain about how we use your personal data").click()
    heading(tenant, "What would you like to tell us?")
    expect(tenant.get_by_label("A complaint about how we use your personal data")).to_be_checked()
    go_on(tenant, look)
    heading(tenant, "What happened?")
    tenant.get_by_role("button", name="Continue").click()
    assert_errors_lead_to_their_fields(tenant)
    tenant.get_by_label("In your own words").fill(WORDS)
    tenant.get_by_label("Are you unhappy with anything else we did?").fill("The kitchen tap still drips.")
    go_on(tenant, look)
    heading(tenant, "How would you like our answer?")
    tenant.get_by_label("Email me").check()
    go_on(tenant, assert_accessible)
    heading(tenant, "Check your answers")
    expect(tenant.get_by_role("main")).to_contain_text("The kitchen tap still drips.")
    look(tenant)
    tenant.get_by_role("button", name="Send your complaint").click()
    heading(tenant, "We have your message")
    main = tenant.get_by_role("main")
    expect(main).to_contain_text("What else you are unhappy with is a complaint of its own.")
    expect(main).to_contain_text("by Thursday 3 December 2026")
    look(tenant)
    reference = tenant.locator(".done__reference .reference span").first.inner_text()

    officer = page
    sign_in(officer, live_server, OFFICER)
    officer.goto(f"/staff/complaints/{reference}")
    heading(officer, WORDS)
    expect(officer.get_by_role("main")).to_contain_text("Complaint about personal data")
    look(officer)
    officer.get_by_role("link", name="Set it out and acknowledge it").click()
    officer.get_by_label("What we understand the complaint to be").fill("Your statement went astray.")
    officer.get_by_label("What they want to come of it").fill("That it comes back.")
    officer.get_by_label("Points that we are responsible for").fill("The statement")
    officer.get_by_role("button", name="Send it").click()
    officer.get_by_role("link", name="Tell them how far it is").click()
    officer.get_by_label("How far it is").fill("We have asked the neighbour for it.")
    officer.get_by_label("Until our answer, how often do they hear from us?").select_option("Every week")
    look(officer)
    officer.get_by_role("button", name="Send it").click()
    mail = read_mail(officer, live_server, "How far your complaint is", to=live_server.email(TENANT))
    expect(mail).to_contain_text("You hear from us again by Tuesday 10 November 2026.")
    expect(mail).to_contain_text("Information Commissioner’s Office")
    expect(mail).not_to_contain_text("Ombudsman")

    tenant.goto(f"/complaints/{reference}")
    expect(tenant.get_by_role("main")).to_contain_text("Your statement went astray.")
    expect(tenant.get_by_role("main")).to_contain_text("0303 123 1113")
    look(tenant)

    staff = new_page()
    sign_in(staff, live_server, COMPLAINTS)
    staff.goto("/staff/complaints")
    expect(staff.get_by_role("main")).to_contain_text("Personal data · ")
    staff.get_by_role("link", name="The kitchen tap still drips.").click()
    staff.get_by_role("link", name="It is about personal data").click()
    send_empty(staff, "Keep it", "Choose what it is about")


def _name_the_officer(page: Page, live_server: LiveServer) -> None:
    """The administrator says who deals with complaints about personal data."""
    sign_in(page, live_server, next(one for one in people.STAFF if one.who == "an administrator"))
    page.goto("/staff/admin")
    page.get_by_role("link", name="Complaints about personal data").click()
    look(page)
    name = f"{OFFICER.given_name} {OFFICER.family_name}"
    box = page.get_by_label("Who deals with them?")
    box.select_option(label=next(o for o in box.locator("option").all_inner_texts() if o.startswith(name)))
    page.get_by_role("button", name="Save").click()
    heading(page, "Administration")
