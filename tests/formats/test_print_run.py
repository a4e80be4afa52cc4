"""Many letters in one PDF, for a printer that prints on both sides."""

from __future__ import annotations

import re

import pytest

from portal.formats.documents import Document, blocks_of
from portal.formats.gateways.pdf import Letter, run_pdf
from portal.formats.made import CannotBeMade
from tests.formats.letters import ASKS, letter
from tests.formats.pdf_reading import Read

COVER = Document(
    title="Post for Tuesday 3 November 2026", blocks=blocks_of("| Letter | To |\n| 1 | Ms Amina Warsame |")
)
LETTERS = (
    Letter(document=letter(title="First", asks=ASKS), points=14),
    Letter(document=letter(title="Second"), points=28),
    Letter(document=letter("ہمیں بتائیں", title="نمی", language="ur"), points=18),
    Letter(document=letter(title="Last"), points=14),
)


@pytest.fixture(scope="module")
def run() -> Read:
    """The run, made once."""
    made = run_pdf(LETTERS, cover=COVER)
    pdf = Read(made.content)
    assert (made.name, made.media_type, made.pages) == ("print-run.pdf", "application/pdf", pdf.pages)
    return pdf


def test_it_is_one_tagged_document_named_after_its_cover(run: Read) -> None:
    with run.pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
    assert str(run.pdf.docinfo.Title) == COVER.title
    assert run.root.MarkInfo.Marked is True
    assert [tag for tag, *_ in run.tags()].count("H1") == 5


def test_letters_come_in_order_each_on_a_right_hand_page_and_with_pages_of_its_own(run: Read) -> None:
    texts = [run.text(number).strip() for number in range(1, run.pages + 1)]
    place = 0
    for title in (COVER.title, "First", "Second", "نمی", "Last"):
        assert place % 2 == 0, "the back of another letter"
        pages = _foot(texts[place])[1]
        assert title in "".join(texts[place : place + pages])
        assert [_foot(text) for text in texts[place : place + pages]] == [
            (n + 1, pages) for n in range(pages)
        ]
        place += pages
        if place % 2 and place < run.pages:
            assert texts[place] == "", "a back that is left is blank"
            place += 1
    assert place == run.pages


def _foot(text: str) -> tuple[int, int]:
    """Which page of how many: "Page 2 of 3", or the same in Urdu."""
    (foot,) = re.findall(r"^(?=.*(?:Page|صفحہ))\D*(\d+)\D*(\d+)\D*$", text, re.M)
    page, pages = foot
    return int(page), int(pages)


def test_each_letter_has_its_size_and_its_language(run: Read) -> None:
    assert {14, 18, 28} <= run.sizes()
    assert {str(element.Lang) for element in run.elements("H1") if "/Lang" in element} == {"ur"}


def test_a_run_without_letters_is_its_cover() -> None:
    made = run_pdf([], cover=COVER)
    assert made.pages == 1
    assert "Post for Tuesday" in Read(made.content).text()


def test_the_letter_that_cannot_be_made_is_named() -> None:
    with pytest.raises(CannotBeMade, match="letter 2: no typeface here has CJK"):
        run_pdf([LETTERS[0], Letter(document=letter("你好"), points=14), LETTERS[3]], cover=COVER)
