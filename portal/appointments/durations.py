"""Lengths of time as people type them, "2 hours" or "1 day", and back. Pure; a day is 24 hours."""

from __future__ import annotations

import re

_UNITS = (("week", 7 * 24 * 60), ("day", 24 * 60), ("hour", 60), ("minute", 1))
_TYPED = re.compile(r"(\d{1,5})\s*(minute|min|hour|hr|h|day|week)s?")
_SHORT = {"min": "minute", "hr": "hour", "h": "hour"}


def minutes_of(typed: str) -> int:
    """Minutes of one length of time. ValueError for what is none, or says no unit ("2")."""
    words = typed.strip().lower()
    if words in ("0", "none"):
        return 0
    found = _TYPED.fullmatch(words)
    if found is None:
        raise ValueError("not a length of time")
    return int(found[1]) * dict(_UNITS)[_SHORT.get(found[2], found[2])]


def text_of(minutes: int) -> str:
    """The same in the largest unit that leaves nothing over: 120 is "2 hours", 90 is "90 minutes"."""
    if not minutes:
        return "0"
    unit, length = next((unit, length) for unit, length in _UNITS if minutes % length == 0)
    number = minutes // length
    return f"{number} {unit}{'' if number == 1 else 's'}"
