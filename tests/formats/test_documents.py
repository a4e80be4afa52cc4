"""What a plain text is read as, and that nothing of it is lost."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.characters import clean
from portal.formats.documents import (
    AskLine,
    Block,
    Document,
    Heading,
    Items,
    Letterhead,
    Paragraph,
    Table,
    blocks_of,
    cleaned,
    said_rows,
)


def lines(*those: str) -> Paragraph:
    return Paragraph(lines=those)


CASES: list[tuple[str, tuple[Block, ...]]] = [
    ("", ()),
    (" \n\t\n\r\n", ()),
    ("One.", (lines("One."),)),
    ("One.\nTwo.\n\nThree.", (lines("One.", "Two."), lines("Three."))),
    ("One.\r\n\r\nTwo.\u2028Three.", (lines("One."), lines("Two.", "Three."))),
    ("  Indented  ", (lines("Indented"),)),
    ("# Big\nwords", (Heading(text="Big"), lines("words"))),
    ("# One\n# Two", (Heading(text="One"), Heading(text="Two"))),
    ("# A\n\n## B\n\n### C", (Heading(text="A"), Heading(text="B", level=2), Heading(text="C", level=3))),
    ("### Deep\n\n### Deep too", (Heading(text="Deep", level=1), Heading(text="Deep too", level=2))),
    ("#no heading", (lines("#no heading"),)),
    ("#### four", (lines("#### four"),)),
    ("#", (lines("#"),)),
    ("- a\n- b", (Items(items=("a", "b")),)),
    ("• a\n\uf0b7 b", (Items(items=("a", "b")),)),
    ("-a", (lines("-a"),)),
    ("- ", (lines("-"),)),
    ("What we do:\n- a\nThen:", (lines("What we do:"), Items(items=("a",)), lines("Then:"))),
    ("1. a\n2. b", (Items(items=("a", "b"), numbered=True),)),
    ("12. High Street\nRedland", (lines("12. High Street"), lines("Redland"))),
    ("1. a\n3. c", (lines("1. a", "3. c"),)),
    ("3.5 metres", (lines("3.5 metres"),)),
    ("| A | B |\n|---|:-:|\n| 1 | 2 |", (Table(headings=("A", "B"), rows=(("1", "2"),)),)),
    (
        "| A | B |\n| 1 |\n| 1 | 2 | 3 |",
        (Table(headings=("A", "B", ""), rows=(("1", "", ""), ("1", "2", "3"))),),
    ),
    ("| A | B |", (lines("| A | B |"),)),
    ("|---|---|", ()),
    ("a | b", (lines("a | b"),)),
    ("*stars* _lines_ `ticks` <b>tags</b> #let x", (lines("*stars* _lines_ `ticks` <b>tags</b> #let x"),)),
]


@pytest.mark.parametrize(("text", "blocks"), CASES, ids=[repr(text)[:40] for text, _ in CASES])
def test_a_text_is_read_as_blocks(text: str, blocks: tuple[Block, ...]) -> None:
    assert blocks_of(text) == blocks


def test_rows_are_said_with_their_headings() -> None:
    table = Table(headings=("Who", "When?", ""), rows=(("Joan", "Tuesday", "here"), ("", "Friday", "")))
    assert said_rows(table) == (("Who: Joan", "When? Tuesday", "here"), ("When? Friday",))


def test_a_document_is_cleaned_everywhere() -> None:
    odd = "a\u202eb\u00ad\x00"
    document = Document(
        title=odd,
        blocks=(
            Heading(text=odd),
            lines(odd, "one\ntwo", " "),
            Items(items=(odd,), numbered=True),
            Table(headings=(odd,), rows=((odd,),)),
        ),
        letterhead=Letterhead(
            sender=odd,
            sender_lines=(odd,),
            to_lines=("Flat 1\n2 High Street\r\n", odd),
            date=odd,
            reference=odd,
        ),
        asks=(AskLine(text=odd, language="pl"),),
    )
    assert cleaned(document) == Document(
        title="ab",
        blocks=(
            Heading(text="ab"),
            lines("ab", "one", "two"),
            Items(items=("ab",), numbered=True),
            Table(headings=("ab",), rows=(("ab",),)),
        ),
        letterhead=Letterhead(
            sender="ab",
            sender_lines=("ab",),
            to_lines=("Flat 1", "2 High Street", "ab"),
            date="ab",
            reference="ab",
        ),
        asks=(AskLine(text="ab", language="pl"),),
    )
    assert cleaned(cleaned(document)) == cleaned(document)


def test_what_has_no_words_is_left_out() -> None:
    nothing = (
        Heading(text="\u200b"),
        lines(),
        lines(" ", "\n"),
        Items(items=("", "\t")),
        Table(headings=("", ""), rows=((" ", ""),)),
    )
    document = Document(title="x", blocks=(*nothing, Items(items=("a", " ", "b"))), asks=(AskLine(text=" "),))
    assert cleaned(document) == Document(title="x", blocks=(Items(items=("a", "b")),))


ANYTHING = st.text() | st.lists(
    st.sampled_from(["- ", "# ", "### ", "1. ", "2. ", "|", " | ", "---", "\n", "\n\n", "\r\n", "\t"])
    | st.text(min_size=1, max_size=12)
).map("".join)


@given(ANYTHING)
def test_any_text_is_good_and_no_word_of_it_is_lost(text: str) -> None:
    assert sorted(_words(" ".join(_texts(blocks_of(text))))) == sorted(_without_list_numbers(text))


@given(ANYTHING)
def test_headings_go_down_one_step_at_a_time_and_tables_are_even(text: str) -> None:
    deepest = 0
    for block in blocks_of(text):
        if isinstance(block, Heading):
            assert 1 <= block.level <= min(deepest + 1, 3)
            deepest = block.level
        if isinstance(block, Table):
            assert block.rows
            assert {len(row) for row in block.rows} == {len(block.headings)}


def _texts(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    if isinstance(found, tuple):
        return [text for part in found for text in _texts(part)]
    if is_dataclass(found):
        return [text for field in fields(found) for text in _texts(getattr(found, field.name))]
    return []


def _words(text: str) -> list[str]:
    """Runs of letters and digits, whatever stands between them."""
    return "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text).split()


def _without_list_numbers(text: str) -> list[str]:
    """The words as typed, less the numbers of numbered lists, which the form writes itself."""
    words = _words(clean(text))
    for block in blocks_of(text):
        if isinstance(block, Items) and block.numbered:
            for number in range(1, len(block.items) + 1):
                words.remove(str(number))
    return words


def test_words_are_found_however_they_are_marked() -> None:
    assert re.findall(r"\w+", " ".join(_texts(blocks_of("- one\n\n1. two\n\n| three |\n| four |")))) == [
        "one",
        "two",
        "three",
        "four",
    ]
