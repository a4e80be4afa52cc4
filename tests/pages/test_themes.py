"""A charter sorted for reading: nothing is lost, nothing is said twice."""

from __future__ import annotations

import pytest

from portal.charters import library
from portal.pages.themes import Theme, first_promises, not_yet_kept, shelves, theme_of


@pytest.mark.parametrize("name", library.available())
def test_each_promise_of_the_policy_stands_in_one_place(name: str) -> None:
    charter = library.load(name)
    shown = [s for shelf in shelves(charter) for s in (*shelf.standards, *shelf.promises)]
    shown += not_yet_kept(charter)
    everything = [*charter.standards, *charter.promises]
    assert len(shown) == len(everything)
    assert all(thing in shown for thing in everything)


@pytest.mark.parametrize(
    ("charter", "key", "theme"),
    [
        ("redland", "answer-correspondence", Theme.WRITING),
        ("redland", "return-voicemail-call", Theme.PHONING),
        ("redland", "greet-visitor", Theme.VISITING),
        ("redland", "review-policy", Theme.CHECKING),
        ("havebury-contractors", "notice-of-works", Theme.WORKS),
        ("havebury-contractors", "keep-to-time", Theme.APPOINTMENTS),
        ("howm", "answer-statutory-request", Theme.ASKING),
    ],
)
def test_a_promise_stands_where_somebody_would_look(charter: str, key: str, theme: Theme) -> None:
    standard = library.load(charter).standard(key)
    assert standard is not None
    assert theme_of(standard) is theme


def test_the_home_page_shows_first_what_fell_due_most_often() -> None:
    charter = library.load("redland")
    first = first_promises(charter, {"answer-correspondence": 7}, 3)
    assert first[0] == charter.standard("answer-correspondence")
    assert len(first) == 3


def test_a_charter_without_times_fills_the_home_page_with_what_it_has() -> None:
    charter = library.load("tp-properties")
    assert len(first_promises(charter, {}, 5)) == 5
