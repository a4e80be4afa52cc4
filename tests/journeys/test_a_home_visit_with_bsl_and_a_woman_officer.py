"""A tenant wants a home visit by a woman with a BSL interpreter; what she told us is filled in already."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import choose, go_on, heading
from tests.journeys.booking import choose_time, say_what_it_is
from tests.journeys.looking import look

pytestmark = pytest.mark.journey


def test_everybody_it_needs_comes_together(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    say_what_it_is(page, "Trouble with a neighbour", "Loud music at night.", look=lambda _page: None)
    heading(page, "Where would you like to meet us?")
    expect(page.get_by_role("main")).to_contain_text("we ask for no proof")
    choose(page, "Where would you like to meet us?", "At your home", look=look)
    choose(page, "Who would you like to see?", "Anyone suitable", look=look)
    heading(page, "What helps you?")
    page.get_by_role("group", name="Would you like to see a woman or a man?").get_by_label("A woman").check()
    page.get_by_label("British Sign Language interpreter").check()
    page.get_by_label("Is somebody coming with you?").fill("my sister")
    go_on(page, look)
    heading(page, "When suits you?")
    expect(page.get_by_role("main")).to_contain_text(
        re.compile("The first day on which we have one is Friday 6 November 2026")
    )
    choose_time(page, "Friday 6 November 2026 at 2pm", look=look)
    heading(page, "Check your answers")
    main = page.get_by_role("main")
    for words in ("an officer who is a woman", "a BSL interpreter", "comes with you: my sister"):
        expect(main).to_contain_text(words)
    page.get_by_role("link", name="Change what helps you").click()
    page.get_by_label("How many minutes do you need to reach the door?").fill("seven")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a number of minutes from 1 to 60")
    page.get_by_label("How many minutes do you need to reach the door?").fill("7")
    page.get_by_role("button", name="Continue").click()
    choose_time(page, "Friday 6 November 2026 at 2pm", look=lambda _page: None)
    look(page)
    page.get_by_role("button", name="Book this appointment").click()
    heading(page, "Your appointment is booked")
    expect(main).to_contain_text(re.compile("(Joanna Blake|Priya Shah|Carol Jenkins)"))
    expect(main).to_contain_text("and an interpreter")
    look(page)
    page.get_by_role("link", name="See, move or cancel this appointment").click()
    expect(page.get_by_role("heading", name="Who is at my door?")).to_be_visible()
    look(page)

    page.goto("/")
    expect(main).to_contain_text("Friday 6 November 2026 at 2pm")
    look(page)
    page.goto("/appointments")
    look(page)
