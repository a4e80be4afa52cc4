"""An officer goes on leave: whoever stands in takes the appointments, the rest is rearranged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, read_mail, send_empty

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
ADMINISTRATOR = next(one for one in people.STAFF if one.who == "an administrator")


def test_an_officer_goes_on_leave_and_hands_over_what_is_booked(
    page: Page, live_server: LiveServer, new_page: NewPage
) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff/absences/new")
    enter_date(page, "First day away", 4, 11, 2026)
    enter_date(page, "Last day away", 9, 11, 2026)
    page.get_by_label("Who stands in?").select_option(label="Samuel Adeyemi, Repairs officer")
    page.get_by_role("button", name="Save").click()
    # Joanna is away from tomorrow on; today she hands over.
    page.get_by_role("link", name=re.compile("Hand over open cases and appointments.*Joanna Blake")).click()
    expect(page.get_by_role("main")).to_contain_text("2 appointments fall into the absence.")
    look(page)
    page.get_by_role("link", name="Hand over or rearrange appointments").click()
    heading(page, "Appointments of Joanna Blake")
    look(page)

    hers = page.get_by_role("checkbox", name=re.compile("Amina Farah"))
    expect(hers).to_be_checked()
    send_empty(page, "Hand them over to Samuel Adeyemi", "Write why, in words for the customers")
    page.get_by_role("checkbox", name=re.compile("Gareth Pugh")).uncheck()
    page.get_by_label("What do we tell the customers?").fill("Joanna Blake is away until Monday 9 November.")
    page.get_by_role("button", name="Hand them over to Samuel Adeyemi").click()
    expect(page.locator(".notice")).to_contain_text("Handed over: 1")
    look(page)
    expect(page.get_by_role("main")).not_to_contain_text("Amina Farah")

    tenant = new_page()
    mail = read_mail(tenant, live_server, "Somebody else meets you", to="amina.farah@home.example")
    expect(mail).to_contain_text("Joanna Blake cannot meet you")
    expect(mail).to_contain_text("Samuel")


def test_an_administrator_sets_up_who_can_be_booked_and_when(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, ADMINISTRATOR)
    page.goto("/staff/admin")
    page.get_by_role("main").get_by_role("link", name="Appointments").click()
    heading(page, "Setting up appointments")
    look(page)
    for name in (
        "Purposes",
        "Officers",
        "Rooms",
        "Interpreters",
        "Hours from a file",
        "Travel between areas",
        "Rules for appointments",
    ):
        page.goto("/staff/appointments/setup")
        page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
        heading(page, name)
        look(page)

    page.goto("/staff/appointments/setup/officers")
    page.get_by_role("link", name="Add an officer").click()
    send_empty(page, "Save", "Choose who it is")
    page.get_by_label("Who is it?").select_option(label="Tomasz Nowak")
    page.get_by_label("Languages they hold a meeting in").fill("Polish")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("No hours are entered, so nobody is offered a time.")
    page.get_by_role("link", name=re.compile("Hours and times away.*Tomasz Nowak")).click()
    look(page)
    page.get_by_role("link", name="Add hours").click()
    heading(page, "Hours of Tomasz Nowak")
    send_empty(page, "Save", "Enter the first day, for example 4 1 2027")
    enter_date(page, "From which day?", 9, 11, 2026)
    page.get_by_label("Thursday").fill("9am to midday and 5:30pm to 8pm")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("9am to midday and 5:30pm to 8pm")
    enter_date(page, "First day", 12, 11, 2026)
    page.get_by_label("Why?").fill("Training")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("main")).to_contain_text("Training")
    look(page)

    page.goto("/staff/appointments/setup/hours-file")
    lines = (
        "who,weekday,from,until,first_day",
        "Interview room 1,Monday,9,5pm,2026-11-09",
        "Nobody,Mon,9am,5pm,2026-11-09",
    )
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "hours.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    )
    page.get_by_role("button", name="Check it and store it").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text('Line 2: from "9" is no time; write 9am, 13:30 or midday.')
    expect(summary).to_contain_text('Line 3: nobody and nothing that can be booked is called "Nobody".')
    look(page)


def test_an_officer_has_the_diary_in_a_calendar_program(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff/diary/feed")
    heading(page, "My appointments in my calendar")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code").inner_text()
    look(page)
    answer = page.request.get(re.sub(r"^https?://[^/]+", live_server.url, address))
    assert answer.status == 200
    assert "Talk about your tenancy" in answer.text()
    assert "Amina" not in answer.text()
    page.get_by_role("button", name="Switch it off").click()
    assert page.request.get(re.sub(r"^https?://[^/]+", live_server.url, address)).status == 404
