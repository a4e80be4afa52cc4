"""References that are the same for the same thing at every demonstration. Pure."""

from __future__ import annotations

from portal.records.references import ALPHABET, reference_of


def reference(number: int) -> str:
    """The reference of the thing with that number; far apart, so that no two look alike."""
    digits = []
    spread = number * 1_234_567_891 % len(ALPHABET) ** 7
    for _ in range(7):
        spread, digit = divmod(spread, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return reference_of("".join(digits))
