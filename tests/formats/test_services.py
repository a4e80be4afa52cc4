"""Which form is made by what, and what is said of a part that is missing."""

from __future__ import annotations

import pytest

from portal.errors import DomainError, RuleBroken
from portal.formats.made import CannotBeMade, PartMissing
from portal.formats.services import make, parts_here
from portal.needs.ways import MADE_BY_PEOPLE, STANDARD, Format, FormatChoice
from tests.formats.letters import letter
from tests.formats.pdf_reading import Read


@pytest.mark.parametrize(
    ("choice", "points"),
    [(STANDARD, 14), (FormatChoice(format=Format.LARGE_PRINT, points=18), 18)],
)
def test_print_of_any_size_is_a_pdf(choice: FormatChoice, points: int) -> None:
    made = make(letter(), choice)
    assert made.media_type == "application/pdf"
    assert Read(made.content).sizes_of_artifacts() == {points}


def test_braille_is_for_proof_reading() -> None:
    contracted = make(letter(), FormatChoice(format=Format.BRAILLE))
    letter_by_letter = make(letter(), FormatChoice(format=Format.BRAILLE, contracted=False))
    assert contracted.needs_proof
    assert contracted.pages
    assert len(letter_by_letter.content) > len(contracted.content)


@pytest.mark.parametrize("form", sorted(MADE_BY_PEOPLE))
def test_what_people_make_is_no_machines_work(form: Format) -> None:
    with pytest.raises(RuleBroken) as broken:
        make(letter(), FormatChoice(format=form))
    assert broken.value.rule == "made by people"
    assert broken.value.facts == {"format": form}


def test_a_form_that_fails_is_not_replaced() -> None:
    with pytest.raises(CannotBeMade):
        make(letter("你好"), FormatChoice(format=Format.LARGE_PRINT, points=18))


def test_each_machine_made_form_has_one_part_and_a_way_to_install_it() -> None:
    parts = parts_here()
    forms = [form for part in parts for form in part.forms]
    assert sorted(forms) == sorted(set(Format) - MADE_BY_PEOPLE)
    assert [part.name for part in parts] == ["typefaces", "liblouis", "speech"]
    assert all(part.install for part in parts)
    assert {part.name for part in parts if part.here} >= {"typefaces", "liblouis"}


def test_failures_carry_facts() -> None:
    missing = PartMissing("liblouis", install="apt-get install liblouis20")
    assert (missing.part, missing.install, str(missing)) == (
        "liblouis",
        "apt-get install liblouis20",
        "liblouis",
    )
    assert isinstance(missing, DomainError)
    assert CannotBeMade("why").reason == "why"
