"""Opening hours as people type them, "9am to 12:30pm and 1:30pm to 5pm", and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

DAY_ENDS = 24 * 60
_SPANS = re.compile(r"\s*(?:,|;|\band\b)\s*")
_ENDS = re.compile(r"\s*(?:\bto\b|\buntil\b|-|–)\s*")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\.?|(\d{1,2})[:.](\d{2})")
_WORDS = {"midday": 12 * 60, "noon": 12 * 60, "midnight": 0}

Span = tuple[int, int]


def spans_of(typed: str) -> tuple[Span, ...]:
    """Minutes after midnight, opening and closing, for each span typed; none for "" and "closed".

    Midnight as a closing time is the end of the day, 1440. ValueError for what is no time, a time that may
    be either half of the day ("9 to 5"), a span that ends before it begins, or spans that overlap.
    """
    words = typed.strip().lower()
    if words in ("", "closed"):
        return ()
    spans = sorted(_span(part) for part in _SPANS.split(words) if part)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ValueError("overlap")
    return tuple(spans)


def text_of(spans: Sequence[Span]) -> str:
    """The same as it would be typed; "" for a day that is closed."""
    return " and ".join(f"{_time_text(opens)} to {_time_text(closes)}" for opens, closes in sorted(spans))


def minute_of(typed: str) -> int:
    """Minutes after midnight of one time as people type it, in small letters: "9am", "17:30", "midday".

    ValueError for what is no time, or may be either half of the day.
    """
    if typed in _WORDS:
        return _WORDS[typed]
    found = _TIME.fullmatch(typed)
    if found is None:
        raise ValueError("not a time")
    if found[3]:
        hour, minute = int(found[1]), int(found[2] or 0)
        if not 1 <= hour <= 12:
            raise ValueError("not a time")
        hour = hour % 12 + (12 if found[3] == "p" else 0)
    else:
        hour, minute = int(found[4]), int(found[5])
    if hour > 23 or minute > 59:
        raise ValueError("not a time")
    return hour * 60 + minute


def _span(part: str) -> Span:
    ends = _ENDS.split(part)
    if len(ends) != 2:
        raise ValueError("not a span")
    opens, closes = minute_of(ends[0]), minute_of(ends[1]) or DAY_ENDS
    if closes <= opens:
        raise ValueError("ends before it begins")
    return opens, closes


def _time_text(minute: int) -> str:
    if minute in (0, DAY_ENDS):
        return "midnight"
    if minute == 12 * 60:
        return "midday"
    hour, rest = divmod(minute, 60)
    return f"{hour % 12 or 12}{f':{rest:02}' if rest else ''}{'am' if hour < 12 else 'pm'}"
