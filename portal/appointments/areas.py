"""Areas: roughly where a home, an office or the start of a day is, to know the way between. Pure."""

from __future__ import annotations

import re

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?[0-9][A-Z]{2}")
_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


def area_of(postcode: str) -> str:
    """The area an address lies in: the first half of its postcode, "BS6" of "bs6 5tr"; "" for no postcode."""
    found = _POSTCODE.fullmatch(" ".join(postcode.upper().split()))
    return found[1] if found else ""


def area_at_end(address: str) -> str:
    """The area of an address that ends with its postcode, with or without its blank; "" where it does not."""
    words = address.replace(",", " ").split()
    return area_of(" ".join(words[-2:])) or area_of("".join(words[-1:]))


def area_key(typed: str) -> str:
    """An area as it is stored and compared: "bs6" is "BS6", and of "BS6 5TR" only the area counts.

    Anything else is a name of the landlord's own ("The valley") and kept as typed, with single blanks.
    """
    words = " ".join(typed.split())
    if _DISTRICT.fullmatch(words.upper()):
        return words.upper()
    return area_of(words) or words
