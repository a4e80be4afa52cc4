"""Somebody reads these pages their own way: large, dark, in Welsh, from right to left; and it stays so."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from portal.demo import people
from tests.applications import copy_sqlite
from tests.browser import NARROW, WIDE, LiveServer, NewPage, assert_accessible, serving, sign_in
from tests.journeys.asking import heading

pytestmark = pytest.mark.journey

CASE = "The light on the stair"
PUBLIC = ("/", "/promises", "/contact", "/ask", "/register", "/display")


@pytest.fixture
def live_server(tmp_path: Path, seeded_database: sqlite3.Connection) -> Iterator[LiveServer]:
    """A server that offers the trial language from right to left as well."""
    copy_sqlite(seeded_database, tmp_path / "redland.sqlite3")
    with serving(tmp_path, trial_language=True) as server:
        yield server


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, f"{page.url} is {sideways} pixels too wide"


def colour(page: Page, what: str, where: str = "body") -> str:
    """A colour as the browser draws it."""
    found: str = page.locator(where).first.evaluate(f"here => getComputedStyle(here).{what}")
    return found


def size(page: Page) -> float:
    """How large the text of the page is, in pixels."""
    found: str = page.locator("main p").first.evaluate("here => getComputedStyle(here).fontSize")
    return float(found.removesuffix("px"))


def choose(page: Page, **answers: str) -> None:
    """Answer questions of the page about looks, and keep them."""
    page.get_by_role("link", name="How this looks").first.click()
    heading(page, "How this looks")
    for question, answer in answers.items():
        page.locator(f"fieldset:has(input[name={question}])").get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_text("Every page looks like this one now.")).to_be_visible()


def test_large_dark_and_alone_and_it_lasts(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW, scripts=False)
    page.goto("/contact")
    usual = size(page)
    choose(page, text="Twice as large", spacing="Widest", colours="White on black, high contrast")
    assert_accessible(page)
    page.get_by_role("link", name="Go back to where you were").click()
    heading(page, "Contact us")
    for place in ("/promises", "/", "/ask", "/register"):
        page.goto(place)
        assert colour(page, "backgroundColor") == "rgb(0, 0, 0)"
        fits(page)
    assert_accessible(page)
    page.goto("/contact")
    assert size(page) == pytest.approx(2 * usual)

    choose(page, view="Reading view: the text alone, with links to other pages at its end")
    page.goto("/promises")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="Show the whole page").click()
    heading(page, "Our promises")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    assert colour(page, "backgroundColor") == "rgb(0, 0, 0)"

    sign_in(page, live_server, people.TENANT)
    choose(page, text="A quarter larger", colours="Light on dark", spacing="As usual")
    elsewhere = new_page()
    sign_in(elsewhere, live_server, people.TENANT)
    assert colour(elsewhere, "backgroundColor") == "rgb(25, 24, 20)"
    assert size(elsewhere) > usual


@pytest.mark.parametrize("colours", ["Light on dark", "Black on white, high contrast"])
def test_a_case_can_be_read_in_every_scheme(new_page: NewPage, live_server: LiveServer, colours: str) -> None:
    page = new_page()
    sign_in(page, live_server, people.TENANT)
    choose(page, colours=colours)
    for place in ("/", "/display"):
        page.goto(place)
        assert_accessible(page)
    page.goto("/cases")
    page.get_by_role("link", name=CASE).click()
    assert_accessible(page)


def test_welsh_and_back(new_page: NewPage, live_server: LiveServer) -> None:
    page = new_page(width=NARROW)
    sign_in(page, live_server, people.TENANT)
    page.goto("/cases")
    page.get_by_role("link", name=CASE).click()
    page.get_by_role("button", name="Cymraeg").click()
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    promised = page.locator(".promise").first
    expect(promised.get_by_role("heading", name="Yr hyn a addawyd i chi")).to_be_visible()
    expect(promised).to_contain_text(re.compile(r"erbyn dydd \w+ \d+ Tachwedd 2026"))
    expect(promised.locator("[lang='en-GB']").first).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("4:12yh")
    expect(page.locator(".foot")).to_contain_text("yn aros i rywun ei wirio")
    assert_accessible(page)
    for place in PUBLIC:
        page.goto(place)
        expect(page.locator("html")).to_have_attribute("lang", "cy")
        fits(page)
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.get_by_role("heading", level=1, name="Hello")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_from_right_to_left_everything_stands_on_the_other_side(
    new_page: NewPage, live_server: LiveServer, width: int
) -> None:
    page = new_page(width=width)
    sign_in(page, live_server, people.TENANT)
    page.goto("/display/switch?language=ar-XB")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    for place in (*PUBLIC, "/account"):
        page.goto(place)
        fits(page)
        right, words = edges(page, "main"), edges(page, "h1")
        assert right[1] - words[1] < 2, f"{place}: the heading does not begin at the right"
    page.goto("/register")
    assert_mirrored(page)
    assert_accessible(page)
    page.goto("/cases")
    page.get_by_role("link", name=CASE).click()
    assert_accessible(page)
    steps = page.locator(".promise__step")
    first, second = edges_of(steps.nth(0)), edges_of(steps.nth(1))
    if width == WIDE:
        assert second[1] <= first[0] + 1, "the second step stands left of the first"
    else:
        assert abs(first[1] - second[1]) < 2


def assert_mirrored(page: Page) -> None:
    """The day of a date stands right of its year, and the way back points to the right."""
    day, year = (edges(page, f"input[name$='-{part}']") for part in ("day", "year"))
    assert year[1] < day[0]
    link = page.locator(".govuk-back-link").first
    turned = link.evaluate("here => getComputedStyle(here, '::before').transform")
    forty_five_degrees = "matrix(0.707107, 0.707107, -0.707107, 0.707107, 0, 0)"
    assert turned == forty_five_degrees, "a corner of two edges, top and right, so that it points right"


def edges(page: Page, what: str) -> tuple[float, float]:
    """Where the first of these begins and ends, from the left."""
    return edges_of(page.locator(what).first)


def edges_of(found: Locator) -> tuple[float, float]:
    """Where it begins and ends, from the left."""
    box = found.bounding_box()
    assert box is not None
    return box["x"], box["x"] + box["width"]
