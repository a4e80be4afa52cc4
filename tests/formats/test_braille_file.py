"""The Braille file of a letter, and what happens where liblouis, a table or a letter is missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from portal.formats.braille_pages import A4, EMBOSSER_40X25, BraillePage
from portal.formats.documents import AskLine, Document, Letterhead, Paragraph, blocks_of
from portal.formats.gateways.braille import braille_file, braille_of
from portal.formats.gateways.liblouis import liblouis
from portal.formats.made import CannotBeMade, PartMissing

LETTER = Document(
    title="Your repair",
    letterhead=Letterhead(sender="Redland Housing", date="Tuesday 3 November 2026", reference="H7KM-4RXC"),
    blocks=blocks_of("Dear Amina,\n\nJo comes on Tuesday 10 November 2026 at 10:30am.\n\n- one\n- two\n" * 6),
    asks=(AskLine(text="Ask for this in Braille."),),
)


@pytest.mark.parametrize("page", [EMBOSSER_40X25, A4])
def test_a_letter_is_pages_of_the_embosser_for_a_person_to_proof_read(page: BraillePage) -> None:
    made = braille_file(LETTER, contracted=True, page=page)
    assert (made.name, made.media_type, made.needs_proof) == ("letter.brf", "application/x-brf", True)
    pages = made.content.decode("ascii").split("\f")
    assert pages.pop() == ""
    assert made.pages == len(pages) > 1
    for sides in pages:
        lines = sides.split("\r\n")
        assert lines.pop() == ""
        assert len(lines) == page.lines
        assert max(map(len, lines)) <= page.cells
    text = " ".join(made.content.decode("ascii").split())
    assert ',TUES"D #AJ ,NOVEMB] #BJBF AT #AJ3#CJ;AM4' in text
    assert ",H#G,,KM-#D,,RXC" in text
    assert ",ASK = ? 9 ,BRL4" in text


def test_uncontracted_is_longer() -> None:
    contracted, spelled = (braille_file(LETTER, contracted=c) for c in (True, False))
    assert ",APPOINTMENT" not in spelled.content.decode()
    assert len(spelled.content.split()) == len(contracted.content.split())
    assert len(b"".join(spelled.content.split())) > len(b"".join(contracted.content.split()))


def test_a_publication_is_called_a_document() -> None:
    assert braille_file(replace(LETTER, letterhead=None), contracted=True).name == "document.brf"


def test_a_private_link_is_whole_and_broken_after_its_signs() -> None:
    link = "https://portal.redland.example/follow/Zk3jP9xQ2mLr8TtVbW5yHcNdEfGaSu7Ko1Iq4-R_wXz"
    made = braille_file(replace(LETTER, blocks=(Paragraph(lines=(link,)),)), contracted=True)
    lines = made.content.decode().split("\r\n")
    first = next(place for place, line in enumerate(lines) if "HTTPS" in line)
    assert [line.endswith('"') for line in lines[first : first + 3]] == [True, True, False]
    assert lines[first].endswith('_/"')  # after the last slash that fits
    assert "".join(line.strip().removesuffix('"') for line in lines[first : first + 3]) == braille_of(link)


def test_an_ask_line_has_its_own_table_and_without_one_a_note_says_so() -> None:
    asks = (AskLine(text="Możesz prosić.", language="pl"), AskLine(text="ማክሰኞ", language="ti"))
    text = braille_file(replace(LETTER, asks=asks), contracted=False).content.decode()
    assert ".MO&ESZ PROSI%'" in text
    assert "@.<,IN PRINT1 THIS LINE IS HERE IN ,TIGRINYA TOO4@.>" in " ".join(text.split())


@pytest.mark.parametrize(("language", "name"), [("so", "Somali"), ("ro", "Romanian"), ("uk", "Ukrainian")])
def test_a_language_without_a_sound_table_is_a_transcribers_work(language: str, name: str) -> None:
    with pytest.raises(CannotBeMade, match=name):
        braille_file(replace(LETTER, language=language), contracted=True)


def test_letters_of_another_script_are_a_transcribers_work_and_not_repeated_in_the_reason() -> None:
    with pytest.raises(CannotBeMade) as refused:
        braille_file(replace(LETTER, blocks=(Paragraph(lines=("Dear Привет",)),)), contracted=True)
    assert not any("а" <= letter <= "я" for letter in refused.value.reason.lower())


def test_a_missing_library_is_named_with_what_installs_it(tmp_path: Path) -> None:
    with pytest.raises(PartMissing) as missing:
        braille_file(LETTER, contracted=True, library=str(tmp_path / "liblouis.so.20"))
    assert missing.value.part == "liblouis"
    assert missing.value.install == "apt-get install liblouis20 liblouis-data"


def test_missing_tables_are_the_same_part() -> None:
    """They are another package of the system, so the library alone is not enough."""
    with pytest.raises(PartMissing) as missing:
        liblouis().translate("Hello", "en-ueb-g9.ctb")
    assert missing.value.part == "liblouis"


def test_several_threads_get_the_same_as_one() -> None:
    sentences = [f"Your appointment {n} is on Tuesday {n} November 2026, letter {n}." for n in range(1, 29)]
    alone = [braille_of(sentence) for sentence in sentences]
    with ThreadPoolExecutor(max_workers=4) as threads:
        assert list(threads.map(braille_of, sentences * 4)) == alone * 4
