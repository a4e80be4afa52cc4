"""The one text that every form is made from: blocks in reading order, and the light marks for them. Pure.

A message template or an officer writes plain text. An empty line ends a block; a line in a block stays one.
"# " begins a heading and "## " one below it, "- " an item of a list, "1. " of a numbered one, "| a | b |" a
row of a table whose first row is its heading (a row of dashes is passed over). Web addresses are found by
themselves. Nothing else is a mark: what people type is never read as more, and no form runs it as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` 1 is below the document's own title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together: one of prose, or several of an address or a signature."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has as many cells as `headings`."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block: TypeAlias = Heading | Paragraph | Items | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine:
    """ "Ask for this in large print, Braille, audio or another language", in one language (BCP 47 tag)."""

    text: str
    language: str = "en-GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands above a letter: who writes, to whom and where, and when ("Tuesday 3 November 2026")."""

    sender: str
    sender_lines: tuple[str, ...] = ()
    to_lines: tuple[str, ...] = ()
    date: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A letter or a publication, whole. `language` is a BCP 47 tag. A publication has no letterhead.

    `asks` stand last in every form, and in print at 16 points or more.
    """

    title: str
    blocks: tuple[Block, ...]
    language: str = "en-GB"
    letterhead: Letterhead | None = None
    asks: tuple[AskLine, ...] = ()


_HEADING = re.compile(r"(#{1,3}) +(\S.*)")
_ITEM = re.compile(r"[-•] +(\S.*)")
_NUMBERED = re.compile(r"\d{1,3}\. +(\S.*)")
_ROW = re.compile(r"\|(.*)\|")
_RULE = re.compile(r"[\s|:-]+")


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text. Any text is good; what is no mark is a paragraph."""
    return tuple(
        block
        for has_words, lines in groupby(text.splitlines(), key=lambda line: bool(line.strip()))
        if has_words
        for block in _blocks([line.strip() for line in lines])
    )


def _blocks(lines: list[str]) -> Iterator[Block]:
    for kind, group in groupby(lines, key=_kind):
        run = list(group)
        if kind == "heading":
            for line in run:
                marks, words = _HEADING.fullmatch(line).groups()  # type: ignore[union-attr]
                yield Heading(text=words, level=len(marks))
        elif kind == "item":
            yield Items(items=tuple(line[1:].strip() for line in run))
        elif kind == "numbered":
            yield Items(items=tuple(line.partition(".")[2].strip() for line in run), numbered=True)
        elif kind == "row":
            yield _table(run)
        else:
            yield Paragraph(lines=tuple(run))


def _kind(line: str) -> str:
    for kind, pattern in (("heading", _HEADING), ("item", _ITEM), ("numbered", _NUMBERED), ("row", _ROW)):
        if pattern.fullmatch(line):
            return kind
    return "words"


def _table(run: list[str]) -> Table:
    rows = [
        tuple(cell.strip() for cell in line[1:-1].split("|")) for line in run if not _RULE.fullmatch(line)
    ]
    width = max((len(row) for row in rows), default=0)
    even = [row + ("",) * (width - len(row)) for row in rows]
    return Table(headings=even[0] if even else (), rows=tuple(even[1:]))
