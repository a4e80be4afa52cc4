"""Which letters go into a DL envelope with a window."""

from __future__ import annotations

import pytest

from portal.formats.envelopes import fits_window

SHORT = ("Ms Amina Warsame", "48 Long Meadow Road", "Redland", "RD4 7QX")
FIVE = ("Ms Amina Warsame", "Flat 12", "48 Long Meadow Road", "Redland", "RD4 7QX")
SIX = (*FIVE, "United Kingdom")
SENDER = ("1 Chapel Street, Redland", "Ring 0303 123 4567")


@pytest.mark.parametrize(
    ("to_lines", "sender", "points", "fits"),
    [
        (FIVE, SENDER, 14, True),
        (SIX, SENDER, 14, True),
        ((*SIX, "one more"), SENDER, 14, False),
        (FIVE, SENDER, 16, True),
        (SHORT, SENDER, 18, True),
        (FIVE, SENDER, 18, False),
        (SHORT, SENDER, 28, False),
        (FIVE, (*SENDER, "three", "four"), 14, False),  # the sender would show in the window
        (("The very long name of a person, in full, twice over", *SIX[1:]), SENDER, 14, False),
        ((), SENDER, 14, False),
    ],
)
def test_an_address_fits_or_not(
    to_lines: tuple[str, ...], sender: tuple[str, ...], points: int, fits: bool
) -> None:
    assert fits_window(to_lines, sender, points=points) is fits
