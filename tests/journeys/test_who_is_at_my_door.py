"""A tenant sees who will come, chooses a word, checks the caller; a stranger is not confirmed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import LiveServer, NewPage, sign_in
from tests.factories.appointments import at
from tests.journeys.asking import heading
from tests.journeys.looking import look, look_at_errors, send_empty, tab_to
from tests.journeys.visiting import AMINA, DAY, make_it, open_the_visit

pytestmark = pytest.mark.journey


def check(page: Page, typed: str) -> None:
    """Ask whether that is a genuine caller."""
    page.goto("/visit-check")
    page.get_by_label("Visit code or card number").fill(typed)
    page.get_by_role("button", name="Check").click()


def test_only_who_was_announced_is_let_in(new_page: NewPage, live_server: LiveServer) -> None:
    tenant = new_page()
    sign_in(tenant, live_server, AMINA)
    tenant.goto("/appointments")
    tenant.get_by_role("main").get_by_role("link").filter(has_text="Wednesday 4 November").first.click()
    door = tenant.get_by_role("region", name="Who is at my door?")
    expect(door).to_contain_text("Joanna Blake")
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", door.inner_text())
    assert code is not None
    tenant.get_by_role("link", name="Choose a password for the door").click()
    send_empty(tenant, "Keep this word", "Enter a word")
    tenant.get_by_label("Which word shall they say?").fill("kingfisher blue")
    tenant.get_by_role("button", name="Keep this word").click()
    expect(door).to_contain_text("kingfisher blue")
    look(tenant)

    anybody = new_page(width=320, scripts=False)
    check(anybody, code[0])
    heading(anybody, "We cannot confirm this visit")  # it is tomorrow
    expect(anybody.get_by_role("main")).to_contain_text("Do not let them in.")
    look(anybody)

    officer = new_page(width=320)
    open_the_visit(officer, live_server)
    expect(officer.get_by_role("main")).not_to_contain_text("kingfisher blue")
    make_it(at(f"{DAY} 10:25"))
    officer.reload()
    expect(officer.get_by_role("region", name="Their password for the door")).to_contain_text(
        "kingfisher blue"
    )

    anybody.goto("/visit-check")
    anybody.get_by_role("button", name="Check").click()
    look_at_errors(anybody, "Enter the visit code or the number on the card")
    check(anybody, code[0].lower().replace("-", " "))
    heading(anybody, "Yes, we expect this visit now")
    expect(anybody.get_by_role("main")).to_contain_text("Joanna")
    expect(anybody.get_by_role("main")).not_to_contain_text("Amina")
    look(anybody)
    check(anybody, "AAA-333")
    heading(anybody, "We cannot confirm this visit")


def test_checking_a_caller_by_keyboard(page: Page, live_server: LiveServer) -> None:
    page.goto("/visit-check")
    tab_to(page, "Visit code or card number")
    page.keyboard.type("HC 0")
    page.keyboard.press("Enter")
    heading(page, "We cannot confirm this visit")
    tab_to(page, "Check again")
    page.keyboard.press("Enter")
    heading(page, "Is this visit genuine?")
