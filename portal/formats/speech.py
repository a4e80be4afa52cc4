"""English text as a person would say it: what is written short, in figures or in signs becomes words. Pure.

`spoken` goes through a text once, from the left: each place is what the first pattern that fits takes it for,
and all the rest stays as it is. Reading its words again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from portal.formats import speech_amounts, speech_times
from portal.formats.figures import (
    EMAIL,
    POSTCODE,
    REFERENCE,
    TELEPHONE,
    WEB,
    is_private,
    is_reference,
    without_stop,
)
from portal.formats.numerals import cardinal, digits

PRIVATE_LINK = "a private link, too long to read out, which is written in our email or letter"
PRIVATE_LINK_ALONE = (
    "Here is a private link, too long to read out. It is written in our email or letter. "
    "If you cannot use it, ring us."
)

_SIGNS_OF_ADDRESSES = {
    ".": "dot",
    "/": "slash",
    "-": "dash",
    "_": "underscore",
    "?": "question mark",
    "=": "equals",
    "&": "and",
    "#": "hash",
    "+": "plus",
    "%": "per cent",
    ":": "colon",
    "@": "at",
    "~": "tilde",
}
_SHORT_ONES = {
    "Mr": "Mister",
    "Mrs": "Missis",
    "Ms": "Miz",
    "Mx": "Mix",
    "Dr": "Doctor",
    "Prof": "Professor",
    "Rev": "Reverend",
    "Cllr": "Councillor",
    "Ltd": "Limited",
    "Tel": "telephone",
    "tel": "telephone",
    "Dept": "Department",
    "dept": "department",
    "approx": "approximately",
    "incl": "including",
    "excl": "excluding",
    "vs": "versus",
    "etc": "and so on",
    "pw": "a week",
    "pcm": "a month",
    "asap": "as soon as possible",
    "ASAP": "as soon as possible",
    "FAQs": "frequently asked questions",
    "c/o": "care of",
    "C/O": "care of",
    "w/c": "the week beginning",
    "e.g.": "for example",
    "eg": "for example",
    "i.e.": "that is",
    "ie": "that is",
    "p.a.": "a year",
    "and/or": "and or",
}
_STREETS = {
    "St": "Street",
    "Rd": "Road",
    "Ave": "Avenue",
    "Av": "Avenue",
    "Sq": "Square",
    "Cres": "Crescent",
    "Gdns": "Gardens",
    "Ct": "Court",
    "Cl": "Close",
    "Terr": "Terrace",
    "Pl": "Place",
    "Ln": "Lane",
    "Dr": "Drive",
}
# Said letter by letter, though they could be words. Those without a vowel are by any voice.
_INITIALS = "UK|EU|ID|PO|RHA|SLH|HHP|ASB|ICO|FOI|SAR|EIR|DOB|DPA|CEO|AGM|MP|GP|QR"


def _letters(words: str) -> str:
    """Letters and digits one by one: "H7KM" is "H seven K M"."""
    return " ".join(digits(sign) if sign.isdigit() else sign.upper() for sign in words)


def _reference(words: str) -> str | None:
    return ", ".join(_letters(group) for group in words.split("-")) if is_reference(words) else None


def _code(words: str) -> str:
    """ "RED-2026-0042", "QA12XYZ9": somebody else's reference."""
    return ", ".join(_letters(group) for group in re.split("[-/]", words))


def _postcode(words: str) -> str:
    """ "BS10 5TR": the area, its number as a number, then the rest."""
    plain = re.sub(r"\s", "", words)
    outer = [
        cardinal(int(part)) if part.isdigit() else " ".join(part)
        for part in re.findall("[A-Z]+|[0-9]+", plain[:-3])
    ]
    return f"{' '.join(outer)}, {_letters(plain[-3:])}"


def _telephone(words: str) -> str:
    groups = re.findall("[0-9]+", words.replace("(0)", ""))
    if len(groups) == 1 and len(groups[0]) > 8:
        groups = _in_groups(groups[0])
    said = ", ".join(digits(group, zero="oh") for group in groups)
    return f"plus {said}" if words.startswith("+") else said


