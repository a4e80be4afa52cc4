"""References that can be read aloud: no look-alikes, no kind in them, and a check character. Pure.

Eight characters from an alphabet of 23 (a prime), in two groups: `H7KM-4RXC`. The last one is chosen so
that the sum of each value times its place is a multiple of 23: one wrong character, or two neighbours
swapped, never gives another valid reference.
"""

from __future__ import annotations

import secrets
import string

# Left out: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, and vowels, U with V, M beside N, so nothing spells or sounds alike.
ALPHABET = "34679ACDEFGHJKMPRTUVWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_LENGTH = 8
_MISREAD = str.maketrans({"Ø": None, **dict.fromkeys(string.whitespace + "-–—._/", None)})


def new_reference() -> str:
    """A random reference. Uniqueness is the database's; ask again when it refuses."""
    return reference_of("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH - 1)))


def reference_of(body: str) -> str:
    """The reference whose first seven characters, all of the alphabet, are `body`."""
    return _grouped(body + _check(body))


def understood(typed: str) -> str | None:
    """The reference somebody meant, however they typed it (spaces, hyphens, small letters), or None."""
    plain = typed.translate(_MISREAD).upper()
    if len(plain) != _LENGTH or any(c not in _VALUE for c in plain):
        return None
    return _grouped(plain) if _check(plain[:-1]) == plain[-1] else None


def spelled(reference: str) -> str:
    """The reference one character at a time, for a screen reader or to say on the telephone."""
    return " ".join(reference.replace("-", ""))


def _check(body: str) -> str:
    # Places 1 to 7 weigh 1 to 7 and the check's place 8: the check c solves sum + 8c = 0 (mod 23).
    total = sum(place * _VALUE[c] for place, c in enumerate(body, start=1))
    return ALPHABET[(-total * pow(_LENGTH, -1, 23)) % 23]


def _grouped(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"
