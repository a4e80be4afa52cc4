"""What helps somebody is told once: found again where they ask, flagged for staff, declined with an offer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import Ask, ask, heading
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail, send_empty, tab_to

pytestmark = pytest.mark.journey

STAFF = {one.who: one for one in people.STAFF}
QUESTION = Ask(topic="Something about my tenancy", words="May my sister stay for a month?")


def test_told_once_it_is_known_where_they_ask_and_to_staff(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    sign_in(page, live_server, people.TENANT)
    expect(page.get_by_role("main")).to_contain_text("An interpreter: Somali")
    page.get_by_role("link", name="See or change it").click()
    heading(page, "What helps you")
    look(page)
    _large_print_by_keyboard(page)
    page.get_by_role("link", name="Home visits").click()
    page.get_by_role("button", name="Yes, this would help me").click()
    expect(page.get_by_role("main")).to_contain_text("We tell you whether we can always do it.")

    ask(page, QUESTION, look=lambda _page: None, signed_in=True)
    known = page.locator(".govuk-summary-list__row").filter(has_text="What helps you")
    for words in ("An interpreter: Somali", "Large print: 24 point", "Home visits"):
        expect(known).to_contain_text(words)
    look(page)
    known.get_by_role("link", name="Change").click()
    heading(page, "What helps you")
    page.get_by_role("link", name="Go on with your question").click()
    page.get_by_role("button", name="Send your question").click()
    heading(page, "We have your message")
    page.get_by_role("link", name="See what is happening").click()

    _staff_see_the_flag_and_say_why(new_page(), live_server, re.sub(r".*/cases/([^?#]+).*", r"\1", page.url))
    _declined_with_an_offer(new_page(), live_server)
    page.goto("/account/needs")
    expect(page.get_by_role("main")).to_contain_text("Instead we offer: We ring you whenever it suits you.")
    look(page)


def test_an_old_telephone_is_enough(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW, scripts=False)
    sign_in(page, live_server, people.TENANT)
    page.goto("/account/needs")
    assert_accessible(page)
    page.get_by_role("link", name="Time to reach the door").click()
    send_empty_without_scripts(page, "Yes, this would help me", "Enter a number from 1 to 60")
    page.get_by_label("How many minutes do you need to reach the door?").fill("5")
    page.get_by_role("button", name="Yes, this would help me").click()
    expect(page.get_by_role("main")).to_contain_text("5 minutes")
    page.get_by_role("link", name="Change Time to reach the door").click()
    assert_accessible(page)
    page.get_by_role("link", name="Tell us something about your health").click()
    assert_accessible(page)
    page.get_by_label("What would you like us to know?").fill("I have a new hip.")
    page.get_by_label("Yes, you may keep this about my health.").check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("main")).to_contain_text("We have kept it")
    page.get_by_role("button", name="Wipe what I said about my health").click()
    expect(page.get_by_role("main")).to_contain_text("It is wiped")
    assert_accessible(page)


def send_empty_without_scripts(page: Page, button: str, says: str) -> None:
    """Press the button with nothing filled in; without JavaScript nothing moves the focus."""
    page.get_by_role("button", name=button).click()
    expect(page.locator(".govuk-error-summary").get_by_role("link", name=says)).to_be_visible()
    assert_accessible(page)


def _large_print_by_keyboard(page: Page) -> None:
    tab_to(page, "Large print")
    page.keyboard.press("Enter")
    heading(page, "Large print")
    look(page)
    tab_to(page, "18 point")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Yes, this would help me")
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Large print: it counts from now, everywhere.")
    expect(page.get_by_role("main")).to_contain_text("24 point")


def _staff_see_the_flag_and_say_why(page: Page, live_server: LiveServer, reference: str) -> None:
    sign_in(page, live_server, STAFF["a receptionist"])
    page.goto(f"/staff/cases/{reference}")
    expect(page.locator(".page__aside")).to_contain_text("interpreter, large print, home visits")
    look(page)
    page.get_by_role("link", name="See it, or tell us for them").click()
    heading(page, "What helps Amina Farah")
    expect(page.get_by_role("main")).not_to_contain_text("Somali")
    send_empty(page, "Show me", "Write why you need to see it")
    page.get_by_label("Why do you need to see it?").fill(
        "She is at the desk and we need somebody to interpret."
    )
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("main")).to_contain_text("Somali")
    expect(page.get_by_role("main")).to_contain_text("because you gave a reason")
    look(page)


def _declined_with_an_offer(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, STAFF["a needs officer"])
    page.goto("/staff")
    look(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="What helps people").click()
    look(page)
    page.get_by_role("link", name="Decide: home visits").click()
    page.get_by_role("link", name="Decline, and offer something else").click()
    send_empty(page, "Keep it", "Write why we cannot do it", "Write what we offer instead")
    page.get_by_label("Why can we not do it?").fill("Nobody can leave the office until December.")
    page.get_by_label("What do we offer instead?").fill("We ring you whenever it suits you.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".notice")).to_contain_text("The customer is told.")
    look(page)
    _an_instruction(page)
    mail = read_mail(page, live_server, "What helps you: our answer", to="amina.farah@home.example")
    expect(mail).to_contain_text("We ring you whenever it suits you.")


def _an_instruction(page: Page) -> None:
    page.get_by_role("link", name="What helps Amina Farah").click()
    page.get_by_role("link", name="See and keep safety instructions").click()
    page.get_by_role("link", name="Add an instruction").click()
    page.get_by_label("What should visitors do?").fill("Ring before you come.")
    enter_date(page, "When did the incident happen?", 20, 10, 2026)
    page.get_by_label("What happened?").fill("A caller at the door frightened the children.")
    page.get_by_label("If they were not told: why not?").fill("She asked for it herself.")
    enter_date(page, "By when do we look at it again?", 20, 4, 2027)
    enter_date(page, "What is its last day?", 20, 3, 2027)
    page.get_by_role("button", name="Keep it").click()
    look_at_errors(page, "Enter days in this order: today, the day we look again, the last day")
    enter_date(page, "What is its last day?", 20, 10, 2027)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("Ring before you come.")
    look(page)
    page.get_by_role("link", name="What it rests on").click()
    look(page)
    page.get_by_role("link", name="Safety instructions").click()
    page.get_by_role("link", name="Look at it again").click()
    look(page)
