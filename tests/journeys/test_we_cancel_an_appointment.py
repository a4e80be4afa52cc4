"""We cannot keep an appointment: an officer cancels, says sorry, sends other times, and one is agreed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import look, look_at_errors, read_mail

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
RECEPTIONIST = next(one for one in people.STAFF if one.who == "a receptionist")
REASON = "Joanna is ill, and we want you to see somebody who knows your home."


def test_cancelled_with_an_apology_and_other_times_until_there_is_a_new_one(
    page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, OFFICER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Appointments").click()
    heading(page, "Appointments")
    page.get_by_role("link", name="Everybody’s").click()
    expect(page.get_by_role("main")).to_contain_text("Find a time")
    look(page)
    page.get_by_role("row").filter(has_text="Amina Farah").get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("Hodan Ali")
    look(page)

    page.get_by_role("link", name="Cancel it").click()
    heading(page, "Cancel it")
    expect(page.locator(".page__aside")).to_contain_text("Told that we cancelled")
    expect(page.locator(".page__aside")).to_contain_text("On the day: all of it.")
    look(page)
    page.get_by_role("button", name="Cancel it and tell them").click()
    look_at_errors(page, "Write why we cancel")
    page.get_by_label("Why we cannot keep it").fill(REASON)
    times = page.get_by_role("group", name="Times that go with it")
    for number in (0, 1):
        times.get_by_role("checkbox").nth(number).check()
    first = times.locator("label .govuk-visually-hidden").first.inner_text()
    page.get_by_role("button", name="Cancel it and tell them").click()
    expect(page.locator(".notice")).to_contain_text("Our apology is on its way.")
    expect(page.get_by_role("main")).to_contain_text("Times we offered")
    look(page)
    appointment = page.url

    mail = read_mail(page, live_server, "", to="amina.farah@home.example")
    expect(mail).to_contain_text(REASON)
    expect(mail).to_contain_text(first)

    page.goto(appointment)
    page.get_by_role("link", name="They take a time of ours").click()
    heading(page, "They take a time of ours")
    look(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("group", name="How did they tell you?").get_by_label("By phone").check()
    page.get_by_label("What they said, in their words").fill("The first one suits me.")
    page.get_by_role("button", name="Agree this time").click()
    expect(page.locator(".notice")).to_contain_text("The time is agreed.")


def test_at_the_desk_an_appointment_is_booked_and_a_visit_planned(
    page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, RECEPTIONIST)
    page.goto("/staff/search?q=farah")
    page.get_by_role("link", name="Amina Farah").click()
    page.get_by_role("link", name="Book an appointment").click()
    heading(page, "Book an appointment for Amina Farah")
    look(page)
    page.get_by_role("button", name="Look for times").click()
    look_at_errors(page, "Choose what it is for", "Write what it is about", "Choose where you meet")
    page.get_by_label("What is it for?").select_option(label="Talk about your tenancy")
    page.get_by_label("What it is about, in their words").fill("She wants to add her son to the tenancy.")
    page.get_by_role("group", name="How did they ask?").get_by_label("In person").check()
    page.get_by_role("group", name="Where do you meet?").get_by_label("At an office").check()
    page.get_by_role("button", name="Look for times").click()
    heading(page, "Choose a time")
    look(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Book it").click()
    expect(page.locator(".notice")).to_contain_text("It is booked.")

    page.goto("/staff/search?q=farah")
    page.get_by_role("link", name="Amina Farah").click()
    page.get_by_role("link", name="Plan a visit").click()
    heading(page, "Plan a visit to Amina Farah")
    look(page)
    page.get_by_label("What is it for?").select_option(label="Settling-in visit")
    page.get_by_label("Why do you come?").fill("We look at the smoke alarms.")
    page.get_by_role("button", name="Look for times").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Plan the visit").click()
    expect(page.locator(".notice")).to_contain_text("The notice is on its way.")
    look(page)
