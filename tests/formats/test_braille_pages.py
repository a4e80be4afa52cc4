"""Braille on pages: where each text stands, and that no word is lost, moved or broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.braille_pages import (
    A4,
    CONTINUED,
    EMBOSSER_40X25,
    GOOD_BREAK,
    LAST_BREAK,
    TIE,
    BraillePage,
    Piece,
    Shape,
    brf,
    laid_out,
    pieces_of,
)
from portal.formats.documents import AskLine, Document, Letterhead, blocks_of

SMALL = BraillePage(cells=20, lines=8)


def piece(text: str, shape: Shape = Shape.PROSE, **gaps: bool) -> Piece:
    return Piece(text=text, shape=shape, language="en", **gaps)


def lines_of(*pieces: Piece, page: BraillePage = SMALL) -> list[str]:
    """The lines of the only page, without its number and the empty ones at its end."""
    (only,) = laid_out(pieces, page)
    text = "\n".join(only[:-1]).rstrip("\n")
    return text.split("\n")


@pytest.mark.parametrize(
    ("shape", "lines"),
    [
        (Shape.PROSE, ["  AAAA BBBB CCCC", "DDDD EEEE FFFF GGGG", "HHHH"]),
        (Shape.HANGING, ["AAAA BBBB CCCC DDDD", "  EEEE FFFF GGGG", "  HHHH"]),
        (Shape.CENTRED, ["   AAAA BBBB CCCC", "   DDDD EEEE FFFF", "     GGGG HHHH"]),
        (Shape.CELL_5, ["    AAAA BBBB CCCC", "    DDDD EEEE FFFF", "    GGGG HHHH"]),
        (Shape.CELL_7, ["      AAAA BBBB CCCC", "      DDDD EEEE FFFF", "      GGGG HHHH"]),
    ],
)
def test_a_text_stands_where_its_shape_says(shape: Shape, lines: list[str]) -> None:
    assert lines_of(piece("AAAA BBBB CCCC DDDD EEEE FFFF GGGG HHHH", shape)) == lines


def test_empty_lines_stand_alone_and_never_first() -> None:
    assert lines_of(
        piece("ONE", gap_before=True, gap_after=True), piece("TWO", gap_before=True), piece("THREE")
    ) == ["  ONE", "", "  TWO", "  THREE"]


def test_the_number_of_a_page_ends_its_last_line() -> None:
    first, second = laid_out([piece(f"A{n}") for n in range(9)], SMALL)
    assert first[-1] == "  A7              #A"  # a short text may stand before it
    assert second == ("  A8", "", "", "", "", "", "", "                  #B")


def test_a_line_too_long_to_stand_before_the_number_goes_to_the_next_page() -> None:
    first, second = laid_out([piece("FOURTEEN CELLS") for _ in range(8)], SMALL)
    assert first[-2:] == ("  FOURTEEN CELLS", "                  #A")
    assert second[0] == "  FOURTEEN CELLS"


def test_a_heading_stands_with_two_lines_of_what_it_heads() -> None:
    text = [
        *[piece("TEXT") for _ in range(5)],
        piece("HEAD", Shape.CELL_5),
        piece("ONE"),
        piece("TWO WORDS HERE"),
    ]
    first, second = laid_out(text, SMALL)
    assert [line.strip() for line in first] == ["TEXT"] * 5 + ["", "", "#A"]
    assert [line.strip() for line in second[:3]] == ["HEAD", "ONE", "TWO WORDS HERE"]


def test_a_heading_with_its_gap_and_a_heading_after_a_heading_stay_together() -> None:
    text = [
        *[piece("TEXT") for _ in range(3)],
        piece("HEAD", Shape.CENTRED, gap_before=True, gap_after=True),
        piece("LOWER", Shape.CELL_5, gap_before=True),
        piece("ONE"),
        piece("TWO"),
    ]
    _, second = laid_out(text, SMALL)
    assert [line.strip() for line in second[:5]] == ["HEAD", "", "LOWER", "ONE", "TWO"]


@pytest.mark.parametrize("shape", [Shape.CENTRED, Shape.CELL_5])
def test_a_heading_longer_than_a_page_ends_nevertheless(shape: Shape) -> None:
    pages = laid_out([piece("WORDS OF A HEADING " * 20, shape), piece("TEXT")], SMALL)
    assert " ".join(words_of(pages)) == "WORDS OF A HEADING " * 20 + "TEXT"


def test_a_tie_keeps_a_postcode_on_one_line() -> None:
    assert lines_of(piece(f"BRISTOL BRIS ,,BS#F{TIE}#E,,TR")) == ["  BRISTOL BRIS", ",,BS#F #E,,TR"]


def test_ties_longer_than_a_line_give_way() -> None:
    assert lines_of(piece(TIE.join(["SEVENTH"] * 3))) == ["  SEVENTH SEVENTH", "SEVENTH"]


def test_an_address_longer_than_a_line_is_broken_after_its_signs_and_marked() -> None:
    """UEB's line continuation indicator, dot 5, ends each line but the last; nothing else is put in."""
    address = GOOD_BREAK.join(["HTTPS3_/_/", "PORTAL4", "R$L&4", "EXAMPLE_/", "CONTACT"])
    assert lines_of(piece(f"SEE {address} NOW")) == [
        "  SEE",
        'HTTPS3_/_/PORTAL4"',
        'R$L&4EXAMPLE_/"',
        "CONTACT NOW",
    ]


