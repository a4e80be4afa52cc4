"""A mistake in the library of law is refused by every charter; it never takes a rule away unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.charters import library
from portal.charters.problems import CharterRefused

SMALL = (Path(__file__).parent / "small.toml").read_text(encoding="utf-8")
LAW = library.text_of(library.LAW)
REDLAND = library.text_of("redland")


@pytest.mark.parametrize(
    ("right", "wrong", "where", "words"),
    [
        ('kept_in = "portal.hazards"', 'kept_in = "portal.hazard"', "kept_in", "is no part of the portal"),
        ('\nregime = "hazards"', '\nregime = "hazard"', "regime", '"hazard" is not defined in this file'),
        ('[[regime_definition]]\nkey = "hazards"', '[[regime_definition]]\nkey = "Hazards"', "key", "small"),
        ('key = "hazards-emergency"', 'key = "hazards-emergency', "", "not TOML"),
    ],
)
@pytest.mark.parametrize(("text", "name"), [(REDLAND, "redland"), (LAW, library.LAW)])
def test_a_rule_that_cannot_be_read_refuses_every_charter_under_it(
    text: str, name: str, right: str, wrong: str, where: str, words: str
) -> None:
    """Left out instead, a landlord would run for weeks without the 24 hours and nobody would know."""
    assert right in LAW
    law = LAW.replace(right, wrong, 1)

    with pytest.raises(CharterRefused) as refused:
        library.from_text(law if name == library.LAW else text, name, law=law)

    problems = refused.value.problems
    found = [one for one in problems if one.where.endswith(where) and words in one.message]
    assert found, problems
    assert found[0].line
    if name != library.LAW:
        assert all(one.where.startswith("england.toml") for one in problems)


def test_the_right_law_gives_every_rule_of_it() -> None:
    charter = library.from_text(REDLAND, "redland", law=LAW)

    assert LAW.count('\nregime = "hazards"') > 5
    hazards = next(regime for regime in charter.regimes if regime.key == "hazards")
    assert len(hazards.standards) + len(hazards.promises) == LAW.count('\nregime = "hazards"')


def test_a_regime_is_defined_nowhere_but_in_the_library() -> None:
    """A landlord's own would never be read, and its rules with it."""
    own = '\n[[regime_definition]]\nkey = "own"\nname = "Own"\nsource = "Own"\nbinds = "Us."\n'

    problems = library.check(SMALL + own, "small")

    assert [(one.where, one.message) for one in problems] == [
        ("regime_definition", "stands in the library of law, and only there")
    ]
