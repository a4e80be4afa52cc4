"""An exceptional event: an administrator says so, everybody reads it, residents are told, and it is over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, sign_in
from tests.journeys.asking import heading
from tests.journeys.looking import enter_date, look, read_mail, send_empty, tab_to

pytestmark = pytest.mark.journey

STAFF = {one.who: one for one in people.STAFF}
TITLE = "Our computers were attacked"


@pytest.mark.provision("Intro", "8.5")
def test_it_is_published_told_and_over(page: Page, new_page: NewPage, live_server: LiveServer) -> None:
    sign_in(page, live_server, STAFF["an administrator"])
    page.goto("/staff/admin")
    page.get_by_role("link", name="Exceptional events").click()
    heading(page, "Exceptional events")
    look(page)
    page.get_by_role("link", name="Enter an event").click()
    send_empty(page, "Save", "Enter what it is", "Write what has happened")
    page.get_by_label("What is it, in one line?").fill(TITLE)
    page.get_by_label("What has happened?").fill("Somebody broke into our computers on Monday.")
    page.get_by_label("What does it mean for residents?").fill("Letters take longer. If urgent, ring us.")
    enter_date(page, "Since when?", 2, 11, 2026)
    enter_date(page, "From which day do we expect to keep our promises again?", 1, 11, 2026)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter a day after the first")
    enter_date(page, "From which day do we expect to keep our promises again?", 20, 11, 2026)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("not yet")
    tab_to(page, "Publish it")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Tell residents with an open case").click()
    look(page)
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("main")).to_contain_text("word is going out")

    _everybody_reads_it(new_page(width=NARROW, scripts=False))
    mail = read_mail(page, live_server, "We may be late with your case", to="amina.farah@home.example")
    expect(mail).to_contain_text("We expect to work as usual again from Friday 20 November 2026.")
    expect(mail).to_contain_text("The dates we promised you stay as they are.")
    _officers_see_it_on_the_case(new_page(), live_server)
    _the_tenant_sees_it_on_the_case(new_page(), live_server)

    page.goto("/staff/admin/events")
    page.get_by_role("link", name="Say that it is over").click()
    enter_date(page, "From which day have we kept our promises again?", 3, 11, 2026)
    page.get_by_role("button", name="Save").click()
    page.goto("/disruptions")
    expect(page.get_by_role("main")).to_contain_text("Nothing keeps us from our promises just now.")
    expect(page.get_by_role("main")).to_contain_text("since Tuesday 3 November 2026")
    look(page)


def _everybody_reads_it(page: Page) -> None:
    """On a small telephone without scripts."""
    page.goto("/contact")
    notice = page.get_by_role("region", name="What keeps us from our promises")
    expect(notice).to_contain_text(TITLE)
    assert_accessible(page)
    notice.get_by_role("link", name="What has happened, and until when").click()
    heading(page, "What keeps us from our promises")
    expect(page.get_by_role("main")).to_contain_text("We have not told the Housing Ombudsman yet.")
    assert_accessible(page)


def _officers_see_it_on_the_case(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, STAFF["an officer"])
    page.goto("/staff?whose=all")
    page.get_by_role("table").get_by_role("link").filter(has_not_text="look again").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"Affected by: {TITLE}. Since Monday 2 November 2026.")
    look(page)
    page.get_by_role("link", name="Every case it affects").click()
    look(page)
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save the list (CSV)").click()
    assert saving.value.suggested_filename == "affected-cases-2026-11-02.csv"


def _the_tenant_sees_it_on_the_case(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server, people.TENANT)
    page.goto("/cases")
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("This may make us late with your case.")
    look(page)
