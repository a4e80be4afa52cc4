"""A document as it is read aloud: passages in order, each in its language, with the pause after it. Pure.

What print shows by its place is said: that a list follows and how long it is, which heading of a table a cell
stands under, that the letter ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.formats.documents import (
    Block,
    Document,
    Heading,
    Items,
    Letterhead,
    Paragraph,
    Table,
    cleaned,
    said_rows,
)
from portal.formats.figures import POSTCODE, REFERENCE, TELEPHONE, WEB, is_private
from portal.formats.numerals import cardinal, ordinal
from portal.formats.speech import spoken

_LINE, _PARAGRAPH, _PART = 300, 700, 1200  # pauses in milliseconds
_SPELLED_OUT = re.compile(rf"(?P<code>{REFERENCE}|{POSTCODE})|(?P<number>{TELEPHONE})|(?P<web>(?i:{WEB}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words to say in one language (a BCP 47 tag), and the silence after them in milliseconds."""

    text: str
    language: str
    pause: int


def passages_of(document: Document) -> tuple[Passage, ...]:
    """All that a document says, in reading order, the ask lines last."""
    document = cleaned(document)
    reader = _Reader(language=document.language)
    passages = [
        *(reader.letterhead(document.letterhead) if document.letterhead else ()),
        reader.passage(document.title, _PART),
        *(passage for block in document.blocks for passage in reader.block(block)),
        *(_Reader(language=ask.language).passage(ask.text, _PARAGRAPH) for ask in document.asks),
    ]
    if reader.is_english:
        what = "letter" if document.letterhead else "document"
        passages.append(reader.passage(f"That is the end of this {what}.", 0))
    return tuple(passage for passage in passages if passage.text.strip())


def is_english(language: str) -> bool:
    """English of any country."""
    return language.lower().replace("_", "-").split("-")[0] == "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Reads in one language. The words that say what print shows are there in English only."""

    language: str

    @property
    def is_english(self) -> bool:
        return is_english(self.language)

    def passage(self, text: str, pause: int) -> Passage:
        said = spoken(text) if self.is_english else _spelled_out(text)
        return Passage(text=said, language=self.language, pause=pause)

    def letterhead(self, head: Letterhead) -> Iterator[Passage]:
        sender, to = head.sender, ", ".join(head.to_lines)
        if self.is_english:
            sender, to = f"A letter from {sender}." if sender else "", f"To: {to}." if to else ""
        yield self.passage(sender, _LINE)
        yield self.passage(", ".join(head.sender_lines), _PARAGRAPH)
        yield self.passage(to, _PARAGRAPH)
        yield self.passage(head.date, _LINE)
        yield self.passage(head.reference, _PARAGRAPH)

    def block(self, block: Block) -> Iterator[Passage]:
        match block:
            case Heading():
                yield self.passage(block.text, _PARAGRAPH)
            case Paragraph():
                for line in block.lines[:-1]:
                    yield self.passage(line, _LINE)
                yield self.passage(block.lines[-1] if block.lines else "", _PARAGRAPH)
            case Items():
                yield from self._items(block)
            case Table():
                yield from self._table(block)

    def _items(self, block: Items) -> Iterator[Passage]:
        many = len(block.items)
        if self.is_english and many:
            said = "is one thing" if many == 1 else f"are {cardinal(many)} things"
            yield self.passage(f"There {said} in this list.", _LINE)
        for place, item in enumerate(block.items, start=1):
            text = f"{place}. {item}" if block.numbered else item
            if self.is_english and many > 1:
                text = f"{(cardinal(place) if block.numbered else ordinal(place)).capitalize()}: {item}"
            yield self.passage(text, _PARAGRAPH if place == many else _LINE)

    def _table(self, block: Table) -> Iterator[Passage]:
        rows = said_rows(block)
        if self.is_english and rows:
            said = "one row" if len(rows) == 1 else f"{cardinal(len(rows))} rows"
            yield self.passage(f"Here is a table with {said}.", _LINE)
        for place, row in enumerate(rows, start=1):
            if self.is_english and len(rows) > 1:
                yield self.passage(f"Row {cardinal(place)}.", _LINE)
            for cell in row:
                yield self.passage(cell, _LINE)
        if not rows:
            yield self.passage(", ".join(block.headings), _PARAGRAPH)


def _spelled_out(text: str) -> str:
    """For a voice of another language, which reads its own numbers and dates: only what no voice can know."""
    return _SPELLED_OUT.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    words = found.group()
    if found["web"]:
        if not is_private(words):
            return words
        return re.sub(r"/[^/]*$", "", words)  # the secret goes; where the page is stays
    groups = re.findall(r"\w+", words)
    return ", ".join(" ".join(group) for group in groups)
