"""Numbers in English words, as a person says them: how many, in which place, years, single digits. Pure."""

from __future__ import annotations

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
LARGEST = 10**12 - 1


def cardinal(number: int) -> str:
    """0 to LARGEST in words: 1250 is "one thousand two hundred and fifty"."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_UNITS[hundreds]} hundred" + (f" and {cardinal(rest)}" if rest else "")
    for scale, name in _SCALES:
        if number >= scale:
            many, rest = divmod(number, scale)
            joint = " and " if 0 < rest < 100 else " "
            return f"{cardinal(many)} {name}" + (f"{joint}{cardinal(rest)}" if rest else "")
    raise ValueError("too large to say")


def ordinal(number: int) -> str:
    """1 to LARGEST as a place: 21 is "twenty-first"."""
    head, mark, last = _last_word(cardinal(number))
    if last in _ORDINALS:
        return head + mark + _ORDINALS[last]
    return head + mark + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def year(number: int) -> str:
    """A year: 2026 is "twenty twenty-six", 2005 "two thousand and five", 1905 "nineteen oh five"."""
    century, rest = divmod(number, 100)
    if not 1000 <= number <= 2999 or 2000 <= number <= 2009 or number == 1000:
        return cardinal(number)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def digits(written: str, *, zero: str = "zero") -> str:
    """Each digit by itself: "0117" with zero "oh" is "oh one one seven"."""
    return " ".join(zero if digit == "0" else _UNITS[int(digit)] for digit in written)


def decimal(written: str) -> str:
    """A number as written with a point and commas: "1,250.75" is "one thousand … fifty point seven five"."""
    whole, _, part = written.replace(",", "").partition(".")
    said = cardinal(int(whole or "0")) if len(whole) <= 12 else digits(whole)
    return f"{said} point {digits(part)}" if part else said


def _last_word(words: str) -> tuple[str, str, str]:
    place = max(words.rfind(" "), words.rfind("-"))
    return (words[:place], words[place], words[place + 1 :]) if place >= 0 else ("", "", words)
