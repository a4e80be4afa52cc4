"""Braille on pages: which text stands where, on lines and pages of an embosser's size. Pure, no translation.

The layout is that of Braille letters in Britain (UKAAF B004, "Guiding principles for the presentation of
braille"; positions after Braille Formats): title and main headings centred, lower headings at cell 5 and 7,
paragraphs from cell 3 and then cell 1, lists and lines of an address from cell 1 and then cell 3, the page's
number at the right end of its last line. No word is broken, and no heading stands last on a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

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

# Marks inside a translated text. A tie is a space at which no line ends ("BS6 5TR" stays together). The other
# two say where a word longer than a line may be broken: well (after the "/" of a web address), or if it must.
TIE = "\u00a0"
GOOD_BREAK = "\u200b"
LAST_BREAK = "\u200c"
_WITHOUT_MARKS = str.maketrans({GOOD_BREAK: None, LAST_BREAK: None})
# UEB's line continuation indicator, dot 5: the word goes on, without a space or hyphen, on the next line.
CONTINUED = '"'
_BESIDE_NUMBER = 3  # empty cells between a text and the page number on its line (Braille Formats, 2.4)
_BESIDE_CENTRED = 3  # empty cells at both sides of a centred line (Braille Formats, 4.4)
_LINES_AFTER_HEADING = 2
_LETTERS_OF_DIGITS = str.maketrans("1234567890", "ABCDEFGHIJ")


@dataclass(frozen=True, slots=True, kw_only=True)
class BraillePage:
    """What an embosser puts on a page: `cells` on a line, and `lines`."""

    cells: int
    lines: int

    def __post_init__(self) -> None:
        if self.cells < 16 or self.lines < 6:
            raise ValueError("too small for a page of Braille")


# Braille paper, 11.5 by 11 inches.
EMBOSSER_40X25 = BraillePage(cells=40, lines=25)
# A4 upright: at 6 mm a cell and 10 mm a line, 30 cells take 180 of 210 mm, which leaves 15 mm at each side to
# bind or clip, and 27 lines take 270 of 297 mm. Makers name 28 to 33 cells and 27 or 28 lines for it.
A4 = BraillePage(cells=30, lines=27)


class Shape(StrEnum):
    """How a text stands on its lines."""

    CENTRED = "centred"
    CELL_5 = "cell 5"
    CELL_7 = "cell 7"
    PROSE = "prose"
    HANGING = "hanging"


# Empty cells before the first line of a text, and before those it runs over to.
_INDENTS = {Shape.CELL_5: (4, 4), Shape.CELL_7: (6, 6), Shape.PROSE: (2, 0), Shape.HANGING: (0, 2)}
_HEADINGS = {Shape.CENTRED, Shape.CELL_5, Shape.CELL_7}
_SHAPE_OF_LEVEL = {1: Shape.CENTRED, 2: Shape.CELL_5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One text in one shape; `gap_before` and `gap_after` ask for an empty line, never two together."""

    text: str
    shape: Shape
    language: str
    gap_before: bool = False
    gap_after: bool = False


def pieces_of(document: Document) -> tuple[Piece, ...]:
    """All that a document says, in reading order: letterhead, title, blocks, and the ask lines last."""
    document = cleaned(document)
    language = document.language
    pieces = list(_letterhead(document.letterhead, language)) if document.letterhead else []
    pieces.append(
        Piece(text=document.title, shape=Shape.CENTRED, language=language, gap_before=True, gap_after=True)
    )
    for block in document.blocks:
        pieces.extend(_block(block, language))
    pieces.extend(
        Piece(text=ask.text, shape=Shape.PROSE, language=ask.language, gap_before=True)
        for ask in document.asks
    )
    return tuple(piece for piece in pieces if piece.text.strip())


def _letterhead(head: Letterhead, language: str) -> Iterator[Piece]:
    yield from _lines((head.sender, *head.sender_lines), language)
    yield from _lines(head.to_lines, language)
    yield from _lines((head.date, head.reference), language)


def _lines(lines: Sequence[str], language: str) -> Iterator[Piece]:
    """Lines that are lines: of an address, a list, a row of a table. Apart from what is around them."""
    said = [line for line in lines if line.strip()]
    for place, line in enumerate(said):
        yield Piece(
            text=line,
            shape=Shape.HANGING,
            language=language,
            gap_before=place == 0,
            gap_after=place == len(said) - 1,
        )


