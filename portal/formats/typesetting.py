"""What the typesetter is told of a document: lines in pieces, their direction, what stays whole. Pure.

The names are those that `gateways/letter.typ` reads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from portal.formats import envelopes
from portal.formats.characters import Direction, direction_of, direction_of_words
from portal.formats.documents import (
    AskLine,
    Block,
    Document,
    Heading,
    Items,
    Letterhead,
    Paragraph,
    cleaned,
    said_rows,
)
from portal.formats.links import pieces

# In the order in which they are asked for a character; static/build.js puts the files in place. Vazirmatn and
# Hind Siliguri because words come out of them whole: with Noto's, who listens to a PDF hears letters twice.
FAMILIES = (
    "Atkinson Hyperlegible Next",
    "Noto Sans",  # Cyrillic, Greek, Devanagari, Vietnamese
    "Vazirmatn",  # Arabic, Farsi, Urdu, Pashto, Sorani
    "Hind Siliguri",  # Bengali
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Ethiopic",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Emoji",
)
LEAST_ASK_POINTS = 16
PAGE_WORDS = {
    "ar": "صفحة {page} من {pages}",
    "cy": "Tudalen {page} o {pages}",
    "en": "Page {page} of {pages}",
    "fa": "صفحه {page} از {pages}",
    "pl": "Strona {page} z {pages}",
    "ro": "Pagina {page} din {pages}",
    "so": "Bogga {page} ee {pages}",
    "uk": "Сторінка {page} з {pages}",
    "ur": "صفحہ {page} از {pages}",
}
ANY_PAGE_WORDS = "{page} / {pages}"  # right in a language whose words we do not have

_POINT_MM = 25.4 / 72
_A4_WIDTH_MM, _A4_HEIGHT_MM = 210, 297
# What stays on one line if it can: a day with its month, a word with a hyphen or slash in it (references,
# "24/7"), and long words, which the typesetter measures because one may be wider than the line.
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_STAYS_WHOLE = rf"(?<!\d)\d{{1,2}} (?:{_MONTHS})\b|\S*[\w)][-/–—][\w(]\S*|\S{{14,}}"
# "£100" and "2026-11-03" would be turned round among words that run from the right.
_FIGURES = r"(?<!\w)[£$€+-]?\d(?:[\d.,:/%-]*[\d%])?(?:[ap]m)?(?!\w)"
_WHOLE = re.compile(f"({_STAYS_WHOLE})")
_WHOLE_OR_FIGURES = re.compile(f"({_STAYS_WHOLE}|{_FIGURES})")

Said = dict[str, Any]


def run_of(letters: Sequence[tuple[Document, int]]) -> Said:
    """Documents with their sizes in points, one after the other; the first one's title names the whole."""
    documents = [(cleaned(document), points) for document, points in letters]
    first, _ = documents[0]
    lang, region = language_of(first.language)
    return {
        "families": FAMILIES,
        "title": first.title,
        "author": first.letterhead.sender if first.letterhead else "",
        "lang": lang,
        "region": region,
        "rtl": direction_of(first.language) is Direction.RTL,
        "top": envelopes.TOP_MARGIN_MM,
        "address-top": envelopes.ADDRESS_TOP_MM,
        "address-width": envelopes.ADDRESS_WIDTH_MM,
        "address-pitch": envelopes.ADDRESS_PITCH,
        "sender-pitch": envelopes.SENDER_PITCH,
        "sender-size": envelopes.SENDER_NAME_SIZE,
        "window-ends": envelopes.WINDOW_ENDS_MM,
        "letters": [_letter(document, points) for document, points in documents],
    }


def language_of(tag: str) -> tuple[str, str | None]:
    """Language and region of a BCP 47 tag, as the typesetter wants them; "und" for what is no tag."""
    first, *others = tag.strip().replace("_", "-").split("-")
    region = next((part.upper() for part in others if re.fullmatch("[A-Za-z]{2}", part)), None)
    return (first.lower(), region) if re.fullmatch("[A-Za-z]{2,3}", first) else ("und", None)


