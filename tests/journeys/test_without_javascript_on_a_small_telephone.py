"""An old telephone: 320 pixels wide, no JavaScript. Asking, following and errors work all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import NARROW, LiveServer, NewPage, assert_accessible, assert_errors_lead_to_their_fields
from tests.journeys.asking import Ask, ask, heading
from tests.journeys.looking import read_mail

pytestmark = pytest.mark.journey
ASKED = Ask(
    kind="Ask us to do something",
    topic="A repair",
    words="The front door sticks.",
    files=({"name": "door.txt", "mimeType": "text/plain", "buffer": b"It sticks at the top."},),
)


def test_an_old_telephone_is_enough(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW, scripts=False)
    ask(page, ASKED, look=assert_accessible)
    expect(page.get_by_role("main")).to_contain_text("door.txt")
    assert_accessible(page)
    page.get_by_role("button", name="Send your request").click()
    heading(page, "We have your message")
    assert_accessible(page)
    mail = read_mail(page, live_server, "We have your message", to=ASKED.email)
    mail.get_by_role("link", name="/follow/").click()
    page.get_by_role("button", name="Open my case").click()
    heading(page, "The front door sticks.")
    assert_accessible(page)
    page.get_by_role("button", name="Send your message").click()
    assert_errors_lead_to_their_fields(page)
    assert_accessible(page)


def test_pressed_twice_it_is_asked_once(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW, scripts=False)
    ask(page, ASKED, look=lambda _page: None)
    page.get_by_role("button", name="Send your request").dblclick()
    heading(page, "We have your message")
    live_server.work()
    page.goto("/developer/mail")
    expect(page.get_by_role("listitem").filter(has_text=ASKED.email)).to_have_count(1)
