"""The first set of publications, and the forms that a machine makes of any document. Pure.

A form's address ("large-print-18.pdf") says all there is to know of it, so a link can be kept and passed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.needs.ways import LARGE_POINTS, MOST_POINTS, STANDARD_POINTS, Format, FormatChoice


class Publication(StrEnum):
    """What anybody may have in any form (TPP Written e, RHA 2.3d and 4, HOWM 3.1h)."""

    POLICY = "customer-care-policy"
    PROMISES = "our-promises"
    HOW_TO_COMPLAIN = "how-to-complain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One form of a document as a file: its name in an address, and the choice that makes it."""

    name: str
    choice: FormatChoice

    @property
    def is_print(self) -> bool:
        """A letter on paper, of any size."""
        return self.choice.format in (Format.STANDARD, Format.LARGE_PRINT)


def large_print(points: int) -> Variant:
    """Large print of that size."""
    choice = FormatChoice(format=Format.LARGE_PRINT, points=points)
    return Variant(name=f"large-print-{points}.pdf", choice=choice)


# What stands ready as a link; print of any size between these may be asked for as well.
VARIANTS = (
    Variant(name="print-14.pdf", choice=FormatChoice(points=STANDARD_POINTS)),
    large_print(LARGE_POINTS),
    large_print(22),
    large_print(MOST_POINTS),
    Variant(name="braille-contracted.brf", choice=FormatChoice(format=Format.BRAILLE)),
    Variant(name="braille-uncontracted.brf", choice=FormatChoice(format=Format.BRAILLE, contracted=False)),
    Variant(name="audio.mp3", choice=FormatChoice(format=Format.AUDIO)),
)
_BY_NAME = {variant.name: variant for variant in VARIANTS}


def variant_named(name: str) -> Variant | None:
    """The form with that name in an address; None for a name that is none."""
    return _BY_NAME.get(name)
