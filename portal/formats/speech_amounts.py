"""Money, percentages, ranges and other numbers in English words: £12.50 is "twelve pounds fifty". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from portal.formats.numerals import cardinal, decimal, digits, ordinal, year

_Readings: TypeAlias = tuple[tuple[str, Callable[[str], str | None]], ...]
_ALONE = r"(?<![\w.,:/£$€-])"
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MONEY = rf"[£$€] ?{_NUMBER}(?: ?(?:m|bn|k|million|billion|thousand)(?!\w))?"
_TO = r" ?[-–—] ?"
_COINS = {"£": ("pound", "penny", "pence"), "€": ("euro", "cent", "cents"), "$": ("dollar", "cent", "cents")}
_SCALES = {"k": "thousand", "m": "million", "bn": "billion"}
_FRACTIONS = {"½": "a half", "¼": "a quarter", "¾": "three quarters", "⅓": "a third", "⅔": "two thirds"}
_UNITS = {
    "°C": "degree Celsius",
    "°": "degree",
    "mm": "millimetre",
    "cm": "centimetre",
    "km": "kilometre",
    "kg": "kilogram",
    "m²": "square metre",
    "sq m": "square metre",
    "mph": "mile an hour",
    "kWh": "kilowatt hour",
    "min": "minute",
    "mins": "minute",
    "hr": "hour",
    "hrs": "hour",
    "yrs": "year",
}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_LONGEST_SAID_WHOLE = 5  # digits of a number without commas; a longer one is an account or the like


def _parts(pattern: str, words: str) -> list[str]:
    """The groups of a pattern that fits all of the words."""
    found = re.fullmatch(pattern, words)
    return [part or "" for part in found.groups()] if found else []


def _money(words: str) -> str:
    pound, penny, pence = _COINS[words[0]]
    number, scale = _parts(rf". ?({_NUMBER}) ?([a-z]*)", words)
    if scale:
        return f"{decimal(number)} {_SCALES.get(scale, scale)} {pound}s"
    whole, _, part = number.replace(",", "").partition(".")
    pounds, small = int(whole), int(part.ljust(2, "0")) if len(part) <= 2 and part else 0
    if len(part) > 2:
        return f"{decimal(number)} {pound}s"
    coins = f"{cardinal(small)} {penny if small == 1 else pence}"
    if not pounds and small:
        return coins
    said = f"{cardinal(pounds)} {pound if pounds == 1 else pound + 's'}"
    if not small:
        return said
    return f"{said} {cardinal(small)}" if small > 9 else f"{said} and {coins}"


def _pence(words: str) -> str:
    many = int(words[:-1])
    return f"{cardinal(many)} {'penny' if many == 1 else 'pence'}"


def _money_range(words: str) -> str:
    """ "£10–£20" and "£10–20"."""
    first, last = re.split(_TO, words)
    return f"{_money(first)} to {_money(last if last[0] in _COINS else words[0] + last)}"


def _per_cent(words: str) -> str:
    return f"{decimal(words.rstrip(' %'))} per cent"


def _per_cent_range(words: str) -> str:
    first, last = re.split(_TO, words.rstrip(" %"))
    return f"{decimal(first.rstrip(' %'))} to {decimal(last)} per cent"


def _range(words: str) -> str:
    first, last = re.split(_TO, words)
    return f"{_number(first)} to {_number(last)}"


def _sort_code(words: str) -> str:
    return ", ".join(digits(part) for part in words.split("-"))


def _in_place(words: str) -> str:
    return ordinal(int(words[:-2]))


def _fraction(words: str) -> str:
    """ "2½", and a fraction by itself."""
    said = _FRACTIONS[words[-1]]
    return f"{cardinal(int(words[:-1]))} and {said}" if words[:-1] else said


def _measured(words: str) -> str:
    number, unit = _parts(rf"({_NUMBER}) ?({_UNIT})", words)
    first, *others = _UNITS[unit].split(" ")
    if unit in ("m²", "sq m", "kWh"):
        return f"{decimal(number)} {_UNITS[unit]}{'' if number == '1' else 's'}"
    return " ".join([decimal(number), first + ("" if number == "1" else "s"), *others])


def _numbered(words: str) -> str:
    """ "No. 5", "Nos 5 and 6"."""
    sign, number = _parts(r"([^0-9]*)([0-9]+)", words)
    return f"{'numbers' if 's' in sign else 'number'} {_number(number)}"


def _with_letter(words: str) -> str:
    """ "12c" of an address."""
    return f"{_number(words[:-1])} {words[-1].upper()}"


def _after_letters(words: str) -> str:
    """ "M5", "A38", "HB1": a road or the name of a form."""
    letters, number = _parts(r"([A-Z]+)([0-9]+)", words)
    return f"{' '.join(letters)} {_number(number)}"


def _clause(words: str) -> str:
    """ "2.8.3e" of a policy."""
    number, letter = _parts(r"([0-9.]+)([a-z]?)", words)
    said = " point ".join(
        cardinal(int(part)) if len(part) < 6 else digits(part) for part in number.split(".")
    )
    return f"{said} {letter.upper()}" if letter else said


def _extension(words: str) -> str:
    return f"extension {digits(_parts(r'([^0-9]+)([0-9]+)', words)[1], zero='oh')}"


def _number(words: str) -> str:
    """A number by itself: a year where it can be one; one that is long or begins with 0 digit by digit."""
    plain = words.replace(",", "")
    if "." in words or "," in words:
        return decimal(words)
    if re.fullmatch(r"(?:19|20)[0-9]{2}", plain):
        return year(int(plain))
    if len(plain) > _LONGEST_SAID_WHOLE or (plain[0] == "0" and len(plain) > 1):
        size = 4 if len(plain) % 4 == 0 else 3
        return ", ".join(digits(plain[at : at + size]) for at in range(0, len(plain), size))
    return cardinal(int(plain))


READINGS: _Readings = (
    (r"(?<![\w-])(?<! )[-−](?=[0-9£€$])|(?<= )[-−](?=[0-9£€$])", lambda _: "minus "),
    (rf"{_ALONE}[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{2,4}}[a-z]?(?![\w.][0-9])", _clause),
    (r"(?<!\w)(?:ext\.? ?|extension )[0-9]{2,6}(?!\w)", _extension),
    (rf"{_ALONE}{_MONEY}{_TO}[£$€]?{_NUMBER}(?:(?: ?(?:m|bn|k)|)(?!\w))", _money_range),
    (rf"(?<![\w.,]){_MONEY}", _money),
    (rf"{_ALONE}[0-9]+p(?!\w)", _pence),
    (rf"{_ALONE}{_NUMBER} ?%?{_TO}{_NUMBER} ?%", _per_cent_range),
    (rf"{_ALONE}{_NUMBER} ?%", _per_cent),
    (rf"{_ALONE}24/7(?!\w)", lambda _: "twenty-four seven"),
    (r"(?<![\w-])[0-9]{2}-[0-9]{2}-[0-9]{2}(?![\w-])", _sort_code),
    (rf"{_ALONE}[0-9]*[½¼¾⅓⅔]", _fraction),
    (rf"{_ALONE}[0-9]+(?:st|nd|rd|th)(?!\w)", _in_place),
    (rf"{_ALONE}{_NUMBER} ?(?:{_UNIT})(?!\w)", _measured),
    (r"(?<!\w)(?:Nos?\.? ?|nos?\. ?|# ?)[0-9]+(?![\w.,][0-9])", _numbered),
    (rf"{_ALONE}{_NUMBER}{_TO}{_NUMBER}(?![\w-]|[.,/:][0-9])", _range),
    (rf"{_ALONE}[0-9]{{1,4}}[a-zA-Z](?!\w)", _with_letter),
    (r"(?<![\w-])[A-Z]{1,3}[0-9]{1,3}(?![\w-])", _after_letters),
    (rf"(?<![\w.,:/]){_NUMBER}(?!\w)", _number),
)
