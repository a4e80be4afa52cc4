"""The forms of when somebody can be booked: weekly hours, times away, ways, a file; and of a photo."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField

from portal.appointments.staff_queries.setup import Period
from portal.appointments.weekly_hours import WEEKDAYS, WeeklyWindow
from portal.clock.zones import day_start, wall_instant
from portal.errors import RuleBroken
from portal.web.fields import DatePartsField, TimeTextField
from portal.web.form_parts import NumberField, line
from portal.web.hours_field import HoursField
from portal.web.stored_forms import Refusals, StoredForm, Versioned


class WeekForm(Versioned):
    """Weekly hours between two dates, a line a weekday, several spans in it."""

    refusals: ClassVar[Refusals] = {
        "no hours": ("monday", _l("Enter the hours of one day or more")),
        "hours overlap": (
            "from_on",
            _l("Other hours are entered for some of these days. Tick the box below, or change those first"),
        ),
    }

    from_on = DatePartsField(_l("From which day?"), missing=_l("Enter the first day, for example 4 1 2027"))
    to_on = DatePartsField(
        _l("Until which day?"), description=_l("This day counts. Empty: until they are changed.")
    )
    monday = HoursField(_l("Monday"), description=_l("For example 9am to 12:30pm and 1:30pm to 5pm."))
    tuesday = HoursField(_l("Tuesday"))
    wednesday = HoursField(_l("Wednesday"))
    thursday = HoursField(_l("Thursday"))
    friday = HoursField(_l("Friday"))
    saturday = HoursField(_l("Saturday"))
    sunday = HoursField(_l("Sunday"))
    replace = BooleanField(_l("These hours take the place of all others on these days"))

    def validate(self, extra_validators: Any = None) -> bool:
        """A last day before the first is said beside it."""
        valid = super().validate(extra_validators)
        if valid and self.to_on.data and self.to_on.data < self.from_on.data:
            self.to_on.errors = [gettext("Enter a last day that is not before the first")]
            return False
        return valid

    def windows(self) -> tuple[WeeklyWindow, ...]:
        """The week as windows."""
        return tuple(
            WeeklyWindow(
                weekday=weekday,
                opens_minute=opens,
                closes_minute=closes,
                from_on=self.from_on.data,
                to_on=self.to_on.data,
            )
            for weekday, name in enumerate(WEEKDAYS)
            for opens, closes in self[name].data or ()
        )

    @staticmethod
    def stored(period: Period) -> dict[str, Any]:
        """Hours between dates as the form holds them."""
        days = {name: period.spans(weekday) for weekday, name in enumerate(WEEKDAYS)}
        return {"from_on": period.from_on, "to_on": period.to_on, **days}


class AwayForm(StoredForm):
    """A time at which something cannot be booked: whole days, or from a time until a time."""

    refusals: ClassVar[Refusals] = {
        "away ends before it begins": ("to_time", _l("Enter an end after the beginning")),
        "away overlaps": ("from_on", _l("Some of this time is on the list already")),
    }

    from_on = DatePartsField(_l("First day"), missing=_l("Enter the first day, for example 9 11 2026"))
    from_time = TimeTextField(_l("From (empty: the whole day)"))
    to_on = DatePartsField(_l("Last day"), description=_l("This day counts. Empty: the same day."))
    to_time = TimeTextField(_l("Until (empty: the whole day)"))
    why = line(_l("Why?"), _l("Enter why, for example Training"), _l("Only staff see this."))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants it lasts from and until, the second excluded; midnight as an end ends the day."""
        first, last = self.from_on.data, self.to_on.data or self.from_on.data
        begins, ends = self.from_time.data or time(0), self.to_time.data
        whole = ends is None or ends == time(0)
        ends_at = day_start(last + timedelta(days=1), zone) if whole else wall_instant(last, ends, zone)
        return wall_instant(first, begins, zone), ends_at


class RoadForm(StoredForm):
    """How long the way between two areas takes."""

    refusals: ClassVar[Refusals] = {
        "road known": ("second", _l("This travel time is on the list already. Remove it first")),
        "one area": ("second", _l("Enter another area. The rules say how long the way within one takes")),
    }

    first = line(_l("From this area"), _l("Enter an area, for example BS6"))
    second = line(_l("to this one, and back"), _l("Enter another area, for example BS16"))
    minutes = NumberField(_l("Minutes"), low=0, high=480)


class HoursFileForm(StoredForm):
    """A file of hours; every line that is wrong becomes an error of its own."""

    file = FileField(_l("The file"))
    replace = BooleanField(
        _l("The hours in the file take the place of others on the same days"),
        description=_l("Only for those it names. Otherwise a line that overlaps hours we have is refused."),
    )

    def refuse(self, refused: RuleBroken) -> None:
        """Every line that is wrong, with its number."""
        match refused.rule:
            case "file has faults":
                faults: Any = refused.facts["faults"]
                found = [f"{_capital(str(fault))}." for fault in faults]
            case "not UTF-8":
                found = [gettext("Save the file as CSV in UTF-8, and choose it again")]
            case _:
                found = [gettext("Choose a file that ends in .csv")]
        self.file.errors = [*self.file.errors, *found]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class PhotoForm(StoredForm):
    """A photo of somebody."""

    refusals: ClassVar[Refusals] = {
        "no file": ("file", _l("Choose a photo")),
        "empty": ("file", _l("This file is empty. Choose another one")),
        "too large": ("file", _l("This file is too large. Choose a smaller one")),
        "wrong type": ("file", _l("Choose a photo that is a JPEG or PNG file")),
        "damaged picture": ("file", _l("This picture cannot be read. Choose another one")),
    }

    file = FileField(
        _l("A photo"), description=_l("JPEG or PNG. We keep it small, and only the picture in it.")
    )
