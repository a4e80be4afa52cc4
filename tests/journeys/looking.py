"""What journeys share: looking at pages as everybody sees them, reading mail, moving by keyboard."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import NARROW, WIDE, LiveServer, assert_accessible, assert_errors_lead_to_their_fields

# A folder where a picture of each page reached is kept, to be looked at by people. Not set: none is made.
_PICTURES = "JOURNEY_PICTURES"


def look(page: Page) -> None:
    """The page is accessible and fits, wide and narrow; it has one heading that says what it is for."""
    expect(page.locator("h1")).to_have_count(1)
    before = page.viewport_size
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        _picture(page, width)
    if before:
        page.set_viewport_size(before)


def look_at_errors(page: Page, *expected: str) -> None:
    """The form came back: its summary has the focus, says each of these, and each link leads to its field."""
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_visible()
    expect(page).to_have_title(re.compile(r"^Error: "))
    for sentence in expected:
        expect(summary.get_by_role("link", name=sentence)).to_be_visible()
    look(page)
    assert_errors_lead_to_their_fields(page)


def send_empty(page: Page, button: str, *expected: str) -> None:
    """Press the button without having filled anything in, and look at what comes back."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    look_at_errors(page, *expected)


def read_mail(page: Page, live_server: LiveServer, subject: str, *, to: str) -> Locator:
    """Let the worker send what waits, and open the newest mail to somebody with that in its subject."""
    live_server.work()
    page.goto("/developer/mail")
    page.get_by_role("listitem").filter(has_text=to).filter(has_text=subject).get_by_role(
        "link"
    ).first.click()
    return page.locator("article.letter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what people know by that name, and see that the focus shows."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if name in page.evaluate(_NAME_OF_FOCUSED):
            assert page.evaluate(_FOCUS_SHOWS), f"nothing shows that {name!r} has the focus"
            return
    raise AssertionError(f"Tab does not reach {name!r} on {page.url}")


_NAME_OF_FOCUSED = """() => {
  const here = document.activeElement;
  const labels = [...(here.labels || [])].map((label) => label.textContent.trim());
  return [...labels, here.textContent.trim()].join(" ");
}"""

# The ring may be on the thing itself or, for a radio or a box, on the shape drawn beside it.
_FOCUS_SHOWS = """() => {
  const here = document.activeElement;
  const drawn = [getComputedStyle(here)];
  for (const label of here.labels || []) drawn.push(getComputedStyle(label, "::before"));
  return drawn.some((style) => style.outlineStyle !== "none" || style.boxShadow !== "none");
}"""


def _picture(page: Page, width: int) -> None:
    folder = os.environ.get(_PICTURES)
    if folder:
        taken = len(list(Path(folder).glob("*.png")))
        name = re.sub(r"\W+", "-", page.title().split(" – ")[0]).strip("-").lower()
        page.screenshot(path=Path(folder) / f"{taken:03}-{name}-{width}.png", full_page=True)


def act_on(page: Page, case_url: str, act: str) -> None:
    """Open a customer's case on the staff's side, and the page of an act."""
    page.goto(re.sub(r"/cases/([^/?#]+).*", r"/staff/cases/\1", case_url))
    page.get_by_role("main").get_by_text(act, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=act)).to_be_visible()


def enter_date(page: Page, question: str, day: int, month: int, year: int) -> None:
    """Type a date into its three fields."""
    parts = page.get_by_role("group", name=question)
    for label, typed in (("Day", day), ("Month", month), ("Year", year)):
        parts.get_by_label(label).fill(str(typed))