def _letter(document: Document, points: int) -> Said:
    lang, region = language_of(document.language)
    way = direction_of(document.language)
    return {
        "points": points,
        "side": _side_mm(points),
        "lang": lang,
        "region": region,
        "rtl": way is Direction.RTL,
        "page_words": PAGE_WORDS.get(lang, ANY_PAGE_WORDS),
        "title": _line(document.title, way),
        "head": _head(document.letterhead, way, points) if document.letterhead else None,
        "blocks": [_block(block, way, points) for block in document.blocks],
        "asks": [_ask(ask, max(points, LEAST_ASK_POINTS)) for ask in document.asks],
    }


def _head(head: Letterhead, way: Direction, points: int) -> Said:
    return {
        "sender": _line(head.sender, way),
        "sender_lines": [_line(line, way) for line in head.sender_lines],
        "to_lines": [_line(line, Direction.LTR) for line in head.to_lines],
        "window": envelopes.fits_window(head.to_lines, head.sender_lines, points=points),
        "date": _line(head.date, way) if head.date else None,
        "reference": _line(head.reference, way) if head.reference else None,
    }


def _block(block: Block, way: Direction, points: int) -> Said:
    match block:
        case Heading():
            # The document's own title is the one heading of level 1.
            return {"kind": "heading", "level": block.level + 1, "line": _line(block.text, way)}
        case Paragraph():
            whole = direction_of_words(" ".join(block.lines), way)
            lines = [_line(line, whole) for line in block.lines]
            together = len(lines) > 1 and _is_short(block.lines, points)
            return {"kind": "paragraph", "lines": lines, "together": together}
        case Items():
            items = [[_line(item, way)] for item in block.items]
            return {"kind": "items", "numbered": block.numbered, "items": items}
        case _:
            return {
                "kind": "table",
                "headings": [_line(cell, way) for cell in block.headings],
                "rows": [[_line(cell, way) for cell in row] for row in block.rows],
                "said": [[_line(line, way) for line in lines] for lines in said_rows(block) if lines],
            }


def _ask(ask: AskLine, points: int) -> Said:
    lang, region = language_of(ask.language)
    line = _line(ask.text, direction_of(ask.language))
    together = _is_short([ask.text], points)
    return {"points": points, "lang": lang, "region": region, "line": line, "together": together}


def _line(text: str, way: Direction) -> Said:
    way = direction_of_words(text, way)
    split = (_WHOLE_OR_FIGURES if way is Direction.RTL else _WHOLE).split
    spans = [
        _span(part, piece.address)
        for piece in pieces(text)
        for part in ([piece.text] if piece.address else split(piece.text))
        if part
    ]
    return {"text": text, "spans": spans, "rtl": way is Direction.RTL}


def _span(words: str, address: str) -> Said:
    """Words, where they lead, whether they stay on one line, and whether they are read from the left."""
    whole = bool(address or _WHOLE_OR_FIGURES.fullmatch(words))
    from_left = whole and direction_of_words(words, Direction.LTR) is Direction.LTR
    return {"text": words, "address": address, "whole": whole, "ltr": from_left}


def _side_mm(points: int) -> int:
    """The margin at each side: wide around ordinary print, so that lines have 60 to 70 characters."""
    return 25 if points <= 16 else 20


def _is_short(lines: Sequence[str], points: int) -> bool:
    """Surely less than a third of a page, so that it may be kept together without running off the paper."""
    a_line_holds = max(1, int((_A4_WIDTH_MM - 2 * _side_mm(points)) / (points * _POINT_MM * 0.7)))
    rows = sum(-(-len(line) // a_line_holds) for line in lines)
    return rows * points * _POINT_MM * 1.4 < _A4_HEIGHT_MM / 3
