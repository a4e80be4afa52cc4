"""The code of a visit: short enough to read out through a closed door. Pure."""

from __future__ import annotations

import secrets
import string

from portal.records.references import ALPHABET

LENGTH = 6
_MISREAD = str.maketrans(dict.fromkeys(string.whitespace + "-–—._/", None))


def new_code() -> str:
    """A random code such as "4RX-C7K", of characters that nobody mixes up. Uniqueness is the database's.

    Guessing one of a hundred visits now expected takes over a million tries, and tries are counted.
    """
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def understood(typed: str) -> str | None:
    """The code somebody meant, however they typed it, or None."""
    plain = typed.translate(_MISREAD).upper()
    return _grouped(plain) if len(plain) == LENGTH and all(c in ALPHABET for c in plain) else None


def spelled(code: str) -> str:
    """One character at a time, for a screen reader or to say through the door."""
    return " ".join(code.replace("-", ""))


def _grouped(plain: str) -> str:
    return f"{plain[:3]}-{plain[3:]}"
