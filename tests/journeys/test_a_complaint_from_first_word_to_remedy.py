"""A tenant complains: every point answered, a remedy, stage 2 by somebody else; refused only by two."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveServer, NewPage, sign_in
from tests.journeys.asking import heading
from tests.journeys.complaining import (
    COMPLAINTS,
    MANAGER,
    OFFICER,
    TENANT,
    TITLE,
    a_complaint,
    also_complaints_staff,
)
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail, send_empty

pytestmark = pytest.mark.journey


def do(page: Page, reference: str, deed: str) -> None:
    """Open the complaint, and the page of what is to be done with it."""
    page.goto(f"/staff/complaints/{reference}")
    page.get_by_role("main").get_by_role("link", name=deed, exact=True).click()
    heading(page, deed)


def give_to(page: Page, reference: str, name: str, *, conflict: str = "No") -> None:
    """Say who handles it."""
    do(page, reference, "Say who handles it")
    page.get_by_label("Who is to handle it?").select_option(label=name)
    page.get_by_role("group", name="Do they have a conflict of interest?").get_by_label(conflict).check()
    page.get_by_role("button", name="Give it to them").click()


def set_out(page: Page, reference: str) -> None:
    """Set it out and acknowledge it, having seen the date that sets."""
    do(page, reference, "Set it out and acknowledge it")
    expect(page.locator(".inset")).to_contain_text("by")
    page.get_by_label("What we understand the complaint to be").fill("You told us that the stairs are dark.")
    page.get_by_label("What they want to come of it").fill("A light on the stairs, soon.")
    page.get_by_role("button", name="Send it").click()


def decide_all(page: Page, reference: str) -> None:
    """Decide each point."""
    page.goto(f"/staff/complaints/{reference}")
    while page.get_by_role("link", name="Decide it").count():
        page.get_by_role("link", name="Decide it").first.click()
        page.get_by_label("Upheld", exact=True).check()
        page.get_by_label("Why?").fill("Our contractor lost the job.")
        page.get_by_label("Which policy, law or good practice does that rest on?").fill("Repairs policy, 4")
        page.get_by_role("button", name="Keep it").click()


def test_from_the_first_word_to_the_remedy(page: Page, new_page: NewPage, live_server: LiveServer) -> None:
    reference = a_complaint(live_server)
    denise = f"{COMPLAINTS.given_name} {COMPLAINTS.family_name}"
    sign_in(page, live_server, COMPLAINTS)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Complaints", exact=True).click()
    look(page)
    page.get_by_role("link", name=TITLE).click()
    heading(page, TITLE)
    look(page)
    do(page, reference, "Say who handles it")
    send_empty(page, "Give it to them", "Choose who is to handle it")
    give_to(page, reference, denise)
    do(page, reference, "Set it out and acknowledge it")
    send_empty(page, "Send it", "Write what we understand the complaint to be")
    page.get_by_label("Points that we are responsible for").fill("The light\nNobody rang back")
    set_out_with_points(page, reference)
    expect(page.locator(".notice").first).to_contain_text("It is set out and acknowledged.")
    decide_all(page, reference)
    do(page, reference, "Send the answer")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say first what we do to put it right")
    do(page, reference, "Promise a remedy")
    page.get_by_label("Doing what was late or left undone").check()
    page.get_by_label("What do we do?").fill("We mend the light.")
    page.get_by_label("Who does it?").fill("Brightlight Ltd")
    enter_date(page, "By which day?", 30, 11, 2026)
    look(page)
    page.get_by_role("button", name="Keep it").click()
    do(page, reference, "Send the answer")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".notice").first).to_contain_text("It is answered.")
    look(page)
    mail = read_mail(page, live_server, "Our answer to your complaint", to=live_server.email(TENANT))
    expect(mail).to_contain_text("Brightlight Ltd does this by Monday 30 November 2026.")

    tenant = new_page()
    sign_in(tenant, live_server, TENANT)
    tenant.goto(f"/complaints/{reference}")
    heading(tenant, "Your complaint")
    expect(tenant.get_by_role("main")).to_contain_text("Our decision: you are right.")
    look(tenant)
    tenant.get_by_role("button", name="Ask for stage 2").click()
    expect(tenant.locator(".notice")).to_contain_text("We look at your complaint again.")
    look(tenant)

    give_to(page, reference, denise)
    look_at_errors(page, "Choose somebody else. They handled stage 1, and stage 2 needs another person")
    give_to(page, reference, f"{OFFICER.given_name} {OFFICER.family_name}")
    officer = new_page()
    sign_in(officer, live_server, OFFICER)
    set_out(officer, reference)
    expect(officer.locator(".notice").first).to_contain_text("It is set out and acknowledged.")


def set_out_with_points(page: Page, reference: str) -> None:
    """The same at stage 1, where the points are given."""
    do(page, reference, "Set it out and acknowledge it")
    page.get_by_label("Points that we are responsible for").fill("The light\nNobody rang back")
    page.get_by_label("Points that we are not responsible for").fill("The street lamp: the council")
    page.get_by_label("What we understand the complaint to be").fill("You told us that the stairs are dark.")
    page.get_by_label("What they want to come of it").fill("A light on the stairs, soon.")
    page.get_by_role("button", name="Send it").click()


def test_whoever_is_named_cannot_see_it_and_a_refusal_needs_another_person(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    reference = a_complaint(live_server)
    also_complaints_staff(live_server, MANAGER)
    also_complaints_staff(live_server, OFFICER)
    officer = new_page()
    sign_in(officer, live_server, OFFICER)
    officer.goto("/staff/complaints")
    expect(officer.get_by_role("main")).to_contain_text(reference)
    sign_in(page, live_server, COMPLAINTS)
    do(page, reference, "Somebody is named in it")
    page.get_by_label("Who is named in it?").select_option(
        label=f"{OFFICER.given_name} {OFFICER.family_name}"
    )
    look(page)
    page.get_by_role("button", name="Keep it").click()
    for address in ("/staff/complaints", "/staff?whose=all&status=both", f"/staff/search?q={TITLE}"):
        officer.goto(address)
        expect(officer.get_by_role("main")).not_to_contain_text(reference)
    answer = officer.goto(f"/staff/complaints/{reference}")
    assert answer is not None
    assert answer.status == 404

    do(page, reference, "Ask to refuse it")
    page.get_by_label("We have dealt with the same matter as a complaint before.").check()
    page.get_by_label("What shows it?").fill("Our answer of 2 March, on file.")
    page.get_by_label("What we tell the customer").fill("We answered the same complaint in March.")
    look(page)
    page.get_by_role("button", name="Ask somebody to decide").click()
    expect(page.get_by_role("main")).not_to_contain_text("Decide on the refusal")
    manager = new_page()
    sign_in(manager, live_server, MANAGER)
    do(manager, reference, "Decide on the refusal")
    look(manager)
    manager.get_by_label("We do not take it, and tell the customer why").check()
    manager.get_by_label("Why?").fill("I have read the answer of March.")
    manager.get_by_role("button", name="Keep the decision").click()
    mail = read_mail(page, live_server, "Why we do not take this complaint", to=live_server.email(TENANT))
    expect(mail).to_contain_text("They can tell us to take your complaint.")


def test_how_to_complain_is_there_for_everybody(page: Page, live_server: LiveServer) -> None:
    page.goto("/how-to-complain")
    heading(page, "How to complain")
    expect(page.get_by_role("main")).to_contain_text("Housing Ombudsman Service")
    look(page)