def _in_groups(number: str) -> list[str]:
    """A number in one run, as its area code parts it: 020 7946 0000, 0117 496 0123, 07700 900123."""
    if number.startswith("02"):
        cuts = (3, 7)
    elif number.startswith(("03", "08", "011")) or re.match("01[0-9]1", number):
        cuts = (4, 7)
    else:
        cuts = (5, 8)
    return [number[: cuts[0]], number[cuts[0] : cuts[1]], number[cuts[1] :]]


def _address(words: str) -> str:
    """A web or mail address in words, signs by their names."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+|[\W_]", words)
    return " ".join(_part_of_address(part) for part in parts)


def _part_of_address(part: str) -> str:
    if part.isdigit():
        return digits(part)
    if part in _SIGNS_OF_ADDRESSES:
        return _SIGNS_OF_ADDRESSES[part]
    has_sound = re.search("[aeiouyAEIOUY]", part) and part.lower() not in ("uk", "eu")
    return part if has_sound or len(part) > 5 else _letters(part)


def _web(words: str) -> str:
    address, stop = without_stop(words)
    if is_private(address):
        return PRIVATE_LINK + stop
    bare = re.sub(r"(?i)^https?://", "", address).rstrip("/")
    said = [
        (_reference(piece) if place % 2 else None) or _address(piece)
        for place, piece in enumerate(re.split(rf"({REFERENCE})", bare))
    ]
    return " ".join(part for part in said if part) + stop


def _short(words: str) -> str | None:
    return _SHORT_ONES.get(words) or _SHORT_ONES.get(words.rstrip("."))


def _street(words: str) -> str:
    name, _, kind = words.rpartition(" ")
    return f"{name} {_STREETS[kind.rstrip('.')]}"


_words_by_length = sorted(map(re.escape, _SHORT_ONES), key=len, reverse=True)
_Readings: TypeAlias = tuple[tuple[str, Callable[[str], str | None]], ...]
_TABLE: _Readings = (
    (rf"(?i:{WEB})", _web),
    (EMAIL, _address),
    (REFERENCE, _reference),
    (r"(?<![\w/-])(?=[A-Z0-9/-]*[0-9])[A-Z]{1,4}(?:[-/][A-Z0-9]{1,8}){1,4}(?![\w/-])", _code),
    (POSTCODE, _postcode),
    (r"(?<![\w/-])(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[A-Z0-9]{6,14}(?![\w/-])", _code),
    *speech_times.IN_FIGURES,
    (TELEPHONE, _telephone),
    *speech_times.READINGS,
    *speech_amounts.READINGS,
    (r"(?<![\w.])St\.? (?=[A-Z][a-z])", lambda _: "Saint "),
    (rf"(?<!\w)[A-Z][a-z’']+ (?:{'|'.join(_STREETS)})(?!\w)\.?(?=[,;:\n]|$)", _street),
    (rf"(?<![\w.])(?:{'|'.join(_words_by_length)})(?!\w)(?:\.(?= [a-z0-9A-Z]))?", _short),
    (rf"(?<![\w-])(?:{_INITIALS})(?![\w-])", _letters),
    (r"[A-Za-z]+\(s\)(?!\w)", lambda words: f"{words[:-3]} or {words[:-3]}s"),
    (r" ?& ?", lambda _: " and "),
    (r" [–—] | ?— ?", lambda _: ", "),
    (r"…|\.{3,}", lambda _: "."),
    (r"(?<=[a-z])/(?=[a-z])", lambda _: " or "),
    (r"(?<= )\+(?= )", lambda _: "plus"),
    (r"(?<= )=(?= )", lambda _: "equals"),
    (r"[•*]+ ?|(?<!\w)_+ ?|_+(?!\w)", lambda _: ""),
    ("\u00a0", lambda _: " "),
)
_PATTERN = re.compile("|".join(f"(?P<r{place}>{pattern})" for place, (pattern, _) in enumerate(_TABLE)))
_PRIVATE = re.compile(rf"(?i:\s*{WEB}\s*)")


def spoken(text: str) -> str:
    """The text in words to be said aloud. One that is nothing but a private link becomes a sentence on it."""
    if _PRIVATE.fullmatch(text) and is_private(text):
        return PRIVATE_LINK_ALONE
    return _PATTERN.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    words = found.group()
    reading = _TABLE[int((found.lastgroup or "r0")[1:])][1]
    said = reading(words)
    return words if said is None else said
