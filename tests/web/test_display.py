"""How somebody wants to read: kept on the device and with the account, and shown on every page."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from portal.config import ROOT
from portal.database import db
from portal.identity.models import Person
from portal.web.colours import DARK_PAPER, PAPER, contrast, theme
from portal.web.display import COOKIE, Colours, Display, Spacing, TextSize, View, changed, display_from
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.organisation import a_landlord, an_office
from tests.factories.people import a_person

YEAR = 365 * 24 * 60 * 60
SCSS = (ROOT / "static" / "scss" / "_colours.scss").read_text(encoding="utf-8")
EVERYTHING = Display(
    language="cy",
    text=TextSize.LARGEST,
    spacing=Spacing.WIDEST,
    colours=Colours.WHITE_ON_BLACK,
    view=View.ARTICLE,
)


@pytest.fixture
def visitor(client: StrictClient) -> StrictClient:
    """A visitor at a landlord with one office."""
    a_landlord()
    an_office()
    return client


def attributes(answer: TestResponse) -> str:
    """What stands on a page's <html>."""
    found = re.search(r"<html\b([^>]*)>", answer.text)
    assert found
    return " ".join(found[1].split())


@pytest.mark.parametrize(
    ("kept", "means"),
    [
        ("", Display()),
        ("text=150", Display(text=TextSize.LARGE)),
        ("language=cy&colours=dark", Display(language="cy", colours=Colours.DARK)),
        (EVERYTHING.kept(), EVERYTHING),
        ("text=400&spacing=none&colours=pink&view=half&motion=less", Display()),
        ('language="><script>', Display()),
        ("nonsense", Display()),
        ("x" * 5_000, Display()),
    ],
)
def test_what_was_kept_is_read_again_and_nonsense_is_passed_over(kept: str, means: Display) -> None:
    assert display_from(kept) == means


@given(
    st.builds(
        Display,
        language=st.sampled_from(["", "cy", "en", "ar-XB"]),
        text=st.sampled_from(TextSize),
        spacing=st.sampled_from(Spacing),
        colours=st.sampled_from(Colours),
        view=st.sampled_from(View),
    )
)
def test_whatever_is_chosen_comes_back_as_it_was(chosen: Display) -> None:
    assert display_from(chosen.kept()) == chosen


def test_changing_one_part_leaves_the_others() -> None:
    assert changed(EVERYTHING, {"language": "en"}).kept() == EVERYTHING.kept().replace("cy", "en")
    assert changed(EVERYTHING, {"view": ""}).view is View.WHOLE


def test_only_what_differs_from_usual_stands_on_the_page() -> None:
    assert Display(language="cy").attributes == {}
    assert EVERYTHING.attributes == {
        "data-text": "200",
        "data-spacing": "widest",
        "data-colours": "white-on-black",
        "data-view": "article",
    }


def test_a_visitor_chooses_and_it_lasts_a_year(visitor: StrictClient) -> None:
    assert "data-" not in attributes(visitor.get("/"))
    answer = visitor.post("/display", data={"text": "150", "colours": "dark", "back": "/promises"})
    assert answer.status_code == 303
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (str(YEAR), True, "Lax")
    for place in ("/", "/promises", "/sign-in", "/ask", "/no-such-page"):
        assert 'data-text="150" data-colours="dark"' in attributes(visitor.get(place)), place
    kept = visitor.get(answer.location)
    assert "Kept" in kept.text
    assert '<a href="/promises">Go back to where you were</a>' in kept.text
    checked = re.findall(r'name="(\w+)" type="radio" value="([^"]*)" checked', kept.text)
    assert dict(checked) == {"language": "en", "text": "150", "spacing": "", "colours": "dark", "view": ""}


def test_everything_goes_back_as_it_was_but_the_language(visitor: StrictClient) -> None:
    visitor.set_cookie(COOKIE, EVERYTHING.kept())
    visitor.post("/display", data={"text": "150", "as_usual": "1"})
    assert attributes(visitor.get("/")) == 'lang="cy" dir="ltr"'


def test_one_part_is_switched_by_a_link_that_comes_back(visitor: StrictClient) -> None:
    visitor.set_cookie(COOKIE, "text=150")
    answer = visitor.get("/display/switch?language=cy", headers={"Referer": "http://localhost/promises?a=b"})
    assert (answer.status_code, answer.location) == (303, "/promises?a=b")
    assert attributes(visitor.get("/")) == 'lang="cy" dir="ltr" data-text="150"'


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere", ""])
def test_nobody_is_led_elsewhere(visitor: StrictClient, back: str) -> None:
    assert visitor.get("/display/switch", query_string={"back": back}).location == "/"
    assert (
        "elsewhere"
        not in visitor.get("/display", query_string={"back": back, "kept": "1"})
        .text.replace("back=", "")
        .split("<main")[1]
    )


def test_with_an_account_another_device_begins_with_it(app: Flask, client: StrictClient) -> None:
    a_whole_landlord()
    amina = a_person(contact_kind="tenant")
    client.sign_in_as(amina)
    before = amina.version
    client.post("/display", data={"language": "cy", "text": "200", "spacing": "wider"})
    stored = db.session.execute(sa.select(Person.reading, Person.version).where(Person.id == amina.id)).one()
    assert stored == ("language=cy&text=200&spacing=wider", before)
    elsewhere = StrictClient(app)
    elsewhere.sign_in_as(amina)
    assert attributes(elsewhere.get("/")) == 'lang="cy" dir="ltr" data-text="200" data-spacing="wider"'