def _block(block: Block, language: str) -> Iterator[Piece]:
    match block:
        case Heading():
            shape = _SHAPE_OF_LEVEL.get(block.level, Shape.CELL_7)
            centred = shape is Shape.CENTRED
            yield Piece(text=block.text, shape=shape, language=language, gap_before=True, gap_after=centred)
        case Paragraph(lines=(line,)):
            yield Piece(text=line, shape=Shape.PROSE, language=language)
        case Paragraph():
            yield from _lines(block.lines, language)
        case Items():
            said = [
                f"{number}. {item}" if block.numbered else f"• {item}"
                for number, item in enumerate(block.items, start=1)
            ]
            yield from _lines(said, language)
        case Table():
            for row in said_rows(block) or (block.headings,):
                yield from _lines(row, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A line without its page. A heading's row does not stand last."""

    text: str
    of_heading: bool = False


_EMPTY = _Row(text="")


def laid_out(pieces: Sequence[Piece], page: BraillePage) -> tuple[tuple[str, ...], ...]:
    """Pages of lines: no line longer than `cells` or ending in a space, each page of `lines` lines.

    The texts are Braille in ASCII with the marks named above. Nothing to say is one page with its number.
    """
    pages: list[tuple[str, ...]] = []
    current: list[str] = []
    rows = _rows(pieces, page.cells)
    place = 0
    while place < len(rows):
        together = [row.text for row in rows[place : _end_of_company(rows, place, page)]]
        if current and not _fit(current + together, page, number=len(pages) + 1):
            pages.append(_page(current, page, number=len(pages) + 1))
            current = []
            continue
        if current or rows[place].text:  # a page begins with words
            current.append(rows[place].text)
        place += 1
    if current or not pages:
        pages.append(_page(current, page, number=len(pages) + 1))
    return tuple(pages)


def brf(pages: Sequence[Sequence[str]]) -> bytes:
    """The pages as a file for an embosser: each line ends with CR LF, each page with a form feed."""
    return "".join("".join(line + "\r\n" for line in page) + "\f" for page in pages).encode("ascii")


def _rows(pieces: Sequence[Piece], cells: int) -> list[_Row]:
    rows: list[_Row] = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before and (before.gap_after or piece.gap_before):
            rows.append(_EMPTY)
        if piece.shape is Shape.CENTRED:
            lines = _wrapped(piece.text, cells - 2 * _BESIDE_CENTRED, 0, 0)
            lines = [" " * ((cells - len(line)) // 2) + line for line in lines]
        else:
            lines = _wrapped(piece.text, cells, *_INDENTS[piece.shape])
        rows.extend(_Row(text=line, of_heading=piece.shape in _HEADINGS) for line in lines)
    return rows


def _end_of_company(rows: Sequence[_Row], place: int, page: BraillePage) -> int:
    """Where the rows end that must stand on one page with this one: a heading's, and two lines after it.

    A heading after a heading takes that one's company; one that fills a page by itself has none.
    """
    end = place + 1
    if rows[place].of_heading:
        while end < len(rows) and (rows[end].of_heading or not rows[end].text):
            end += 1
        for _ in range(_LINES_AFTER_HEADING):
            if end < len(rows) and rows[end].text and not rows[end].of_heading:
                end += 1
    return min(end, place + page.lines - 1)


def _fit(lines: Sequence[str], page: BraillePage, *, number: int) -> bool:
    """Is there room on page `number`? Its last line is the number's: a short text may stand before it."""
    if len(lines) < page.lines:
        return True
    room = page.cells - len(_number(number)) - _BESIDE_NUMBER
    return len(lines) == page.lines and len(lines[-1]) <= room


def _page(lines: Sequence[str], page: BraillePage, *, number: int) -> tuple[str, ...]:
    padded = [*lines, *[""] * (page.lines - len(lines))]
    said = _number(number)
    return (*padded[:-1], padded[-1].ljust(page.cells - len(said)) + said)


def _number(number: int) -> str:
    return "#" + str(number).translate(_LETTERS_OF_DIGITS)


def _wrapped(text: str, cells: int, first: int, over: int) -> list[str]:
    """The text on lines of `cells`, indented by `first` and then `over`; no word broken that fits on one."""
    lines: list[str] = []
    line = ""
    for word in _words(text, cells - over):
        parts = list(_parts(word, cells - over))
        for part in parts:
            room = cells - (over if lines else first)
            if line and (len(parts) > 1 or len(line) + 1 + len(part) > room):
                lines.append(line)
                line = ""
            line = f"{line} {part}" if line else part
    lines.append(line)
    # A first word as long as a line leaves no room for its indent.
    indents = [first if len(lines[0]) + first <= cells else 0, *[over] * (len(lines) - 1)]
    return [
        " " * indent + line.replace(TIE, " ") for indent, line in zip(indents, lines, strict=True) if line
    ]


def _words(text: str, room: int) -> Iterator[str]:
    """What stays on one line, with its marks only if it is too long for one."""
    for word in text.split(" "):
        bare = word.translate(_WITHOUT_MARKS)
        if not bare:
            continue
        if len(bare) <= room:
            yield bare
        elif TIE in bare:
            yield from _words(word.replace(TIE, " "), room)
        else:
            yield word


def _parts(word: str, room: int) -> Iterator[str]:
    """The word itself, or the parts of one longer than a line, all but the last ending as continued."""
    if len(word) <= room:
        yield word
        return
    part = ""
    for atom in _atoms(word, room - 1):
        if len(part) + len(atom) > room - 1:
            yield part + CONTINUED
            part = ""
        part += atom
    yield part


def _atoms(word: str, longest: int) -> Iterator[str]:
    for chunk in word.split(GOOD_BREAK):
        if len(chunk.translate(_WITHOUT_MARKS)) <= longest:
            yield chunk.translate(_WITHOUT_MARKS)
            continue
        for atom in chunk.split(LAST_BREAK):
            yield from (atom[start : start + longest] for start in range(0, len(atom), longest))
