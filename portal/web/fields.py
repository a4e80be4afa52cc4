"""Form fields the pages share: a date in three parts, a time of day as people write it. No policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.utils import unset_value

from portal.web.formats import clock

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WELSH_MONTHS = ("ion", "chw", "maw", "ebr", "mai", "meh", "gor", "aws", "med", "hyd", "tac", "rha")
_MIDDAY = {"midday", "noon", "12 midday", "12 noon", "canol dydd", "hanner dydd"}
_MIDNIGHT = {"midnight", "12 midnight", "canol nos", "hanner nos"}
_WELSH_HALVES = {"yb": "am", "yp": "pm", "yh": "pm"}  # y bore, y prynhawn, yr hwyr
PARTS = ("day", "month", "year")
EARLIEST_YEAR = 1880


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The choices of a select, radio or checkbox field, from pairs of value and label (texts may be lazy)."""
    return [SelectChoice(value, label) for value, label in pairs]


class OneOf(RadioField):
    """One of several; what is missing or unknown gets the one sentence that says what to do."""

    def __init__(
        self, label: Any = None, *, missing: Any, choices: Sequence[tuple[Any, Any]] = (), **kwargs: Any
    ) -> None:
        super().__init__(label, choices=options(choices), validate_choice=False, **kwargs)
        self.missing = missing

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse anything that is not offered."""
        if self.data not in {str(value) for value, *_ in self.iter_choices()}:
            raise ValidationError(self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePart:
    """One of the three inputs, as the page draws it."""

    key: str
    id: str
    name: str
    label: str
    value: str
    wrong: bool


class DatePartsField(Field):
    """A date typed as day, month and year, in inputs named NAME-day, NAME-month, NAME-year.

    `data` is a date or None. What was typed is kept for showing again. A month may be a number or an English
    or Welsh name. `missing` is the whole sentence shown when nothing was typed; without it the field may
    stay empty.
    """

    def __init__(
        self, label: Any = None, validators: Any = None, *, missing: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.missing = missing
        self.typed: Mapping[str, str] = dict.fromkeys(PARTS, "")
        self.wrong: tuple[str, ...] = ()

    @property
    def focus_id(self) -> str:
        """The input an error's link moves to: the first that is wrong, else the day."""
        return f"{self.id}-{self.wrong[0] if self.wrong else 'day'}"

    def parts(self) -> list[DatePart]:
        """The inputs in the order they are drawn."""
        labels = {"day": gettext("Day"), "month": gettext("Month"), "year": gettext("Year")}
        return [
            DatePart(
                key=key,
                id=f"{self.id}-{key}",
                name=f"{self.name}-{key}",
                label=labels[key],
                value=self.typed[key],
                wrong=bool(self.errors) and (key in self.wrong or not self.wrong),
            )
            for key in PARTS
        ]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three inputs if any was sent, else show the date given."""
        super().process(None, data, extra_filters)
        if isinstance(self.data, date):
            self.typed = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": str(self.data.year),
            }
        if formdata is not None:
            self._read({key: (formdata.get(f"{self.name}-{key}") or "").strip() for key in PARTS})

    def _read(self, typed: Mapping[str, str]) -> None:
        self.typed, self.data = typed, None
        self.raw_data = [value for value in typed.values() if value]
        self.process_errors = []
        try:
            self.data = self._date_of(typed)
        except ValueError as error:
            self.process_errors.append(str(error))

    def _date_of(self, typed: Mapping[str, str]) -> date | None:
        empty = tuple(key for key in PARTS if not typed[key])
        if len(empty) == len(PARTS):
            if self.missing is not None:
                raise ValueError(str(self.missing))
            return None
        if empty:
            self.wrong = empty
            raise ValueError(_add_the(empty))
        numbers = {key: _number(key, typed[key]) for key in PARTS}
        self.wrong = tuple(key for key in PARTS if not _believable(key, numbers[key]))
        if self.wrong == ("year",):
            raise ValueError(gettext("Enter the year as four numbers, for example 2026"))
        if not self.wrong:
            try:
                return date(numbers["year"], numbers["month"], numbers["day"])
            except ValueError:
                self.wrong = ("day",)
        raise ValueError(gettext("There is no such date. Enter it as numbers, for example 27 3 2026"))


class TimeTextField(StringField):
    """A time of day as people write it: "10:30am", "2pm", "midday", "14:15". `data` is a time or None.

    `missing` is the whole sentence shown when nothing was typed; without it the field may stay empty.
    """

    def __init__(
        self, label: Any = None, validators: Any = None, *, missing: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.missing = missing

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed; an ambiguous time ("2:15") is asked again, never guessed."""
        self.data: Any = None
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            if self.missing is not None:
                raise ValueError(str(self.missing))
            return
        readings = time_readings(typed)
        if not readings:
            raise ValueError(gettext("Enter a time, for example 10:30am or midday"))
        if len(readings) > 1:
            raise ValueError(gettext("Add am or pm to the time, for example 2:15pm"))
        self.data = readings[0]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock(self.data, get_locale() or "en_GB") if isinstance(self.data, time) else ""


