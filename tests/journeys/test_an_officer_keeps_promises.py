"""An officer takes a case, acknowledges, explains a delay, hands over, answers; reception logs a call."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, look_at_errors, read_mail, send_empty

pytestmark = pytest.mark.journey

OFFICER = next(one for one in people.STAFF if one.who == "an officer")
RECEPTIONIST = next(one for one in people.STAFF if one.who == "a receptionist")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
WATER = "Water is dripping from the kitchen ceiling onto the floor."
JARGON = (
    "We shall endeavour to commence the works at your property prior to the end of the week, and in the "
    "event that the contractor is unable to gain access we will liaise with you regarding another date."
)
# Every act there is on an open case, the button that does it, and what it says when nothing was filled in.
ACTS = (
    ("Answer it", "Send the answer", "Write your answer"),
    ("Tell how far it is", "Send it", "Write how far it is"),
    ("Say we need longer", "Send it", "Write why it takes longer"),
    ("Note a call", "Keep the call", "Choose whether you reached them"),
    ("Put choices", "Send the choices", "Write the first choice"),
    ("Write a note", "Keep the note", "Write your note"),
    ("Assign it", "Assign it", "Choose who is to deal with it"),
    ("Hand it over", "Hand it over", "Choose a person or a team"),
    ("Ask a manager", "Ask the manager", "Write your question"),
    ("Refer elsewhere", "Send it", "Enter who can help them"),
    ("Link a case", "Link them", "Enter a reference, for example H7KM-4RXC"),
    ("Close it", "Close it", "Choose how it ended"),
)


def test_a_case_is_taken_acknowledged_delayed_handed_over_and_answered(
    page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff")
    expect(page.locator(".worklist tbody tr").first).to_contain_text("late since")
    look(page)
    page.get_by_role("link", name="Nobody’s").click()
    page.get_by_role("link", name=WATER, exact=True).click()
    heading(page, WATER)
    look(page)
    page.get_by_role("button", name="Take it").click()
    expect(page.locator(".notice")).to_contain_text("It is assigned.")

    page.get_by_role("main").get_by_role("link", name="Acknowledge it").or_(
        page.get_by_role("button", name="Acknowledge it")
    ).first.click()
    heading(page, "Acknowledge it")
    expect(page.locator(".page__aside")).to_contain_text("Acknowledged or answered by")
    send_empty(page, "Send it", "Write your message")
    page.get_by_label("Your message").fill("I have your message. Our plumber rings you today.")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".notice")).to_contain_text("It is acknowledged.")
    expect(page.locator(".promise")).to_contain_text("kept")
    look(page)

    page.get_by_role("link", name="Say we need longer").click()
    page.get_by_label("Why it takes longer").fill("The part for your tap must be ordered.")
    enter_date(page, "When do you expect to answer?", 2, 11, 2026)
    page.get_by_role("button", name="Send it").click()
    look_at_errors(page, "Enter a day that is today or later")
    enter_date(page, "When do you expect to answer?", 12, 11, 2026)
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".notice")).to_contain_text("The delay letter is on its way.")

    page.get_by_role("link", name="Hand it over").click()
    page.get_by_label("Who takes it over?").select_option(label="Samuel Adeyemi, Repairs officer")
    page.get_by_label("Why it is handed over").fill("Samuel looks after repairs in your street.")
    page.get_by_role("button", name="Hand it over").click()
    expect(page.locator(".notice")).to_contain_text("It is handed over")
    expect(page.locator(".page__aside")).to_contain_text("Samuel Adeyemi")
    mail = read_mail(page, live_server, "", to="yusuf.demir@home.example")
    expect(mail).to_contain_text("Samuel looks after repairs in your street.")
    look(page)


def test_plain_english_is_helped_before_an_answer_goes_out(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff")
    page.get_by_role("link", name="May I put up a shelf").click()
    page.get_by_role("main").get_by_text("Answer it", exact=True).click()
    page.get_by_label("Your answer").fill(JARGON)
    page.get_by_role("button", name="Look at it first").click()
    preview = page.get_by_role("region", name="This is how it will look")
    expect(preview).to_contain_text("words in one sentence")
    expect(preview).to_contain_text("plainer is")
    look(page)
    page.get_by_label("Your answer").fill("Yes, you may. Use the screws for tiles.")
    page.get_by_role("button", name="Look again").click()
    expect(preview).to_contain_text("No long sentences and no jargon.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".notice")).to_contain_text("It is answered.")


def test_every_act_left_empty_says_what_to_write(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.goto("/staff")
    page.get_by_role("link", name="May I put up a shelf").click()
    case = page.url
    for act, button, error in ACTS:
        page.goto(case)
        page.get_by_role("main").get_by_text(act, exact=True).click()
        heading(page, act)
        send_empty(page, button, error)


def test_people_and_cases_are_found(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, OFFICER)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    asked = page.get_by_label("A reference, a name, an address or a postcode")
    for typed in ("kamau", "BS6 5TR", "Kingfisher"):
        asked.fill(typed)
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("link", name="Wanjiru Kamau")).to_be_visible()
    look(page)
    asked.fill("nobody at all")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("main")).to_contain_text("We found nobody and no case")
    asked.fill("farah")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Amina Farah").click()
    heading(page, "Amina Farah")
    look(page)


def test_reception_takes_down_a_call_with_the_time_it_came(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, RECEPTIONIST)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Log a contact").click()
    look(page)
    page.get_by_label("Their name, address, postcode or tenancy reference").fill("hargreaves")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="William Hargreaves").click()
    heading(page, "Log a contact for William Hargreaves")
    send_empty(page, "See the dates", "Write what they said", "Choose how it reached us")
    page.get_by_label("What they said").fill("Mr Hargreaves asks when his handrail comes.")
    page.get_by_role("group", name="How did it reach us?").get_by_label("Phone").check()
    page.get_by_label("At what time?").fill("9:15am")
    page.get_by_role("group", name="What do they need?").get_by_label("Question").check()
    page.get_by_role("group", name="How do they want our answer?").get_by_label("We ring them").check()
    page.get_by_role("button", name="See the dates").click()
    heading(page, "Check and keep")
    expect(page.get_by_role("main")).to_contain_text("Phone, Tuesday 3 November 2026 at 9:15am.")
    look(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator(".notice")).to_contain_text("It is logged.")
    look(page)


@pytest.mark.parametrize("place", ["/staff/outbox", "/staff/registrations", "/staff/knowledge"])
def test_what_else_a_manager_looks_after(page: Page, live_server: LiveServer, place: str) -> None:
    sign_in(page, live_server, MANAGER)
    answer = page.goto(place)
    assert answer is not None
    assert answer.status == 200
    look(page)
