"""A document as HTML for a mail program."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from portal.formats.gateways.html import html_page
from tests.formats.letters import ASKS, letter


def test_it_is_good_html_with_its_structure() -> None:
    tree = _tree(html_page(letter(asks=ASKS), points=14))
    assert [e.tag for e in tree.find("body")] == [
        "h1",
        "p",
        "p",
        "ul",
        "h2",
        "ol",
        "table",
        "p",
        "p",
        "hr",
    ] + ["p"] * 4
    assert [(e.tag, e.get("scope")) for e in tree.iter("th")] == [("th", "col")] * 3
    assert "".join(tree.find("head/title").itertext()) == "Damp in your bedroom"
    assert ["".join(e.itertext()) for e in tree.iter("td")][-1] == "Hall & Sons"


def test_each_line_has_its_language_and_direction() -> None:
    tree = _tree(html_page(letter(asks=ASKS), points=14))
    assert (tree.get("lang"), tree.get("dir")) == ("en-GB", "ltr")
    last = tree.findall("body/p")[-4:]
    assert [(e.get("lang"), e.get("dir")) for e in last] == [
        ("en-GB", "ltr"),
        ("pl", "ltr"),
        ("pa", "ltr"),
        ("ur", "rtl"),
    ]


def test_an_urdu_letter_runs_from_the_right_but_not_its_english_lines() -> None:
    tree = _tree(html_page(letter("ہمیں بتائیں\n\nJoan Clarke\n\n- 0303 123 4567", language="ur"), points=14))
    assert (tree.get("lang"), tree.get("dir")) == ("ur", "rtl")
    first, second = tree.findall("body/p")[:2]
    assert (first.get("dir"), second.get("dir")) == (None, "ltr")
    assert tree.find("body/ul/li/a").get("dir") == "ltr"


def test_addresses_and_numbers_are_links() -> None:
    tree = _tree(html_page(letter(), points=14))
    assert [a.get("href") for a in tree.iter("a")] == [
        "https://portal.redland.example/cases/RDFK-42XN",
        "tel:+443031234567",
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "{{ 7 * 7 }} {% if x %}",
        'https://a.example/"onmouseover="alert(1)',
        "javascript:alert(1)",
        "&lt;b&gt; &amp;",
    ],
)
def test_what_people_type_is_words(typed: str) -> None:
    page = html_page(letter(typed, title=typed, asks=()), points=14)
    tree = _tree(page)
    assert "".join(tree.find("body/p").itertext()) == typed
    assert "".join(tree.find("body/h1").itertext()) == typed
    assert {e.tag for e in tree.iter() if isinstance(e.tag, str)} <= {
        *("html", "head", "meta", "title", "body", "h1", "p", "a")
    }
    assert all(set(a.keys()) == {"href", "dir"} for a in tree.iter("a"))


@pytest.mark.parametrize(
    ("points", "style"),
    [
        (14, None),
        (16, "font-family: sans-serif; font-size: 16pt; line-height: 1.5"),
        (28, "font-family: sans-serif; font-size: 28pt; line-height: 1.5"),
    ],
)
def test_only_large_type_needs_a_style(points: int, style: str | None) -> None:
    page = html_page(letter(), points=points)
    assert _tree(page).find("body").get("style") == style
    assert page.count("style") == (0 if style is None else 1)


def test_nothing_is_fetched_when_it_is_opened() -> None:
    page = html_page(letter(asks=ASKS), points=18)
    assert not any(word in page for word in ("src=", "url(", "<link", "<script", "@import", "<img"))


def _tree(page: str) -> Any:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    assert parser.errors == []
    return tree
