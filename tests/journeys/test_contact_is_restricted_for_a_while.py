"""Contact is restricted for a while: one asks, another decides, the person is told and can still complain."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, read_mail, send_empty, tab_to

pytestmark = pytest.mark.journey

STAFF = {one.who: one for one in people.STAFF}
TO_DO = "Answer by letter, each Friday."
WORDS = {
    "How can they still reach us?": "Write to us, or use this portal. We answer each Friday.",
    "What should colleagues do?": TO_DO,
    "What did they do?": "On 29 October she rang 41 times and threatened a colleague.",
    "What have we tried before?": "We wrote twice, and offered to meet.",
    "What have you considered about their needs, or a disability?": "An interpreter explains the letter.",
    "Why, in words for them?": "You rang many times a day and shouted at us.",
}


@pytest.mark.provision("5.14-5.15")
def test_one_asks_another_decides_and_the_person_is_told(
    page: Page, new_page: NewPage, live_server: LiveServer
) -> None:
    sign_in(page, live_server, STAFF["a needs officer"])
    page.goto("/staff/search?q=Amina")
    page.get_by_role("link", name="Amina Farah").first.click()
    person_url = page.url
    page.get_by_role("link", name="See it, or tell us for them").click()
    page.get_by_role("link", name="Restrictions on contact").click()
    heading(page, "Restrictions on contact")
    look(page)
    page.get_by_role("link", name="Ask to restrict contact").click()
    expect(page.get_by_role("main")).to_contain_text("What helps them: interpreter")
    send_empty(page, "Ask another manager", "Write what we have tried before", "Enter its last day")
    for label, words in WORDS.items():
        page.get_by_label(label).fill(words)
    _days(page)
    page.get_by_role("button", name="Ask another manager").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a way, say how often")
    page.get_by_label("Not by phone").check()
    page.get_by_role("button", name="Ask another manager").click()
    expect(page.locator(".notice")).to_contain_text("Nothing is restricted until then.")
    page.goto(person_url)
    expect(page.get_by_role("main")).not_to_contain_text(TO_DO)

    _a_manager_decides(new_page(), live_server, person_url)
    mail = read_mail(page, live_server, "How to reach us for now", to="amina.farah@home.example")
    for words in ("Please do not ring us.", "You can complain at any time", "another manager looks at it"):
        expect(mail).to_contain_text(words)
    expect(mail).not_to_contain_text("41 times")
    _an_old_telephone_still_complains(new_page(width=NARROW, scripts=False), live_server)
    _it_ends_early(page, person_url)


def _days(page: Page) -> None:
    enter_date(page, "When did it happen last?", 29, 10, 2026)
    enter_date(page, "What is its first day?", 3, 11, 2026)
    enter_date(page, "By when do we look at it again?", 4, 1, 2027)
    enter_date(page, "What is its last day?", 3, 2, 2027)


def _a_manager_decides(page: Page, live_server: LiveServer, person_url: str) -> None:
    """By keyboard, once the evidence is read."""
    sign_in(page, live_server, STAFF["a manager"])
    page.goto("/staff/needs")
    page.get_by_role("link", name="Restriction on contact: decide or look again").click()
    page.get_by_role("link", name=TO_DO).click()
    expect(page.get_by_role("main")).to_contain_text("she rang 41 times")
    look(page)
    tab_to(page, "Decide")
    page.keyboard.press("Enter")
    heading(page, "Decide on a restriction")
    send_empty(page, "Keep my decision", "Choose whether you agree", "Write why")
    page.goto(page.url.partition("#")[0])
    tab_to(page, "Yes, they are told and it begins")
    page.keyboard.press("Space")
    page.get_by_label("Why?").fill("It is the least that helps. Letters stay open.")
    page.get_by_role("button", name="Keep my decision").click()
    expect(page.locator(".notice")).to_contain_text("The person is told.")
    page.goto(person_url)
    expect(page.get_by_role("main")).to_contain_text(TO_DO)
    expect(page.get_by_role("main")).to_contain_text("Take a new complaint, an emergency")
    expect(page.get_by_role("main")).not_to_contain_text("41 times")
    look(page)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.locator(".page__aside")).to_contain_text(TO_DO)
    look(page)


def _an_old_telephone_still_complains(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    page.goto("/speak?kind=complaint")
    assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("main")).to_contain_text("What happened?")


def _it_ends_early(page: Page, person_url: str) -> None:
    page.goto(f"{person_url}/restrictions")
    page.get_by_role("link", name=TO_DO).click()
    page.get_by_role("link", name="Look at it again").click()
    look(page)
    page.get_by_label("No, it ends now").check()
    page.get_by_label("Why?").fill("It has been calm.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("main")).to_contain_text("Ended: It has been calm.")
    look(page)
