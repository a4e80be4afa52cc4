"""A document as the plain text of an email."""

from __future__ import annotations

from portal.formats.plain import plain_text
from tests.formats.letters import ASKS, HEAD, letter, words_of


def test_blocks_stand_in_their_order_and_asks_come_last() -> None:
    assert plain_text(letter()) == (
        "Dear Amina,\n\n"
        "Thank you for telling us about the damp. "
        "Follow it at https://portal.redland.example/cases/RDFK-42XN today.\n\n"
        "- Joan Clarke visits you on Tuesday 10 November 2026 at 10:30am.\n"
        "- The work begins by Tuesday 1 December.\n\n"
        "What happens at the visit\n\n"
        "1. Joan shows you her card.\n"
        "2. She measures how damp the walls are.\n\n"
        "Step: Visit\nBy when: Tuesday 10 November\nWho: Joan Clarke\n\n"
        "Step: Work\nBy when: Tuesday 1 December\nWho: Hall & Sons\n\n"
        "Yours sincerely,\n\n"
        "Joan Clarke\nHousing officer\n\n"
        "Ask for this in large print, Braille, audio or another language. Ring 0303 123 4567.\n"
    )


def test_what_an_email_says_by_itself_is_not_said_again() -> None:
    text = plain_text(letter())
    assert "Damp in your bedroom" not in text
    assert not any(line in text for line in (HEAD.date, HEAD.reference, *HEAD.to_lines))


def test_every_word_of_the_blocks_is_there_and_lines_are_not_wrapped() -> None:
    text = plain_text(letter(asks=ASKS))
    assert set(words_of(letter(head=None, title="", asks=ASKS))) <= set(text.replace(":", "").split()) | set(
        text.split()
    )
    long = "word " * 80
    assert plain_text(letter(long, asks=())) == long.strip() + "\n"


def test_a_telephone_number_keeps_its_order_among_words_from_the_right() -> None:
    text = plain_text(
        letter("ہمیں 0303 123 4567 پر فون کریں، https://a.example دیکھیں", language="ur", asks=())
    )
    assert text == "ہمیں \u20660303 123 4567\u2069 پر فون کریں، https://a.example دیکھیں\n"


def test_what_turns_words_round_is_gone() -> None:
    assert plain_text(letter("pay \u202e001£\u202c now", asks=())) == "pay 001£ now\n"


def test_nothing_gives_nothing() -> None:
    assert plain_text(letter("", asks=())) == "\n"
