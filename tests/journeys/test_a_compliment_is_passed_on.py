"""Somebody says thanks; it reaches the person praised and their manager; a comment becomes "we did"."""

from __future__ import annotations

import re

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
from tests.journeys.asking import Look, choose, go_on, heading
from tests.journeys.looking import look, read_mail, send_empty

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
ADMINISTRATOR = next(one for one in people.STAFF if one.who == "an administrator")
NAME = f"{OFFICER.given_name} {OFFICER.family_name}"
WORDS = "The officer who came on Monday listened to my mother for an hour. Thank you."


def speak(page: Page, *, kind: str, look: Look) -> None:
    """Three pages, and the check of the answers; as a visitor."""
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="Tell us what you think").click()
    choose(page, "What would you like to tell us?", kind, look=look)
    heading(page, "What happened?")
    page.get_by_label("A visit or an appointment").check()
    page.get_by_label("Which one, or who?").fill("the visit on Monday")
    page.get_by_label("In your own words").fill(WORDS)
    go_on(page, look)
    heading(page, "How would you like our answer?")
    page.get_by_label("Email me").check()
    page.get_by_label("Your name").fill("Rosa Lindqvist")
    page.get_by_label("Your email address").fill("rosa.lindqvist@home.example")
    page.get_by_label("Tenant", exact=True).check()
    go_on(page, look)
    heading(page, "Check your answers")
    look(page)


def test_thanks_reach_whom_they_are_for(page: Page, new_page: NewPage, live_server: LiveServer) -> None:
    speak(page, kind="Compliment", look=look)
    page.get_by_role("button", name="Send your thanks").click()
    heading(page, "We have your message")
    look(page)
    reference = page.locator(".done__reference [aria-hidden]").inner_text()

    staff = new_page()
    sign_in(staff, live_server, MANAGER)
    staff.goto(f"/staff/cases/{reference}")
    expect(staff.get_by_role("main")).to_contain_text("the visit on Monday")
    staff.get_by_role("button", name="Take it").click()
    look(staff)
    staff.get_by_role("main").get_by_role("link", name="Pass the thanks on").click()
    heading(staff, "Pass the thanks on")
    send_empty(staff, "Pass it on", "Choose who is praised")
    staff.get_by_label("Who is praised?").select_option(label=f"{NAME}, {OFFICER.job_title}")
    staff.get_by_role("button", name="Pass it on").click()
    expect(staff.locator(".notice")).to_contain_text("The thanks are on their way.")
    expect(staff.locator(".timeline")).to_contain_text(f"Passed the thanks on to {NAME} (and a manager)")
    look(staff)
    staff.get_by_role("main").get_by_role("link", name="Acknowledge it").first.click()
    staff.get_by_label("Your message").fill("Thank you. It made our day.")
    staff.get_by_role("button", name="Send it").click()
    staff.get_by_role("main").get_by_role("link", name="Close it").click()
    staff.get_by_label("Solved", exact=True).check()
    send_empty(staff, "Close it", "Write what we learned. “Nothing new” will do")
    staff.get_by_label("What did we learn?").fill("An hour of listening is well spent.")
    staff.get_by_role("button", name="Close it").click()
    expect(staff.locator(".notice")).to_contain_text("It is closed.")

    mail = read_mail(page, live_server, "Thanks for you from a customer", to=live_server.email(OFFICER))
    expect(mail).to_contain_text(WORDS)
    mail = read_mail(page, live_server, f"Thanks for {NAME}", to=live_server.email(MANAGER))
    expect(mail).to_contain_text("who works in your team")


def test_what_people_say_becomes_what_we_did(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page()
    sign_in(page, live_server, ADMINISTRATOR)
    page.goto("/staff/themes")
    page.get_by_role("link", name="Add a theme").click()
    send_empty(page, "Save", "Enter the theme’s name")
    page.get_by_label("Name", exact=True).fill("Being told")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Being told")
    look(page)

    staff = new_page()
    sign_in(staff, live_server, OFFICER)
    staff.goto("/staff/what-we-did")
    staff.get_by_role("link", name="Write an entry").click()
    send_empty(staff, "Save", "Write what people told us", "Write what we did about it")
    staff.get_by_label("You said").fill("Nobody tells us when the lift is being mended.")
    staff.get_by_label("We did").fill("A notice hangs in the hall from the first day.")
    staff.get_by_label("Theme").select_option(label="Being told")
    staff.get_by_role("button", name="Save").click()
    look(staff)
    page.goto("/you-said-we-did")
    expect(page.get_by_role("main")).to_contain_text("A notice hangs in the hall from the first day.")
    look(page)
    staff.get_by_role("button", name=re.compile("Take it back.*Nobody tells")).click()
    page.reload()
    expect(page.get_by_role("main")).not_to_contain_text("A notice hangs in the hall")
    page.goto("/speak/leaflet")
    look(page)


def test_an_old_telephone_is_enough(new_page: NewPage) -> None:
    page = new_page(width=NARROW, scripts=False)
    page.goto("/speak")
    page.get_by_role("button", name="Continue").click()
    assert_errors_lead_to_their_fields(page)
    speak(page, kind="Comment", look=assert_accessible)
    page.get_by_role("button", name="Send what you think").click()
    heading(page, "We have your message")
    assert_accessible(page)
