"""A document as it is read aloud: order, languages, lists and tables announced, and no fact left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.formats.documents import AskLine, Document, Letterhead, Paragraph, blocks_of
from portal.formats.recital import passages_of
from portal.formats.speech import PRIVATE_LINK_ALONE

LETTER = Document(
    title="Your repair",
    letterhead=Letterhead(
        sender="Redland Housing",
        sender_lines=("1 Cheltenham Road", "Bristol BS6 5TR"),
        to_lines=("Mrs O’Brien", "Flat 2"),
        date="Tuesday 3 November 2026",
        reference="Your reference: H7KM-4RXC",
    ),
    blocks=blocks_of(
        "Dear Mrs O’Brien,\n\n# When\n\n- Monday 9 November 2026\n- at 10:30am\n- for 45 minutes\n\n"
        "1. Move it\n2. Tell us\n\n| What | Who |\n| Look | Jo |\n| Mend |  |\n\nIt costs £12.50.\n\n"
        "Yours,\nJo"
    ),
    asks=(AskLine(text="Ask for this in Braille."), AskLine(text="Zapytaj.", language="pl")),
)


def test_all_of_a_letter_is_said_in_order() -> None:
    assert [passage.text for passage in passages_of(LETTER)] == [
        "A letter from Redland Housing.",
        "one Cheltenham Road, Bristol B S six, five T R",
        "To: Missis O’Brien, Flat two.",
        "Tuesday the third of November twenty twenty-six",
        "Your reference: H seven K M, four R X C",
        "Your repair",
        "Dear Missis O’Brien,",
        "When",
        "There are three things in this list.",
        "First: Monday the ninth of November twenty twenty-six",
        "Second: at half past ten in the morning",
        "Third: for forty-five minutes",
        "There are two things in this list.",
        "One: Move it",
        "Two: Tell us",
        "Here is a table with two rows.",
        "Row one.",
        "What: Look",
        "Who: Jo",
        "Row two.",
        "What: Mend",
        "It costs twelve pounds fifty.",
        "Yours,",
        "Jo",
        "Ask for this in Braille.",
        "Zapytaj.",
        "That is the end of this letter.",
    ]


def test_each_passage_has_its_language_and_a_pause_unless_it_is_the_last() -> None:
    passages = passages_of(LETTER)
    assert [p.language for p in passages if p.language != "en-GB"] == ["pl"]
    assert [p.text for p in passages if not p.pause] == ["That is the end of this letter."]


def test_a_title_is_set_apart_more_than_a_line() -> None:
    pauses = {p.text: p.pause for p in passages_of(LETTER)}
    assert pauses["Your repair"] > pauses["Dear Missis O’Brien,"] > pauses["What: Look"] > 0


def test_one_thing_is_no_enumeration() -> None:
    document = Document(title="T", blocks=blocks_of("- only this\n\n| A | B |\n| 1 | 2 |"))
    assert [p.text for p in passages_of(document)][1:] == [
        "There is one thing in this list.",
        "only this",
        "Here is a table with one row.",
        "A: one",
        "B: two",
        "That is the end of this document.",
    ]


def test_a_private_link_is_a_sentence_of_its_own() -> None:
    link = "https://portal.redland.example/follow/Zk3jP9xQ2mLr8TtVbW5yHcNdEfGaSu7Ko1Iq4-R_wXz"
    said = passages_of(replace(LETTER, blocks=(Paragraph(lines=(link,)),)))
    assert PRIVATE_LINK_ALONE in [p.text for p in said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Eich cyfeirnod: H7KM-4RXC", "Eich cyfeirnod: H 7 K M, 4 R X C"),
        ("Bryste BS6 5TR", "Bryste B S 6, 5 T R"),
        ("Ffoniwch 0117 496 0123", "Ffoniwch 0 1 1 7, 4 9 6, 0 1 2 3"),
        ("Mae ar 3 Tachwedd 2026", "Mae ar 3 Tachwedd 2026"),  # a voice reads numbers of its own language
        (
            "https://portal.redland.example/follow/Zk3jP9xQ2mLr8TtVbW5yHcNdEfGaSu7Ko1Iq4-R_wXz",
            "https://portal.redland.example/follow",
        ),
    ],
)
def test_in_another_language_only_what_no_voice_can_know_is_spelled_out(written: str, said: str) -> None:
    document = Document(title="Llythyr", blocks=(Paragraph(lines=(written,)),), language="cy")
    assert [p.text for p in passages_of(document)] == ["Llythyr", said]
