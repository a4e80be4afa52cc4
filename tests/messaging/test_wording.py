"""Plain English: what is pointed at and what is left alone."""

from __future__ import annotations

import pytest

from portal.messaging.jargon import PLAINER
from portal.messaging.wording import jargon, sentences, syllables, wording

TWENTY_FIVE = " ".join(["word"] * 25) + "."
TWENTY_SIX = " ".join(["word"] * 26) + "."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n ", []),
        ("We will come. Ring us!", ["We will come.", "Ring us!"]),
        ("We come at 10.30am on Tuesday.", ["We come at 10.30am on Tuesday."]),
        ("Ask for Mr. Hill or Dr. Bello. They know.", ["Ask for Mr. Hill or Dr. Bello.", "They know."]),
        ("Ask J. Hill today.", ["Ask J. Hill today."]),
        ("Bring proof, e.g. a bill.", ["Bring proof, e.g. a bill."]),
        ("Bricks, sand etc. are here. Go on.", ["Bricks, sand etc. are here.", "Go on."]),
        ("It was I. You know.", ["It was I.", "You know."]),
        ("Who? You. Well…", ["Who?", "You.", "Well…"]),
        ('She said "no." Then he left.', ['She said "no."', "Then he left."]),
        ("Dear Amina\nThank you for writing.", ["Dear Amina", "Thank you for writing."]),
        ("We will mend\nyour door.", ["We will mend your door."]),
        ("A heading\n\nand a new part.", ["A heading", "and a new part."]),
        ("Bring:\n- a bill\n- a card", ["Bring:", "a bill", "a card"]),
        ("1. Turn it off.\n2) wait", ["Turn it off.", "wait"]),
        ("Ring 0121 496 0201. We answer - soon.", ["Ring 0121 496 0201.", "We answer - soon."]),
        ("Pay £12.50 at www.example.org.", ["Pay £12.50 at www.example.org."]),
        ("...", []),
    ],
)
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        (TWENTY_FIVE, []),
        (TWENTY_SIX, [26]),
        (f"{TWENTY_FIVE} {TWENTY_SIX} Short.", [26]),
        (TWENTY_SIX[:-1], [26]),
    ],
)
def test_more_than_25_words_is_long(text: str, lengths: list[int]) -> None:
    assert [sentence.words for sentence in wording(text).long_sentences] == lengths


def test_numbers_and_times_count_as_words_and_dashes_do_not() -> None:
    text = "On 3 November – at 10:30am – " + "word " * 21  # five and twenty-one
    assert wording(text).long_sentences[0].words == 26


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We will endeavour to help.", [("endeavour", "try", 1)]),
        ("Prior  to\nthe visit", [("Prior to", "before", 1)]),
        ("You must vacate. Vacate now.", [("vacate", "move out of", 2)]),
        ("a void property and a void", [("void property", "empty home", 1), ("void", "empty home", 1)]),
        ("Avoid the stockings.", []),
        ("the SLA", [("SLA", "promise", 1)]),
        ("anti-social behaviour", [("anti-social behaviour", "noise, threats or nuisance", 1)]),
        ("We will mend your door on Tuesday.", []),
    ],
)
def test_jargon_has_a_plainer_word(text: str, found: list[tuple[str, str, int]]) -> None:
    assert [(j.found, j.plainer, j.times) for j in jargon(text)] == found


def test_the_list_of_jargon_is_long_and_no_advice_is_jargon() -> None:
    assert len(PLAINER) >= 60
    assert {phrase: jargon(plainer) for phrase, plainer in PLAINER.items() if jargon(plainer)} == {}


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("home", 1),
        ("table", 2),
        ("repair", 2),
        ("tenancy", 3),
        ("mended", 2),
        ("visited", 3),
        ("asked", 1),
        ("names", 1),
        ("houses", 2),
        ("the", 1),
        ("accommodation", 5),
        ("hmm", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("We will mend your door on Tuesday. Sam will come at ten. Please be at home.", 5, 7),
        (
            "You asked about your rent. We have looked at it. You have paid all you owe, so do nothing.",
            5,
            8,
        ),
        (
            "Notwithstanding the aforementioned contractual obligations, the organisation endeavours to "
            "facilitate the implementation of remedial interventions subsequent to receipt of appropriate "
            "documentation.",
            20,
            60,
        ),
    ],
)
def test_reading_age(text: str, low: int, high: int) -> None:
    age = wording(text).reading_age
    assert age is not None
    assert low <= age <= high


def test_no_words_have_no_age() -> None:
    assert wording("12 34").reading_age is None


def test_a_plain_letter_is_called_plain() -> None:
    assert wording("We will come on Tuesday.").is_plain
    assert not wording("We will liaise.").is_plain
