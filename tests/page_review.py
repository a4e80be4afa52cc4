"""What is wrong with a page, read as a browser would read it. Knows HTML, nothing of the portal."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MESSAGES

UNRENDERED = re.compile(r"\{\{|\{%|%\([a-z_]+\)[sd]")
NOT_LABELLED = {"hidden", "submit", "button", "image", "reset"}
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


def review(html: str) -> Iterator[str]:
    """Everything wrong with a page; nothing at all when it is right."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(html)
    for position, code, facts in parser.errors:
        yield f"not valid HTML at line {position[0]}: {MESSAGES.get(code, code) % facts}"
    elements = list(document.iter())
    yield from _head(document)
    yield from _headings(document)
    yield from _ids(elements)
    yield from _labels(document, elements)
    yield from _inline(elements)
    yield from _texts(elements)


def _head(document: Element) -> Iterator[str]:
    if not document.get("lang"):
        yield "no lang on <html>"
    title = document.find("head/title")
    if title is None or not _text(title).strip(" –-\n"):
        yield "no title"


def _headings(document: Element) -> Iterator[str]:
    count = len(list(document.iter("h1")))
    if count != 1:
        yield f"{count} h1 headings; there must be one"
    if len(list(document.iter("main"))) != 1:
        yield "there must be one <main>"


def _ids(elements: list[Element]) -> Iterator[str]:
    counts = Counter(element.get("id") for element in elements if element.get("id") is not None)
    for name, count in counts.items():
        if count > 1 or not name or " " in name:
            yield f"id {name!r} is used {count} times, or is no id"
    for element in elements:
        for attribute in REFERRING:
            for name in (element.get(attribute) or "").split():
                if name not in counts:
                    yield f"{attribute}={name!r} refers to nothing"
        address = element.get("href") or ""
        if element.tag == "a" and address.startswith("#") and address[1:] not in counts:
            yield f"a link to {address!r}, which is not on the page"


def _labels(document: Element, elements: list[Element]) -> Iterator[str]:
    labelled = {label.get("for"): _text(label).strip() for label in document.iter("label")}
    wrapped = {
        id(field) for label in document.iter("label") if _text(label).strip() for field in label.iter()
    }
    for element in elements:
        if element.tag not in ("input", "select", "textarea"):
            continue
        if element.tag == "input" and (element.get("type") or "text").lower() in NOT_LABELLED:
            continue
        by_id = labelled.get(element.get("id")) if element.get("id") else ""
        if not by_id and id(element) not in wrapped and not element.get("aria-labelledby"):
            yield f"no label: <{element.tag} name={element.get('name')!r}>"
    for button in document.iter("button"):
        if not _text(button).strip() and not button.get("aria-label"):
            yield "a button without words"


def _inline(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>, which the security policy refuses"
        for attribute, _value in element.items():
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"inline {attribute}= on <{element.tag}>, which the security policy refuses"


def _texts(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in ("script", "style"):
            continue
        for text in (element.text, element.tail):
            if text and text.strip() == "None":
                yield f"the word None in <{element.tag}>"
            if text and UNRENDERED.search(text):
                yield f"not rendered: {text.strip()[:80]!r}"
        for attribute, value in element.items():
            if value == "None" or "/None" in value or UNRENDERED.search(value):
                yield f"{attribute}={value!r} on <{element.tag}>"


def _text(element: Element) -> str:
    return "".join(element.itertext())
