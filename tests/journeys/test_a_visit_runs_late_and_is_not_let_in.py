"""A visit day: on the way, running late, nobody in, the calling card; then another time in one step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveServer, NewPage, sign_in
from tests.factories.appointments import at
from tests.journeys.asking import heading
from tests.journeys.looking import look, look_at_errors, read_mail, send_empty
from tests.journeys.visiting import AMINA, DAY, MANAGER, make_it, open_the_visit

pytestmark = pytest.mark.journey


def test_an_officer_runs_late_and_nobody_is_in(new_page: NewPage, live_server: LiveServer) -> None:
    make_it(at(f"{DAY} 10:00") - timedelta(days=1))
    page = new_page(width=320)
    open_the_visit(page, live_server)
    page.get_by_role("link", name="Diary", exact=True).first.click()
    look(page)
    page.get_by_role("link", name="Week", exact=True).click()
    look(page)
    make_it(at(f"{DAY} 10:05"))
    page.locator(".diary").get_by_role("link", name="Amina Farah").click()
    expect(page.get_by_role("main")).to_contain_text("between 10:15am and 10:45am")
    look(page)
    visit = page.url

    page.get_by_role("button", name="I am on the way").click()
    expect(page.locator(".notice")).to_contain_text("They are told that you are on the way.")
    page.get_by_role("link", name="Running late or early").click()
    send_empty(page, "Tell them", "Enter a number from 1 to 240")
    page.get_by_label("How many minutes?").fill("20")
    page.get_by_role("button", name="Tell them").click()
    expect(page.locator(".notice")).to_contain_text("They are told.")
    expect(page.get_by_role("main")).to_contain_text("between 10:35am and 11:05am")
    mail = read_mail(page, live_server, "We now come at another time", to=live_server.email(AMINA))
    expect(mail).to_contain_text("10:50am")

    make_it(at(f"{DAY} 10:55"))
    page.goto(visit)
    page.get_by_role("link", name="Nobody let me in").click()
    page.get_by_label("At what time?").fill("11am")
    page.get_by_role("button", name="Send the calling card").click()
    look_at_errors(page, "That is still to come. Enter a time that has passed, for example 10:30am")
    page.get_by_label("At what time?").fill("10:52am")
    page.get_by_label("A word on the card").fill("I rang the bell twice.")
    page.get_by_role("button", name="Send the calling card").click()
    expect(page.locator(".notice")).to_contain_text("The calling card is on its way.")
    expect(page.locator(".promise").last).to_contain_text("kept: Wed 4 Nov, 10:52am")
    look(page)
    page.get_by_role("link", name="Print the calling card").click()
    heading(page, "We called on you")
    expect(page.get_by_role("article")).to_contain_text("Joanna Blake")
    look(page)

    _she_books_again(new_page, live_server, look)


def _she_books_again(new_page: NewPage, live_server: LiveServer, look: Callable[[Page], None]) -> None:
    """Everything but the time is known."""
    page = new_page()
    mail = read_mail(page, live_server, "We called on you", to=live_server.email(AMINA))
    expect(mail).to_contain_text("I rang the bell twice.")
    sign_in(page, live_server, AMINA)
    page.goto("/appointments")
    page.get_by_role("main").get_by_role("link").filter(has_text="Wednesday 4 November").first.click()
    expect(page.get_by_role("main")).to_contain_text("nobody could let us in")
    look(page)
    page.get_by_role("button", name="Book another time").click()
    page.locator("input[name=slot]").first.check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Book this appointment").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("booked")


def test_a_visit_takes_place_and_something_happens_at_it(new_page: NewPage, live_server: LiveServer) -> None:
    make_it(at(f"{DAY} 10:00") - timedelta(days=1))
    page = new_page(scripts=False)
    open_the_visit(page, live_server)
    make_it(at(f"{DAY} 10:33"))
    page.reload()
    page.get_by_role("link", name="It was earlier than now").click()
    page.get_by_label("At what time?").fill("10:20am")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="I have arrived").click()
    page.get_by_role("button", name="I have shown my card").click()
    expect(page.locator(".notice")).to_contain_text("That you showed your card is kept.")
    page.get_by_role("main").get_by_role("link", name="Report an incident").click()
    page.get_by_role("button", name="Send the report").click()
    look_at_errors(page, "Write what happened")
    page.get_by_label("What happened?").fill("A neighbour shouted at us in the hall.")
    page.get_by_role("button", name="Send the report").click()
    heading(page, "Incident report")
    look(page)
    page.get_by_role("link", name="The visit").click()
    page.get_by_role("link", name="Finish", exact=True).click()
    page.get_by_role("button", name="Finish").click()
    look_at_errors(page, "Write how it ended")
    page.get_by_label("How did it end?").fill("The rail can be put up. I order it today.")
    page.get_by_role("button", name="Finish").click()
    expect(page.locator(".notice")).to_contain_text("It is finished.")
    expect(page.locator(".promise").last).to_contain_text("kept: Wed 4 Nov, 10:33am")
    look(page)

    manager = new_page()
    sign_in(manager, live_server, MANAGER)
    manager.goto(f"/staff/diary?on={DAY}")
    manager.get_by_label("Whose diary?").select_option(label="Joanna Blake")
    manager.get_by_role("button", name="Show").click()
    heading(manager, "Diary of Joanna Blake")
    look(manager)
    manager.locator(".diary").get_by_role("link", name="Amina Farah").click()
    manager.get_by_role("link", name="Wed 4 Nov, 10:33am").click()
    expect(manager.get_by_role("main")).to_contain_text("A neighbour shouted at us in the hall.")
