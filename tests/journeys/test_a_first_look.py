"""A visitor looks around: what you promise, how to reach you, what to do in an emergency."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.demo import people
from tests.browser import (
    LiveServer,
    NewPage,
    assert_accessible,
    assert_errors_lead_to_their_fields,
    sign_in,
)

PLACES = ("/", "/promises", "/contact", "/accessibility", "/privacy", "/sign-in", "/register")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("width", "scripts", "colours"),
    [(1280, True, "light"), (320, True, "light"), (1280, True, "dark"), (320, False, "light")],
)
def test_public_pages_are_for_everybody(new_page: NewPage, width: int, scripts: bool, colours: str) -> None:
    page = new_page(width=width, scripts=scripts, colours=colours)
    for place in PLACES:
        response = page.goto(place)
        assert response is not None
        assert response.status == 200, place
        assert_accessible(page)


@pytest.mark.journey
def test_the_emergency_number_is_on_every_page(page: Page) -> None:
    for place in (*PLACES, "/no-such-page"):
        page.goto(place)
        expect(page.locator("a[href='tel:01174960999']").first).to_be_visible()


@pytest.mark.journey
@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_sign_in_leads_to_what_is_wrong(new_page: NewPage, scripts: bool) -> None:
    page = new_page(width=320, scripts=scripts)
    page.goto("/sign-in")
    page.locator("main form button").first.click()
    assert_accessible(page)
    assert_errors_lead_to_their_fields(page)


@pytest.mark.journey
@pytest.mark.parametrize("someone", people.EVERYBODY, ids=lambda someone: someone.who)
def test_everybody_of_the_demonstration_can_sign_in(
    page: Page, live_server: LiveServer, someone: people.DemoPerson
) -> None:
    sign_in(page, live_server, someone)
    expect(page.get_by_role("link", name=f"{someone.given_name} {someone.family_name}")).to_be_visible()
