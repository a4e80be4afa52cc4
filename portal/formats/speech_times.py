"""Dates and times of day as people say them: "Tuesday the third of November twenty twenty-six". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from portal.formats.numerals import cardinal, ordinal, year

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec"]
_SHORT_WEEKDAYS = ["Mon", "Tues", "Tue", "Weds", "Wed", "Thurs", "Thur", "Thu", "Fri", "Sat", "Sun"]
# A short one may have a full stop, which is its own only if the date goes on.
_MONTH = rf"(?:(?:{'|'.join(_MONTHS)})(?!\w)|(?:{'|'.join(_SHORT_MONTHS)})(?!\w)(?:\.(?= [0-9]))?)"
_WEEKDAY = rf"(?:(?:{'|'.join(_WEEKDAYS)})(?!\w)|(?:{'|'.join(_SHORT_WEEKDAYS)})(?!\w)(?:\.(?= ))?)"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)[0-9]{2}(?![0-9])"
_TO = r"(?: ?[-–—] ?| to | and )"
_HOUR = r"(?:1[0-2]|0?[1-9])(?:[:.][0-5][0-9])?"
_HALF = r"(?:am|pm|a\.m\.|p\.m\.|AM|PM)(?!\w)"
_CLOCK = r"(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?![0-9:])"
_ALONE = r"(?<![\w.,:/£-])"

_DATE = rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?"
_DATE_PARTS = re.compile(
    rf"(?:(?P<weekday>{_WEEKDAY}),? )?(?:the )?"
    rf"(?P<day>{_DAY})(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?"
)
_DAYS = rf"(?:the )?{_DAY}{_TO}(?:the )?{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?"
_DAYS_PARTS = re.compile(rf"(?:the )?(?P<first>{_DAY})(?P<joint>{_TO})(?P<date>.*)")
_TIMES = rf"{_HOUR} ?(?:{_HALF})?{_TO}{_HOUR} ?{_HALF}"
_TIMES_PARTS = re.compile(
    rf"(?P<begins>{_HOUR}) ?(?P<half>{_HALF})?{_TO}(?P<ends>{_HOUR}) ?(?P<other>{_HALF})"
)


def _named(words: str, names: list[str]) -> str:
    return next(name for name in names if name[:3] == words[:3])


def _place(words: str) -> str:
    return ordinal(int(re.sub(r"[^0-9]", "", words)))


def _date(words: str) -> str | None:
    found = _DATE_PARTS.fullmatch(words)
    if not found:
        return None
    said = f"the {_place(found['day'])} of {_named(found['month'], _MONTHS)}"
    if found["weekday"]:
        said = f"{_named(found['weekday'], _WEEKDAYS)} {said}"
    return f"{said} {year(int(found['year']))}" if found["year"] else said


def _days(words: str) -> str | None:
    """ "3 to 5 November 2026", where the month belongs to both."""
    found = _DAYS_PARTS.fullmatch(words)
    if not found:
        return None
    joint = "and" if found["joint"] == " and " else "to"
    return f"the {_place(found['first'])} {joint} {_date(found['date'])}"


def _month_of_year(words: str) -> str:
    return f"{_named(words, _MONTHS)} {year(int(words[-4:]))}"


def _date_in_figures(words: str) -> str | None:
    """ "3/11/2026" and "3.11.26" with the day first, "2026-11-03" with the year; nothing if it is no date."""
    parts = [int(part) for part in re.split(r"[/.-]", words)]
    day, month, in_year = parts if parts[0] < 100 else reversed(parts)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"the {ordinal(day)} of {_MONTHS[month - 1]} {year(in_year if in_year > 99 else 2000 + in_year)}"


def _financial_year(words: str) -> str:
    return f"{year(int(words[:4]))} to {cardinal(int(words[-2:]))}"


def _of_day(hour: int, minute: int, *, part: bool = True) -> str:
    """A time in words, with the part of the day, so that nobody has to ask which ten o'clock is meant."""
    if minute == 0 and hour in (0, 12, 24):
        return "midday" if hour == 12 else "midnight"
    if minute == 0:
        said = cardinal(hour % 12) + ("" if part else " o'clock")
    elif minute == 45:
        said = f"a quarter to {cardinal((hour + 1) % 12 or 12)}"
    elif minute in (15, 30):
        said = f"{'a quarter' if minute == 15 else 'half'} past {cardinal(hour % 12 or 12)}"
    else:
        said = f"{cardinal(hour % 12 or 12)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    return f"{said} {_part_of_day(hour % 24)}" if part else said


