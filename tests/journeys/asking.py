"""Asking through the pages of /ask, answer by answer, as a visitor or a tenant does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page, expect

Look = Callable[[Page], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks. `name` and `email` are only asked of those who are not signed in."""

    kind: str = "Ask a question"
    topic: str = "Rent and charges"
    words: str = "How is my service charge worked out, and may I see the bills?"
    name: str = "Rosa Lindqvist"
    email: str = "rosa.lindqvist@home.example"
    files: tuple[FilePayload, ...] = ()


def ask(page: Page, asked: Ask, *, look: Look, signed_in: bool = False) -> None:
    """Answer every question, up to the page that shows all answers. Each page is looked at on the way."""
    page.goto("/ask")
    choose(page, "What do you need?", asked.kind, look=look)
    choose(page, "What is it about?", asked.topic, look=look)
    heading(page, "Tell us in your own words")
    page.get_by_label("Tell us in your own words").fill(asked.words)
    page.get_by_role("group", name="Is it urgent?").get_by_label("No", exact=True).check()
    go_on(page, look)
    heading(page, "Would you like to add photos or papers?")
    page.locator("input[type=file]").set_input_files(asked.files)
    go_on(page, look)
    choose(page, "How would you like our answer?", "Email me", look=look)
    if not signed_in:
        about_you(page, asked, look=look)
    heading(page, "Check your answers")


def choose(page: Page, question: str, answer: str, *, look: Look) -> None:
    """Answer a question that offers answers."""
    heading(page, question)
    page.get_by_label(answer, exact=True).check()
    go_on(page, look)


def about_you(page: Page, asked: Ask, *, look: Look) -> None:
    """Say who you are."""
    heading(page, "About you")
    page.get_by_label("Your name").fill(asked.name)
    page.get_by_label("Your email address").fill(asked.email)
    page.get_by_label("Tenant", exact=True).check()
    go_on(page, look)


def go_on(page: Page, look: Look) -> None:
    """Look at the page as it stands, then continue."""
    look(page)
    page.get_by_role("button", name="Continue").click()


def heading(page: Page, words: str) -> None:
    """The page is the one with that heading."""
    expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()
