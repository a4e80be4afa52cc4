"""References: readable aloud, checked, and understood however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.records.references import ALPHABET, new_reference, spelled, understood

LOOK_OR_SOUND_ALIKE = "01258BILNOQSZ"


def test_no_character_looks_like_another() -> None:
    assert not set(ALPHABET) & set(LOOK_OR_SOUND_ALIKE)
    assert len(set(ALPHABET)) == 23  # a prime: the check relies on it


def test_a_new_reference_is_understood_as_itself() -> None:
    for _ in range(200):
        reference = new_reference()
        assert understood(reference) == reference


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0} {1}", "{0}{1}", " {0} – {1} ", "{0}/{1}"], ids=repr)
def test_spaces_hyphens_and_small_letters_do_not_matter(typed: str) -> None:
    reference = new_reference()
    first, second = reference.split("-")
    assert understood(typed.format(first.lower(), second)) == reference


@given(st.text(alphabet=ALPHABET, min_size=7, max_size=7), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(body: str, place: int, wrong: str) -> None:
    reference = next(r for c in ALPHABET if (r := understood(body + c)) is not None)
    plain = reference.replace("-", "")
    changed = plain[:place] + wrong + plain[place + 1 :]
    assert understood(changed) in ({reference} if changed == plain else {None})


@given(st.text(alphabet=ALPHABET, min_size=7, max_size=7), st.integers(0, 6))
def test_two_neighbours_swapped_are_always_noticed(body: str, place: int) -> None:
    plain = next(r for c in ALPHABET if (r := understood(body + c)) is not None).replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    assert understood(swapped) is None or swapped == plain


@pytest.mark.parametrize(
    "typed", ["", "H7KM", "H7KM-4RX", "H7KM-4RXCC", "O0O0-1111", "' OR 1=1", "ｈ7KM4RXC"]
)
def test_what_is_no_reference_is_none(typed: str) -> None:
    assert understood(typed) is None


def test_it_is_spelled_one_character_at_a_time() -> None:
    assert spelled("H7KM-4RXC") == "H 7 K M 4 R X C"
