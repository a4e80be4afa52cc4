"""Characters of a text that comes from anywhere: what is taken out of it, and which way it runs. Pure.

Nothing a person can read is taken out: only marks that show nothing or turn words round.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum


class Direction(StrEnum):
    """Which way lines run. The values are those of HTML's `dir`."""

    LTR = "ltr"
    RTL = "rtl"


# Languages written from right to left, and scripts ("pa-Arab" is, plain "pa" is not).
_RTL_LANGUAGES = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "pnb", "prs", "ps", "sd", "skr", "syr", "ug"}
    | {"ur", "yi"}
)
_RTL_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa"})

_BREAKS = ("\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
# Turning words round (embeddings, overrides, isolates) is ours to do: in a pasted text it makes "£100"
# read "£001". Marks that only colour a neighbour (U+200E, U+200F, U+061C) and joiners that shape Farsi stay.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A soft hyphen splits words, which no form may; the others show nothing and confuse Braille and speech.
_NOTHING_TO_SEE = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb")
_TWINS = str.maketrans(
    {
        "\t": " ",
        "\u2010": "-",  # a hyphen and a hyphen that does not break, which faces lack
        "\u2011": "-",
        "\uf0b7": "•",  # what word processors paste for the dot of a list
        "\uf0a7": "•",
        "\uf02d": "-",
    }
)


def clean(text: str) -> str:
    """The text as it is to be read: composed, lines ended by "\\n", no marks nobody sees. Twice is once."""
    if text.isascii() and text.isprintable():
        return text
    for line_break in _BREAKS:
        text = text.replace(line_break, "\n")
    kept = "".join(_cleaned(character) for character in text.translate(_TWINS))
    return unicodedata.normalize("NFC", kept)


def _cleaned(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cs":  # half of a pair: no file can hold it
        return "\ufffd"
    if category == "Cc" or character in _TURNING or character in _NOTHING_TO_SEE:
        return ""
    if category == "Zs" and character != "\u00a0":
        return " "
    return character


def direction_of(language: str) -> Direction:
    """Which way a language (a BCP 47 tag, any case, "_" as well) is written."""
    first, *others = language.strip().lower().replace("_", "-").split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    if script:
        return Direction.RTL if script in _RTL_SCRIPTS else Direction.LTR
    return Direction.RTL if first in _RTL_LANGUAGES else Direction.LTR


def direction_of_words(text: str, otherwise: Direction) -> Direction:
    """The direction of one paragraph: `otherwise`, the document's, unless all its letters run the other way.

    An English address in an Urdu letter is read from the left; an Urdu sentence that begins with a Latin name
    is not.
    """
    if text.isascii():
        return Direction.LTR if any(map(str.isalpha, text)) else otherwise
    runs = {
        Direction.LTR if kind == "L" else Direction.RTL
        for kind in map(unicodedata.bidirectional, text)
        if kind in ("L", "R", "AL")
    }
    return runs.pop() if len(runs) == 1 else otherwise