def test_a_language_chosen_at_the_top_of_a_page_stays_with_the_account(
    app: Flask, client: StrictClient
) -> None:
    a_whole_landlord()
    amina = a_person(contact_kind="tenant")
    client.sign_in_as(amina)
    page = client.get("/cases?page=1").text
    here = {"Referer": "http://localhost/cases?page=1"}
    assert '<button class="link-button" type="submit" name="language" value="cy" lang="cy">' in page
    answer = client.post("/display/switch", data={"language": "cy"}, headers=here)
    assert (answer.status_code, answer.location) == (303, "/cases?page=1")
    assert db.session.scalar(sa.select(Person.reading).where(Person.id == amina.id)) == "language=cy"
    # By a link it is this device's matter: a GET changes nothing that is stored.
    client.get("/display/switch?language=en")
    assert db.session.scalar(sa.select(Person.reading).where(Person.id == amina.id)) == "language=cy"


def test_what_was_chosen_on_this_device_comes_before_the_account(app: Flask, client: StrictClient) -> None:
    a_whole_landlord()
    amina = a_person(contact_kind="tenant")
    amina.reading = "text=200"
    client.sign_in_as(amina)
    client.set_cookie(COOKIE, "text=125")
    assert 'data-text="125"' in attributes(client.get("/"))


def test_the_reading_view_is_the_article_alone_and_no_dead_end(visitor: StrictClient) -> None:
    whole = visitor.get("/promises").text
    visitor.set_cookie(COOKIE, "view=article")
    alone = visitor.get("/promises").text
    assert 'aria-label="Main"' in whole
    assert 'aria-label="Main"' not in alone
    assert alone.split("<main")[1].split("</main>")[0] == whole.split("<main")[1].split("</main>")[0]
    assert "Show the whole page" in alone
    assert "0117 496 0999" in alone or "Emergency" in alone
    for address in ('href="/"', 'href="/sign-in"', 'href="/contact"', 'href="/promises"'):
        assert address in alone.split("</main>")[1]


def test_staff_keep_their_navigation_and_their_language(client: StrictClient) -> None:
    """The staff side is English whatever somebody reads the tenants' pages in."""
    from_welsh = client
    from_welsh.set_cookie(COOKIE, EVERYTHING.kept())
    answer = from_welsh.get("/staff/no-such-page")
    assert attributes(answer).startswith('lang="en-GB" dir="ltr" data-text="200"')


@pytest.mark.parametrize("place", ["/", "/sign-in", "/no-such-page", "/display"])
def test_how_this_looks_is_a_link_on_every_page(visitor: StrictClient, place: str) -> None:
    page = visitor.get(place).text
    assert page.split("<main")[0].count('href="/display') >= 2  # the language, and how this looks
    assert 'href="/display"' in page.split("</main>")[1]


def test_the_cookie_is_named_on_the_page_about_privacy(visitor: StrictClient) -> None:
    assert f"“{COOKIE}”" in visitor.get("/privacy").text


def test_nothing_moves_by_itself() -> None:
    """So the page may say so, and there is nothing to switch off."""
    sheet = (ROOT / "static" / "build" / "portal.css").read_text(encoding="utf-8")
    stated = re.findall(r"(?:animation|transition)[\w-]*:([^;}]+)", sheet)
    assert set(stated) <= {"none !important", "none!important"}
    assert "@keyframes" not in sheet


def _palette(name: str) -> dict[str, str]:
    body = re.search(rf"@mixin {name} \{{(.*?)^\}}", SCSS, re.S | re.M)
    assert body, name
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", body[1]))


def _long(colour: str) -> str:
    return "#" + "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour


PALETTES = {
    "light": _palette("light"),
    "dark": _palette("light") | _palette("dark"),
    "black-on-white": _palette("light") | _palette("black-on-white"),
    "white-on-black": _palette("light") | _palette("dark") | _palette("white-on-black"),
}
SEVEN_TO_ONE = [
    ("ink", "paper"),
    ("ink", "paper-deep"),
    ("ink", "field"),
    ("ink-soft", "paper"),
    ("late", "paper"),
    ("due", "paper"),
    ("kept", "paper"),
    ("focus-ink", "focus"),
]


@pytest.mark.parametrize("scheme", PALETTES)
def test_text_has_seven_to_one_in_every_scheme_and_edges_four_and_a_half(scheme: str) -> None:
    colours = {name: _long(value) for name, value in PALETTES[scheme].items()}
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in SEVEN_TO_ONE}
    assert {pair: found for pair, found in weak.items() if found < 7} == {}
    assert contrast(colours["edge"], colours["paper"]) >= 4.5
    if scheme.count("-"):  # high contrast is more than that
        assert contrast(colours["ink"], colours["paper"]) == pytest.approx(21)


def test_the_papers_a_landlords_colour_is_measured_on_are_those_of_the_stylesheet() -> None:
    assert (PALETTES["light"]["paper"], PALETTES["dark"]["paper"]) == (PAPER, DARK_PAPER)


@given(st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}"))
def test_any_landlords_colour_can_be_read_in_high_contrast(colour: str) -> None:
    made = theme(colour)
    assert contrast(made.light, "#ffffff") >= 7
    assert contrast(made.dark, "#000000") >= 7


def test_sizes_follow_the_readers_choice() -> None:
    """Nothing that holds text is measured in a unit that stays as it was."""
    own = [path for path in Path(ROOT / "static" / "scss").glob("_*.scss") if path.name != "_print.scss"]
    fixed = [
        f"{path.name}: {line.strip()}"
        for path in own
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"(font-size|inline-size|line-height):[^;]*\d{2,}px", line)
    ]
    assert fixed == []
