"""Any colour a landlord has makes a page that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.colours import DARK_PAPER, PAPER, contrast, theme

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_text_in_and_on_the_landlords_colour_has_seven_to_one(colour: str) -> None:
    made = theme(colour)
    assert contrast(made.light, PAPER) >= 7
    assert contrast(made.light_ink, made.light) >= 7
    assert contrast(made.dark, DARK_PAPER) >= 7
    assert contrast(made.dark_ink, made.dark) >= 7


def test_a_colour_dark_enough_stays_as_it_is() -> None:
    assert theme("#7a1f3d").light == "#7a1f3d"


def test_contrast_is_the_one_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("wrong", ["red", "#fff", "7a1f3d", "#7a1f3d; }"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        theme(wrong)