def _part_of_day(hour: int) -> str:
    if 1 <= hour < 12:
        return "in the morning"
    if 12 <= hour < 18:
        return "in the afternoon"
    return "in the evening" if 18 <= hour < 21 else "at night"


def _minutes(hour: str, half: str) -> int:
    """Minutes after midnight of "10:30" in that half of the day."""
    hours, _, minutes = hour.replace(".", ":").partition(":")
    return (int(hours) % 12 + (12 if half[0] in "pP" else 0)) * 60 + int(minutes or "0")


def _time(words: str) -> str | None:
    found = re.fullmatch(rf"({_HOUR}) ?({_HALF})", words)
    return _of_day(*divmod(_minutes(found[1], found[2]), 60)) if found else None


def _times(words: str) -> str | None:
    """ "9am–5pm" and "9–11am", where the first has the half of the second, unless it would be later then."""
    found = _TIMES_PARTS.fullmatch(words)
    if not found:
        return None
    last = _minutes(found["ends"], found["other"])
    first = _minutes(found["begins"], found["half"] or found["other"])
    if not found["half"] and first > last:
        first = _minutes(found["begins"], "am")
    joint = "and" if " and " in words else "to"
    return f"{_of_day(*divmod(first, 60))} {joint} {_of_day(*divmod(last, 60))}"


def _clock(words: str) -> str:
    """ "14:15" of the 24-hour clock. "2:15" may be either half, so it stays as open as it was written."""
    hours, minutes = re.findall("[0-9]+", words)
    return _of_day(int(hours), int(minutes), part=hours[0] == "0" or int(hours) > 12)


def _clocks(words: str) -> str:
    first, last = re.findall(_CLOCK, words)
    return f"{_clock(first)} to {_clock(last)}"


_Readings: TypeAlias = tuple[tuple[str, Callable[[str], str | None]], ...]
# What is written so, and what says it (None: it is no date after all). Longer ones stand before their parts,
# and those of IN_FIGURES before telephone numbers.
IN_FIGURES: _Readings = (
    (r"(?<![\w/-])(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?![\w-])", _date_in_figures),
    (rf"{_ALONE}[0-3]?[0-9]/[01]?[0-9]/(?:20)?[0-9]{{2}}(?![\w/])", _date_in_figures),
    (rf"{_ALONE}[0-3]?[0-9]\.[01]?[0-9]\.(?:20)?[0-9]{{2}}(?![\w.])", _date_in_figures),
    (r"(?<![\w/-])(?:19|20)[0-9]{2}[/–][0-9]{2}(?![\w/])", _financial_year),
)
READINGS: _Readings = (
    (rf"{_ALONE}{_DAYS}", _days),
    (rf"{_ALONE}{_DATE}", _date),
    (rf"(?<!\w){_MONTH} {_YEAR}", _month_of_year),
    (rf"{_ALONE}{_TIMES}", _times),
    (rf"{_ALONE}12(?:[:.]00)? ?(?:noon|midday)(?!\w)", lambda _: "midday"),
    (rf"{_ALONE}12(?:[:.]00)? ?midnight(?!\w)", lambda _: "midnight"),
    (rf"{_ALONE}{_HOUR} ?{_HALF}", _time),
    (
        r"(?:(?<=at )|(?<=by )|(?<=from )|(?<=until ))"
        r"(?:[01]?[0-9]|2[0-3])\.[0-5][0-9](?![\w.%£]|[ ,][0-9])",
        _clock,
    ),
    (rf"{_ALONE}{_CLOCK} ?[-–—] ?{_CLOCK}", _clocks),
    (rf"{_ALONE}{_CLOCK}(?: ?(?:hrs|hours)(?!\w))?", _clock),
)