def test_a_sign_of_two_cells_is_broken_only_if_nothing_says_where() -> None:
    word = LAST_BREAK.join(["_/"] * 12)
    assert lines_of(piece(word)) == ["_/" * 9 + CONTINUED, "_/" * 3]
    assert lines_of(piece("A" * 25)) == ["A" * 19 + CONTINUED, "A" * 6]


def test_the_file_has_cr_lf_and_form_feeds_only() -> None:
    made = brf(laid_out([piece("A") for _ in range(9)], SMALL))
    assert made.count(b"\f") == 2
    assert made.endswith(b"\r\n\f")
    first, second, end = made.split(b"\f")
    assert (first.count(b"\r\n"), second.count(b"\r\n"), end) == (8, 8, b"")
    assert not set(made) - set(b"\r\n\f") - set(range(0x20, 0x60))


def test_nothing_to_say_is_one_numbered_page() -> None:
    assert laid_out([], SMALL) == (("",) * 7 + ("                  #A",),)


def test_pages_are_those_of_the_embosser() -> None:
    assert (EMBOSSER_40X25.cells, EMBOSSER_40X25.lines) == (40, 25)
    assert (A4.cells * 6, A4.lines * 10) <= (210, 297)  # in millimetres, with margins
    with pytest.raises(ValueError, match="too small"):
        BraillePage(cells=10, lines=25)


def test_a_document_keeps_all_its_text_in_order() -> None:
    document = Document(
        title="Your repair",
        letterhead=Letterhead(
            sender="Redland Housing",
            sender_lines=("1 Cheltenham Road", "Bristol BS6 5TR"),
            to_lines=("Mrs O’Brien", "Flat 2"),
            date="Tuesday 3 November 2026",
            reference="Your reference: H7KM-4RXC",
        ),
        blocks=blocks_of(
            "Dear Mrs O’Brien,\n\n# When\n\n- on Monday\n- at 10\n\n## Before\n\n1. Move it\n2. Tell us\n\n"
            "| What | Who |\n| Look | Jo |\n| Mend |  |\n\nYours,\nJo"
        ),
        asks=(AskLine(text="Ask for this in Braille."), AskLine(text="Zapytaj.", language="pl")),
    )
    pieces = pieces_of(document)
    assert [(p.text, p.shape) for p in pieces] == [
        ("Redland Housing", Shape.HANGING),
        ("1 Cheltenham Road", Shape.HANGING),
        ("Bristol BS6 5TR", Shape.HANGING),
        ("Mrs O’Brien", Shape.HANGING),
        ("Flat 2", Shape.HANGING),
        ("Tuesday 3 November 2026", Shape.HANGING),
        ("Your reference: H7KM-4RXC", Shape.HANGING),
        ("Your repair", Shape.CENTRED),
        ("Dear Mrs O’Brien,", Shape.PROSE),
        ("When", Shape.CENTRED),
        ("• on Monday", Shape.HANGING),
        ("• at 10", Shape.HANGING),
        ("Before", Shape.CELL_5),
        ("1. Move it", Shape.HANGING),
        ("2. Tell us", Shape.HANGING),
        ("What: Look", Shape.HANGING),
        ("Who: Jo", Shape.HANGING),
        ("What: Mend", Shape.HANGING),
        ("Yours,", Shape.HANGING),
        ("Jo", Shape.HANGING),
        ("Ask for this in Braille.", Shape.PROSE),
        ("Zapytaj.", Shape.PROSE),
    ]
    rows = {p.text: (p.gap_before, p.gap_after) for p in pieces}
    assert rows["Who: Jo"] == (False, True)  # an empty line parts the rows
    assert rows["What: Mend"] == (True, True)
    assert [p.language for p in pieces][-2:] == ["en-GB", "pl"]


