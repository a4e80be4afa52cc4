"""A document as the plain text of an email. Pure.

Title, sender, address and date stay out: an email says them itself. Mail programs wrap lines, so we do not.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.formats.characters import Direction, direction_of, direction_of_words
from portal.formats.documents import (
    Block,
    Document,
    Heading,
    Items,
    Paragraph,
    cleaned,
    said_rows,
)
from portal.formats.links import pieces

_FROM_LEFT, _END = "\u2066", "\u2069"


def plain_text(document: Document) -> str:
    """Blocks with an empty line between them, lists with "- " or "1. ", tables as "Heading: cell", asks last.

    Ends with one line break. Among words that run from the right, telephone numbers are kept in order with
    marks that mail programs do not show.
    """
    document = cleaned(document)
    way = direction_of(document.language)
    parts = [_block(block, way) for block in document.blocks]
    parts += [_line(ask.text, direction_of(ask.language)) for ask in document.asks]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, way: Direction) -> str:
    match block:
        case Heading():
            return _line(block.text, way)
        case Paragraph():
            return _lines(block.lines, way)
        case Items():
            return "\n".join(
                (f"{number}. " if block.numbered else "- ") + _line(item, way)
                for number, item in enumerate(block.items, start=1)
            )
        case _:
            return "\n\n".join(_lines(lines, way) for lines in said_rows(block) if lines)


def _lines(lines: Iterable[str], way: Direction) -> str:
    return "\n".join(_line(line, way) for line in lines)


def _line(text: str, way: Direction) -> str:
    """The line. Groups of digits would change places where it runs from the right; links must stay bare."""
    if direction_of_words(text, way) is Direction.LTR:
        return text
    return "".join(
        f"{_FROM_LEFT}{piece.text}{_END}" if piece.address.startswith("tel:") else piece.text
        for piece in pieces(text)
    )
