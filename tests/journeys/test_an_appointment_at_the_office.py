"""A visitor books at the office on a small telephone; what nobody can offer is asked for."""

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
from tests.journeys.asking import choose, go_on, heading
from tests.journeys.booking import choose_time, say_what_it_is
from tests.journeys.looking import look, look_at_errors, read_mail, send_empty

pytestmark = pytest.mark.journey

WORDS = "My neighbour and I would like to swap homes."
EMAIL = "rosa.lindqvist@home.example"


def about_you(page: Page) -> None:
    """Say who you are."""
    heading(page, "About you")
    page.get_by_label("Your name").fill("Rosa Lindqvist")
    page.get_by_label("Your email address").fill(EMAIL)


def test_an_old_telephone_is_enough(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW, scripts=False)
    look_on = assert_accessible
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Book an appointment").click()
    say_what_it_is(page, "Talk about your tenancy", WORDS, look=look_on)
    choose(page, "Where would you like to meet us?", "At our office", look=look_on)
    choose(page, "Who would you like to see?", "Anyone suitable", look=look_on)
    heading(page, "What helps you?")
    go_on(page, look_on)
    page.get_by_role("button", name="Continue").click()
    assert_errors_lead_to_their_fields(page)
    assert_accessible(page)
    page.get_by_role("link", name="Later days").click()
    page.get_by_role("link", name="The first free days").click()
    choose_time(page, "Wednesday 4 November 2026 at 2pm", look=look_on)
    page.get_by_role("button", name="Continue").click()
    assert_errors_lead_to_their_fields(page)
    about_you(page)
    go_on(page, look_on)

    heading(page, "Check your answers")
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    expect(page.get_by_role("main")).to_contain_text("Wednesday 4 November 2026 at 2pm")
    assert_accessible(page)
    page.get_by_role("button", name="Book this appointment").click()
    heading(page, "Your appointment is booked")
    assert_accessible(page)
    mail = read_mail(page, live_server, "appointment", to=EMAIL)
    mail.get_by_role("link", name="/appointments/link/").click()
    heading(page, "Open your appointment")
    page.get_by_role("button", name="Open my appointment").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Wednesday 4 November 2026 at 2pm")
    expect(main).not_to_contain_text("Rosa")
    expect(main).not_to_contain_text(WORDS)
    assert_accessible(page)


def test_a_tenant_asks_for_what_nobody_can_offer(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    say_what_it_is(page, "Rent, charges and money advice", "I fell behind in August.", look=look)
    choose(page, "Where would you like to meet us?", "At our office", look=look)
    choose(page, "Who would you like to see?", "Anyone suitable", look=look)
    heading(page, "What helps you?")
    page.get_by_role("group", name="Would you like to see a woman or a man?").get_by_label("A man").check()
    go_on(page, look)
    heading(page, "No time can be chosen here")
    expect(page.get_by_role("main")).to_contain_text("Nobody of the kind you asked for")
    look(page)
    page.get_by_role("button", name="Tell us when suits you").click()
    heading(page, "When suits you, and when never?")
    send_empty(page, "Continue", "Enter at least one day that suits you")
    page.get_by_role("group", name="Day that suits, 1").get_by_label("Day").fill("12")
    page.get_by_role("group", name="Day that suits, 1").get_by_label("Month").fill("11")
    page.get_by_role("group", name="Day that suits, 1").get_by_label("Year").fill("2026")
    page.get_by_label("From (Day that suits, 1)").fill("2pm")
    page.get_by_label("Until (Day that suits, 1)").fill("1pm")
    page.get_by_role("button", name="Continue").click()
    look_at_errors(page, "Enter a time that is later than “From”")
    page.get_by_label("Until (Day that suits, 1)").fill("5pm")
    go_on(page, look)
    heading(page, "Check your answers")
    expect(page.get_by_role("main")).to_contain_text("Thursday 12 November 2026, 2pm to 5pm")
    look(page)
    page.get_by_role("button", name="Ask for this appointment").click()
    heading(page, "We have your wish for an appointment")
    expect(page.locator(".promise").first).to_contain_text("by Friday 6 November 2026")
    look(page)
    page.get_by_role("link", name="See, move or cancel this appointment").click()
    expect(page.get_by_role("main")).to_contain_text("Thursday 12 November 2026, 2pm to 5pm")
    look(page)


def test_taken_by_somebody_else_at_the_same_moment(new_page: NewPage) -> None:
    first, second = new_page(), new_page()
    for page in (first, second):
        say_what_it_is(page, "Look at a repair in your home", "The window.", look=lambda _page: None)
        choose(page, "Where would you like to meet us?", "At your home", look=lambda _page: None)
        heading(page, "Which home should we come to?")
        page.get_by_label("Address").fill("41 Station Road")
        page.get_by_label("Postcode").fill("BS7 9LB")
        go_on(page, look if page is first else lambda _page: None)
        choose(page, "Who would you like to see?", "Anyone suitable", look=lambda _page: None)
        go_on(page, look if page is first else lambda _page: None)
        choose_time(page, "Thursday 5 November 2026 at 10am", look=lambda _page: None)
        about_you(page)
        go_on(page, look if page is first else lambda _page: None)
    first.get_by_role("button", name="Book this appointment").click()
    heading(first, "Your appointment is booked")
    look(first)
    second.get_by_role("button", name="Book this appointment").click()
    heading(second, "Which of the nearest free times suits you?")
    expect(second.get_by_role("main")).to_contain_text("Nothing you wrote is lost.")
    look(second)
    second.get_by_role("radio").first.check()
    second.get_by_role("button", name="Book this time").click()
    heading(second, "Your appointment is booked")
