"""The one text that every form is made from: blocks in reading order, and the light marks for them. Pure.

A message template or an officer writes plain text. An empty line ends a block; a line in a block stays one.
"# " begins a heading and "## " one below it, "- " an item of a list, "1. " and "2. " those of a numbered one,
"| a | b |" a row of a table whose first row is its heading (a row of dashes is passed over). Links are found
by themselves. Nothing else is a mark: what people type is never read as more, and no form runs it as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeAlias

from portal.formats.characters import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; `level` 1 is below the document's own title, and no level is left out on the way down."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together: one of prose, or several of an address or a signature."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list; a numbered one counts from 1."""

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
    """What stands above a letter: who writes, to whom and where, and when ("Tuesday 3 November 2026").

    `reference` is a whole line as it is to be read: "Your reference: RED-2026-0042".
    """

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
_NUMBERED = re.compile(r"(\d{1,3})\. +(\S.*)")
_ROW = re.compile(r"\|(.*)\|")
_RULE = re.compile(r"[\s|:-]+")
_KINDS = (("heading", _HEADING), ("item", _ITEM), ("numbered", _NUMBERED), ("row", _ROW))


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a plain text. Any text is good; what is no mark is a paragraph."""
    found = (
        block
        for has_words, lines in groupby(clean(text).split("\n"), key=lambda line: bool(line.strip()))
        if has_words
        for block in _blocks([line.strip() for line in lines])
    )
    return tuple(_stepwise(found))


def cleaned(document: Document) -> Document:
    """The document with every text of it clean, less what has no words. Forms begin so; twice is once."""
    head = document.letterhead
    return replace(
        document,
        title=_line(document.title),
        blocks=tuple(block for block in map(_clean_block, document.blocks) if _has_words(block)),
        letterhead=head
        and Letterhead(
            sender=_line(head.sender),
            sender_lines=_lines(head.sender_lines),
            to_lines=_lines(head.to_lines),
            date=_line(head.date),
            reference=_line(head.reference),
        ),
        asks=tuple(
            AskLine(text=_line(ask.text), language=ask.language) for ask in document.asks if _line(ask.text)
        ),
    )


def said_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    """Each row as "Heading: cell", for forms without columns. An empty cell says nothing, as on paper."""
    return tuple(
        tuple(_labelled(heading, cell) for heading, cell in zip(table.headings, row, strict=True) if cell)
        for row in table.rows
    )


def _labelled(heading: str, cell: str) -> str:
    if not heading:
        return cell
    return f"{heading} {cell}" if heading[-1] in ":?؟" else f"{heading}: {cell}"


def _blocks(lines: list[str]) -> Iterator[Block]:
    for kind, group in groupby(lines, key=_kind):
        run = list(group)
        if kind == "heading":
            for line in run:
                marks, _, words = line.partition(" ")
                yield Heading(text=words.strip(), level=len(marks))
        elif kind == "item":
            yield Items(items=tuple(line[1:].strip() for line in run))
        elif kind == "numbered":
            yield _numbered(run)
        elif kind == "row":
            yield from _table(run)
        else:
            yield Paragraph(lines=tuple(run))


def _kind(line: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(line)), "words")


def _numbered(run: list[str]) -> Block:
    """A list only where the numbers are those of a list: "12. High Street" keeps its twelve."""
    parts = [line.partition(".") for line in run]
    if [number for number, _, _ in parts] == [str(place) for place in range(1, len(run) + 1)]:
        return Items(items=tuple(words.strip() for _, _, words in parts), numbered=True)
    return Paragraph(lines=tuple(run))


def _table(run: list[str]) -> Iterator[Block]:
    """A heading and its rows. A row alone heads nothing, so it stays as typed."""
    lines = [line for line in run if not _RULE.fullmatch(line)]
    rows = [tuple(cell.strip() for cell in line[1:-1].split("|")) for line in lines]
    if len(rows) > 1:
        width = max(len(row) for row in rows)
        headings, *others = (row + ("",) * (width - len(row)) for row in rows)
        yield Table(headings=headings, rows=tuple(others))
    elif lines:
        yield Paragraph(lines=tuple(lines))


def _stepwise(blocks: Iterator[Block]) -> Iterator[Block]:
    """Headings that go down one step at a time: who jumps by heading looks for none that is not there."""
    deepest = 0
    for block in blocks:
        if isinstance(block, Heading):
            deepest = min(block.level, deepest + 1)
            yield Heading(text=block.text, level=deepest)
        else:
            yield block


def _clean_block(block: Block) -> Block:
    match block:
        case Heading():
            return replace(block, text=_line(block.text))
        case Paragraph():
            return Paragraph(lines=_lines(block.lines))
        case Items():
            return replace(block, items=tuple(filter(None, map(_line, block.items))))
        case Table():
            rows = tuple(tuple(map(_line, row)) for row in block.rows)
            return Table(headings=tuple(map(_line, block.headings)), rows=rows)


def _has_words(block: Block) -> bool:
    match block:
        case Heading():
            return bool(block.text)
        case Paragraph():
            return bool(block.lines)
        case Items():
            return bool(block.items)
        case Table():
            return any(any(row) for row in (block.headings, *block.rows))


def _line(text: str) -> str:
    return " ".join(clean(text).split("\n")).strip()


def _lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Each line of each of them that has words: an address that came as one text is several lines."""
    return tuple(part.strip() for line in lines for part in clean(line).split("\n") if part.strip())
