"""A colleague stands in for one who is away; a neighbour acts for a tenant, a clerk for the council."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, read_mail, send_empty, tab_to

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
ADMINISTRATOR = next(one for one in people.STAFF if one.who == "an administrator")
TITLE = "The bath tap drips"


def test_a_colleague_stands_in_while_somebody_is_away(
    page: Page, live_server: LiveServer, new_page: NewPage
) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Who is away").click()
    heading(page, "Who is away")
    page.get_by_role("link", name="I am away").click()
    heading(page, "You are away")
    send_empty(page, "Save", "Enter the first day, for example 9 11 2026")
    _away_by_keyboard(page)
    heading(page, "Who is away")
    expect(page.get_by_role("main")).to_contain_text("away until Monday 9 November; Samuel Adeyemi covers")
    look(page)

    tenant = new_page()
    sign_in(tenant, live_server, people.TENANT)
    tenant.goto("/cases")
    case = _case_of(tenant, "Joanna Blake")
    expect(tenant.get_by_role("main")).to_contain_text(
        "Joanna Blake is away, and back on Tuesday 10 November"
    )
    look(tenant)
    tenant.get_by_label("Your message").fill("Is there any news?")
    tenant.get_by_role("button", name="Send your message").click()
    mail = read_mail(tenant, live_server, "Joanna Blake is away", to="amina.farah@home.example")
    expect(mail).to_contain_text("Until then ask Samuel Adeyemi")

    page.goto(re.sub(r"/cases/([^?#]+).*", r"/staff/cases/\1", case))
    expect(page.locator(".page__aside")).to_contain_text(
        "away until Monday 9 November; Samuel Adeyemi covers"
    )
    look(page)
    page.goto("/staff/absences")
    page.get_by_role("link", name="Hand over open cases").click()
    heading(page, "Open cases of Joanna Blake")
    send_empty(page, "Hand them over to Samuel Adeyemi", "Write why they are handed over")
    page.get_by_label("Why they are handed over").fill("Joanna is away until Monday 9 November.")
    page.get_by_role("button", name="Hand them over to Samuel Adeyemi").click()
    expect(page.locator(".notice")).to_contain_text("The customers are told.")
    expect(page.get_by_role("main")).to_contain_text("There is no open case left that you can see.")
    look(page)
    tenant.goto(case)
    expect(tenant.get_by_role("main")).to_contain_text("Samuel Adeyemi")


def test_a_neighbour_acts_for_a_tenant_until_she_ends_it(
    page: Page, live_server: LiveServer, new_page: NewPage
) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff/search?q=farah")
    page.get_by_role("link", name="Amina Farah").click()
    page.get_by_role("link", name="Let somebody act for them").click()
    heading(page, "Who may act for Amina Farah?")
    page.get_by_label("Their name, address, postcode or tenancy reference").fill("pugh")
    page.get_by_role("button", name="Search").click()
    look(page)
    page.get_by_role("link", name="Gareth Pugh").click()
    heading(page, "Gareth Pugh may act for Amina Farah")
    send_empty(page, "Record it", "Choose what they may do", "Write what you have seen or heard, and when")
    page.get_by_label("Everything: see the cases, write to us and ask").check()
    page.get_by_label("What shows it?").fill("Letter signed by her on 2 November 2026.")
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".notice")).to_contain_text("It is recorded, and they are told.")
    look(page)

    neighbour = new_page()
    sign_in(neighbour, live_server, people.APPLICANT)
    neighbour.goto("/cases")
    hers = neighbour.get_by_role("link", name=re.compile("light on the stair"))
    expect(hers.first).to_be_visible()
    tenant = new_page()
    sign_in(tenant, live_server, people.TENANT)
    expect(
        read_mail(tenant, live_server, "Somebody may now act for you", to="amina.farah@home.example")
    ).to_contain_text("Gareth Pugh may act for you")
    tenant.goto("/account")
    expect(tenant.get_by_role("main")).to_contain_text("Gareth Pugh")
    look(tenant)
    tenant.get_by_role("button", name="End this now").click()
    expect(tenant.locator(".notice")).to_contain_text("They may no longer act for you.")
    neighbour.reload()
    expect(hers).to_have_count(0)


def test_a_clerk_is_let_act_for_the_council_and_an_address_is_changed(
    page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, ADMINISTRATOR)
    page.goto("/staff/admin")
    page.get_by_role("link", name="Organisations").click()
    look(page)
    page.get_by_role("link", name="Add an organisation").click()
    send_empty(page, "Save", "Enter the name", "Choose what it is")
    page.get_by_label("Name").fill("Redland City Council")
    page.get_by_label("What is it?").select_option(index=1)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Redland City Council").click()
    heading(page, "Redland City Council")
    send_empty(page, "Add them", "Enter the first name", "Enter the last name", "Enter the email address")
    page.get_by_label("First name").fill("Leila")
    page.get_by_label("Last name").fill("Haddad")
    page.get_by_label("Email address").fill("l.haddad@council.example")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_role("main")).to_contain_text("no account yet")
    look(page)
    expect(
        read_mail(page, live_server, "Make your account with us", to="l.haddad@council.example")
    ).to_be_visible()

    page.goto("/account")
    page.get_by_role("link", name="Sign in with another address").click()
    heading(page, "Sign in with another address")
    send_empty(page, "Send me a link", "Enter your email address", "Enter your password")
    page.get_by_label("The email address you want to sign in with").fill("m.osei@home.example")
    page.get_by_label("Your password").fill(people.PASSWORD)
    page.get_by_role("button", name="Send me a link").click()
    heading(page, "Check your email")
    look(page)
    mail = read_mail(page, live_server, "Sign in with this address", to="m.osei@home.example")
    mail.locator("a[href*='/account/address/']").click()
    heading(page, "Sign in with this address")
    look(page)
    page.get_by_role("button", name="Use this address from now on").click()
    expect(page.get_by_role("main")).to_contain_text("You sign in with m.osei@home.example")


def _away_by_keyboard(page: Page) -> None:
    """Fill in the absence with Tab and letters alone, and send it with Enter."""
    keys = page.keyboard
    page.goto("/staff/absences/new")
    tab_to(page, "Day")
    for typed in ("3", "11", "2026", "9", "11", "2026"):
        keys.type(typed)
        keys.press("Tab")
    keys.type("Samuel")
    tab_to(page, "Save")
    keys.press("Enter")


def _case_of(page: Page, handler: str) -> str:
    """Open the customer's cases one after the other until one that this member of staff deals with."""
    links = page.get_by_role("main").locator("a[href^='/cases/']")
    for address in [link.get_attribute("href") or "" for link in links.all()]:
        page.goto(address)
        if page.get_by_text(handler).count():
            return page.url
    raise AssertionError(f"{handler} deals with none of them")
