"""Booking through the pages of /appointments/book, answer by answer, as a visitor or a tenant does."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.asking import choose, go_on, heading

Look = Callable[[Page], None]


def say_what_it_is(page: Page, purpose: str, words: str, *, look: Look) -> None:
    """The first two questions: what for, and what it is about. It is not urgent."""
    page.goto("/appointments/book")
    choose(page, "What is the appointment for?", purpose, look=look)
    heading(page, "What is it about?")
    page.get_by_label("What is it about?").fill(words)
    page.get_by_role("group", name="Is it urgent?").get_by_label("No", exact=True).check()
    go_on(page, look)


def choose_time(page: Page, time: str, *, look: Look) -> None:
    """One of the times, by its full day and time."""
    heading(page, "When suits you?")
    page.get_by_role("radio", name=time).check()
    go_on(page, look)
