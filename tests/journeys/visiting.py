"""The visit that journeys go to: Joanna is to come to Amina on the day after the demonstration's."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from portal import timekeeping
from portal.demo import people
from tests.browser import LiveServer, sign_in
from tests.journeys.asking import heading

JOANNA = next(one for one in people.STAFF if one.given_name == "Joanna")
MANAGER = next(one for one in people.STAFF if one.who == "a manager")
AMINA = people.TENANT
DAY = "2026-11-04"  # on which the demonstration has Joanna go to Amina, at 10:30am


def make_it(moment: datetime) -> None:
    """The portal's clock goes on from there."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(moment - timekeeping.utc_now())


def open_the_visit(page: Page, live_server: LiveServer, someone: people.DemoPerson = JOANNA) -> None:
    """From the diary, as an officer does in the morning."""
    sign_in(page, live_server, someone)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Diary").click()
    expect(page.get_by_role("heading", level=1, name="Your diary")).to_be_visible()
    page.get_by_role("link", name="The day after").click()
    page.locator(".diary").get_by_role("link", name="Amina Farah").click()
    heading(page, "Amina Farah")