def time_readings(typed: str) -> list[time]:
    """The times a text may mean: none when it is no time, two when am or pm must be said.

    With am or pm the 12-hour clock. Without: two figures for the hour, or an hour of 0 or above 12, is the
    24-hour clock ("09:30", "14:15"); one figure alone ("2:15", "9") may be either half of the day. Welsh is
    read like English: "10:30yb", "2yp", "2yh", "canol dydd".
    """
    words = re.sub(r"[\s.]*([ap])[\s.]*m\.?$", r"\1m", typed.strip().lower())
    words = re.sub(r"\s*(y[bph])$", lambda half: _WELSH_HALVES[half[1]], words)
    if words in _MIDDAY:
        return [time(12)]
    if words in _MIDNIGHT:
        return [time(0)]
    found = re.fullmatch(r"(\d{1,2})(?:[:.\s]?(\d{2}))?(am|pm)?", words)
    if not found:
        return []
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if minute > 59 or hour > (12 if half else 23) or (half and hour == 0):
        return []
    if half:
        return [time(hour % 12 + (12 if half == "pm" else 0), minute)]
    if (len(found[1]) == 1 and hour) or (hour == 12 and not found[2]):
        return [time(hour % 12, minute), time(hour % 12 + 12, minute)]
    return [time(hour, minute)]


def _number(key: str, typed: str) -> int:
    """The number typed, or the number of a month's English or Welsh name; -1 when neither."""
    if re.fullmatch(r"[0-9]{1,4}", typed):
        return int(typed)
    begins = typed[:3].lower()
    if key == "month" and len(typed) >= 3 and typed.isalpha():
        return next((names.index(begins) + 1 for names in (MONTHS, WELSH_MONTHS) if begins in names), -1)
    return -1


def _believable(key: str, number: int) -> bool:
    limits: Mapping[str, Callable[[int], bool]] = {
        "day": lambda n: 1 <= n <= 31,
        "month": lambda n: 1 <= n <= 12,
        "year": lambda n: EARLIEST_YEAR <= n <= 9999,
    }
    return limits[key](number)


def _add_the(empty: tuple[str, ...]) -> str:
    sentences = {
        ("day",): lazy_gettext("Add the day, for example 27 3 2026"),
        ("month",): lazy_gettext("Add the month, for example 27 3 2026"),
        ("year",): lazy_gettext("Add the year, for example 27 3 2026"),
        ("day", "month"): lazy_gettext("Add the day and the month, for example 27 3 2026"),
        ("day", "year"): lazy_gettext("Add the day and the year, for example 27 3 2026"),
        ("month", "year"): lazy_gettext("Add the month and the year, for example 27 3 2026"),
    }
    return str(sentences[empty])
