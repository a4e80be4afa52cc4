"""Who of our staff is named in words: tables of what people write."""

from __future__ import annotations

import pytest

from portal.cases.naming import Name, Words, perhaps_named, surely_named

STAFF = {
    1: Name(given="Joanna", family="Blake"),
    2: Name(given="Sam", family="Hill"),
    3: Name(given="Sam", family="Price"),
    4: Name(given="Cher", family=""),
    5: Name(given="Siân", family="O'Neill Jones"),
}


@pytest.mark.provision("5.8")
@pytest.mark.parametrize(
    ("words", "surely", "perhaps"),
    [
        (Words(text="JOANNA BLAKE shouted at me."), [1], []),
        (Words(text="Joanna Blake’s manner was rude."), [1], [1]),
        (Words(text="joanna BLAKE’s letter, and Sam Hill"), [1, 2], [2, 3]),
        (Words(text="Joanna Blakeney came. Blake Street is dirty."), [], [1]),
        (Words(text="Mrs Blake was rude."), [1], [1]),
        (Words(text="I spoke to mr. hill twice."), [2], []),
        (Words(text="Joanna was rude."), [], [1]),
        (Words(text="Blake from housing was rude."), [], [1]),
        (Words(text="Sam was rude."), [], [2, 3]),
        (Words(text="There is a hill, and the price is high. joanna"), [], []),
        (Words(text="Mr Joanna"), [], [1]),
        (Words(text="She was rude.", person="joanna"), [1], [1]),
        (Words(text="He was rude.", person="Sam"), [], [2, 3]),
        (Words(text="She was rude.", person="Joanna Smith"), [], [1]),
        (Words(text="She was rude.", person="Joanna from housing"), [], [1]),
        (Words(text="Yours, Mrs Blake", own="Ann Blake"), [], [1]),
        (Words(text="Cher sang."), [], [4]),
        (Words(text="Mrs O’Neill Jones was late."), [5], [5]),
        (Words(text="Samson and Hillary"), [], []),
        (Words(text=""), [], []),
    ],
    ids=lambda value: (value.text or value.person)[:24] if isinstance(value, Words) else None,
)
def test_who_is_named(words: Words, surely: list[int], perhaps: list[int]) -> None:
    assert surely_named(words, STAFF) == surely
    assert perhaps_named(words, STAFF) == perhaps


def test_nobody_is_surely_meant_by_a_name_two_have() -> None:
    two = {1: Name(given="Joanna", family="Blake"), 2: Name(given="Tom", family="Blake")}
    assert surely_named(Words(text="Mr Blake was rude.", person="Blake"), two) == []
    assert perhaps_named(Words(text="Mr Blake was rude."), two) == [1, 2]