LENGTHS = st.lists(st.integers(1, 60), min_size=1, max_size=12)
SHAPED = st.lists(st.tuples(st.sampled_from(Shape), st.booleans(), st.booleans(), LENGTHS), max_size=8)


def text_of(lengths: list[int]) -> str:
    """Words of those lengths, each of a letter of its own, that may be broken after every eighth cell."""
    return " ".join(
        GOOD_BREAK.join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place] * 8 for _ in range(length // 8 + 1))[
            : length + length // 8
        ]
        for place, length in enumerate(lengths)
    )


PIECES = SHAPED.map(
    lambda shaped: [
        piece(text_of(lengths), shape, gap_before=before, gap_after=after)
        for shape, before, after, lengths in shaped
    ]
)
PAGES = st.builds(BraillePage, cells=st.integers(16, 42), lines=st.integers(6, 28))


def words_of(pages: tuple[tuple[str, ...], ...]) -> list[str]:
    """All words on pages, put together again where a line says that one goes on; the numbers are left out."""
    words: list[str] = []
    goes_on = False
    for number, page in enumerate(pages, start=1):
        said = "#" + str(number).translate(str.maketrans("1234567890", "ABCDEFGHIJ"))
        assert page[-1].endswith(said)
        for line in (*page[:-1], page[-1].removesuffix(said)):
            for word in line.split():
                if goes_on:
                    words[-1] += word
                else:
                    words.append(word)
                goes_on = word.endswith(CONTINUED)
                words[-1] = words[-1].removesuffix(CONTINUED)
    return words


@given(pieces=PIECES, page=PAGES)
def test_pages_hold_every_word_in_order_and_nothing_too_long(pieces: list[Piece], page: BraillePage) -> None:
    pages = laid_out(pieces, page)
    for made in pages:
        assert len(made) == page.lines
        for line in made:
            assert len(line) <= page.cells
            assert line == line.rstrip()
    assert words_of(pages) == [word for p in pieces for word in p.text.replace(GOOD_BREAK, "").split()]


@given(pieces=PIECES, page=PAGES)
def test_a_word_that_fits_on_a_line_is_never_broken(pieces: list[Piece], page: BraillePage) -> None:
    least = page.cells - 6  # between the margins of a heading
    short = [
        Piece(
            text=" ".join(word.replace(GOOD_BREAK, "")[:least] for word in p.text.split()),
            shape=p.shape,
            language=p.language,
        )
        for p in pieces
    ]
    assert not any(CONTINUED in line for made in laid_out(short, page) for line in made)


@given(pieces=PIECES, page=PAGES)
def test_no_heading_stands_last(pieces: list[Piece], page: BraillePage) -> None:
    headings = [Piece(text="HEAD", shape=Shape.CELL_5, language="en") for _ in pieces]
    plain = [Piece(text=p.text, shape=Shape.PROSE, language="en") for p in pieces]
    both = [p for pair in zip(headings, plain, strict=True) for p in pair]
    for made in laid_out(both, page):
        lines = [line for line in (*made[:-1], made[-1].rpartition("#")[0]) if line.strip()]
        assert not lines or not lines[-1].startswith("    HEAD")
