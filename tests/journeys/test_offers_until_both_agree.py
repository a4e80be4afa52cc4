"""No time suits at first: we offer, the tenant says when she can, we take a time of hers, and both see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")


def test_a_time_is_found_in_turns(new_page: NewPage, live_server: LiveServer) -> None:
    page, tenant = new_page(), new_page()
    sign_in(page, live_server, OFFICER)
    sign_in(tenant, live_server, people.TENANT)
    appointment = _asked_by_phone(page)

    page.get_by_role("main").get_by_role("link", name="Offer times").first.click()
    heading(page, "Offer times")
    look(page)
    page.get_by_role("button", name="Offer these times").click()
    look_at_errors(page, "Choose from 1 to 5 times")
    boxes = page.get_by_role("group", name="Which times do you offer?").get_by_role("checkbox")
    for number in (0, 5):
        boxes.nth(number).check()
    page.get_by_role("button", name="Offer these times").click()
    expect(page.locator(".notice")).to_contain_text("It is their turn.")
    mail = read_mail(page, live_server, "", to="amina.farah@home.example")
    expect(mail).to_contain_text("Joanna Blake")

    tenant.goto(re.sub("/staff/", "/", appointment))
    tenant.get_by_role("group", name="Which of these times suits you?").get_by_role("radio").last.check()
    tenant.get_by_role("button", name="Send my answer").click()
    heading(tenant, "When suits you, and when never?")
    enter_date(tenant, "Day that suits, 1", 10, 11, 2026)
    enter_date(tenant, "Day that never suits, 1", 11, 11, 2026)
    tenant.get_by_role("button", name="Send my times").click()

    page.goto(appointment)
    expect(page.get_by_role("main")).to_contain_text("When they can")
    look(page)
    page.get_by_role("main").get_by_role("link", name="Take a time that suits them").first.click()
    heading(page, "Take a time that suits them")
    look(page)
    choices = page.get_by_role("radio")
    assert all(
        "Tuesday 10 November 2026" in words for words in page.locator(".times label").all_inner_texts()
    )
    choices.first.check()
    page.get_by_role("button", name="Agree this time").click()
    expect(page.locator(".notice")).to_contain_text("The time is agreed.")
    look(page)

    tenant.reload()
    expect(tenant.get_by_role("main")).to_contain_text("Tuesday 10 November 2026")
    expect(tenant.locator(".promise").first).to_contain_text("kept")


def test_a_wish_we_cannot_meet_is_the_tenants_to_decide(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff/appointments?whose=all")
    page.get_by_role("row").filter(has_text="Yusuf Demir").get_by_role("link").click()
    page.get_by_role("link", name="A wish cannot be met").click()
    heading(page, "A wish cannot be met")
    look(page)
    page.get_by_role("button", name="Tell them").click()
    look_at_errors(page, "Choose the wish", "Write what you tried", "Write why it cannot be met")
    page.get_by_role("radio").first.check()
    page.get_by_label("What you tried").fill("We asked both agencies for somebody who speaks Turkish.")
    page.get_by_label("Why it cannot be met").fill("Nobody is free before December.")
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_role("main")).to_contain_text("They have not chosen yet what else would do.")
    mail = read_mail(page, live_server, "", to="yusuf.demir@home.example")
    expect(mail).to_contain_text("We asked both agencies for somebody who speaks Turkish.")
    page.go_back()
    page.go_back()
    page.get_by_role("link", name="They choose what else would do").click()
    page.get_by_role("group", name="What do they choose?").get_by_label("Another way to meet").check()
    page.get_by_role("group", name="How did they tell you?").get_by_label("By phone").check()
    page.get_by_label("What they said, in their words").fill("By video would do, with my son.")
    page.get_by_role("button", name="Keep their choice").click()
    expect(page.get_by_role("main")).to_contain_text("They chose another way to meet.")
    page.get_by_role("link", name="They want to meet another way").click()
    page.get_by_role("group", name="How do you meet instead?").get_by_label("By video").check()
    page.get_by_role("group", name="How did they tell you?").get_by_label("By phone").check()
    page.get_by_label("What they said, in their words").fill("By video, with my son.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".notice")).to_contain_text("Now look for times there.")
    look(page)


def _asked_by_phone(page: Page) -> str:
    """Amina rings and no time suits her; where the appointment to be arranged has its page."""
    page.goto("/staff/search?q=farah")
    page.get_by_role("link", name="Amina Farah").click()
    page.get_by_role("link", name="Book an appointment").click()
    page.get_by_label("What is it for?").select_option(label="Talk about your tenancy")
    page.get_by_label("What it is about, in their words").fill("Her neighbour's music.")
    page.get_by_role("group", name="How did they ask?").get_by_label("By phone").check()
    page.get_by_role("group", name="Where do you meet?").get_by_label("At an office").check()
    page.get_by_role("button", name="Look for times").click()
    page.get_by_role("button", name="None suits: keep it to arrange").click()
    expect(page.locator(".notice")).to_contain_text("Now it needs a time.")
    return page.url.partition("?")[0]
