"""Which characters are taken out of a text, and which way words run."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.formats.characters import Direction, clean, direction_of, direction_of_words

LTR, RTL = Direction.LTR, Direction.RTL


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Plain words, £10.50 – “yes”.", "Plain words, £10.50 – “yes”."),
        ("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb\u2009c\u3000d", "a b c d"),
        ("a\u00a0b", "a\u00a0b"),
        ("nul\x00 bell\x07 escape\x1b[31m delete\x7f", "nul bell escape[31m delete"),
        ("pay \u202e001£\u202c now", "pay 001£ now"),
        ("\u2066a\u2069 \u2067b\u2069 \u2068c\u2069", "a b c"),
        ("re\u00adspon\u200bsi\u2060ble\ufeff", "responsible"),
        ("e\u0301", "é"),
        ("\uf0b7 first \uf0a7 second", "• first • second"),
        ("non\u2011breaking", "non-breaking"),
        ("half \ud83d", "half \ufffd"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is spelling
        ("\u200fא\u200e", "\u200fא\u200e"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
    ],
)
def test_what_nobody_can_see_is_taken_out_and_nothing_else(typed: str, read: str) -> None:
    assert clean(typed) == read


@given(st.text() | st.text(alphabet=st.characters(codec=None)))
def test_what_is_clean_stays_so_and_every_form_can_hold_it(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
    assert {unicodedata.category(c) for c in once if c != "\n"}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert {unicodedata.bidirectional(c) for c in once}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )


@pytest.mark.parametrize(
    ("language", "way"),
    [
        ("en-GB", LTR),
        ("ur", RTL),
        ("UR_PK", RTL),
        ("ar-SY", RTL),
        ("fa", RTL),
        ("he", RTL),
        ("ckb", RTL),
        ("pa", LTR),
        ("pa-Guru", LTR),
        ("pa-Arab-PK", RTL),
        ("az-Arab", RTL),
        ("ur-Latn", LTR),
        ("ti", LTR),
        ("", LTR),
        ("no language", LTR),
    ],
)
def test_a_language_has_a_direction(language: str, way: Direction) -> None:
    assert direction_of(language) is way


@pytest.mark.parametrize(
    ("words", "otherwise", "way"),
    [
        ("48 Long Meadow Road", RTL, LTR),
        ("ہمیں بتائیں", LTR, RTL),
        ("Joan Clarke آپ سے ملیں گی", RTL, RTL),
        ("She said شکریہ to us", LTR, LTR),
        ("0303 123 4567", RTL, RTL),
        ("", LTR, LTR),
        ("£10 – 12%", RTL, RTL),
        ("Łódź", RTL, LTR),
    ],
)
def test_a_line_turns_only_if_all_its_letters_do(words: str, otherwise: Direction, way: Direction) -> None:
    assert direction_of_words(words, otherwise) is way
