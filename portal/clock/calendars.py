"""Which days are worked and which hours are open. Pure: holidays, closures and the zone are given.

`Calendars` holds the ones a landlord counts by; a limit names the one it wants (product rule 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from portal.clock.explain import WEEKDAY_NAMES, Reason, Skipped
from portal.clock.hours import OpeningHours
from portal.clock.limits import CalendarName
from portal.errors import RuleBroken

MONDAY_TO_FRIDAY = frozenset(range(5))

_DAY = timedelta(days=1)
_LONGEST_CLOSURE_DAYS = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Working days: the weekdays (Monday is 0), less holidays, less the landlord's own closures.

    Both mappings go from a local date to the name shown to people. They are copied,
    so a calendar never changes.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: Mapping[date, str] = field(default_factory=dict)
    closures: Mapping[date, str] = field(default_factory=dict)
    # A memo of skipped. It only ever holds what the frozen fields above already decide.
    _known: dict[date, Skipped | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise RuleBroken("no working weekdays", weekdays=sorted(self.weekdays))
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))
        object.__setattr__(self, "closures", MappingProxyType(dict(self.closures)))

    def is_working(self, day: date) -> bool:
        """Whether that day counts."""
        return self.skipped(day) is None

    def skipped(self, day: date) -> Skipped | None:
        """Why that day does not count, as a value, or None if it does. A weekend hides a holiday on it."""
        try:
            return self._known[day]
        except KeyError:
            why = self._known[day] = self._why_skipped(day)
            return why

    def why_not(self, day: date) -> str | None:
        """ "Saturday", "Christmas Day", "office closed: Christmas week", or None for a working day."""
        skipped = self.skipped(day)
        return skipped.why if skipped else None

    def next_working(self, day: date, *, inclusive: bool) -> date:
        """The first working day after `day`, or from `day` itself on if `inclusive`."""
        return day if inclusive and self.is_working(day) else self.add(day, 1)

    def add(self, day: date, working_days: int) -> date:
        """The last of so many working days; `day` is day 0 whatever it is, a negative number counts back.

        No working days at all gives `day` itself. Raises RuleBroken("no working day") where ten years
        hold none.
        """
        return [day, *self.counting_from(day, working_days)][-1]

    def counting_from(self, day: date, working_days: int) -> Iterator[date]:
        """The working days themselves, nearest first; `day` is day 0 and not among them."""
        step = _DAY if working_days > 0 else -_DAY
        idle = 0
        remaining = abs(working_days)
        while remaining:
            day += step
            if self.is_working(day):
                remaining, idle = remaining - 1, 0
                yield day
            elif (idle := idle + 1) > _LONGEST_CLOSURE_DAYS:
                raise RuleBroken("no working day", near=day)

    def working_days_after(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; 0 where `end` is not later."""
        return sum(self.is_working(start + _DAY * n) for n in range(1, (end - start).days + 1))

    def _why_skipped(self, day: date) -> Skipped | None:
        if day.weekday() not in self.weekdays:
            return Skipped(on=day, reason=Reason.NOT_WORKED, name=WEEKDAY_NAMES[day.weekday()])
        if day in self.holidays:
            return Skipped(on=day, reason=Reason.HOLIDAY, name=self.holidays[day])
        if day in self.closures:
            return Skipped(on=day, reason=Reason.CLOSED, name=self.closures[day])
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """Everything a landlord counts by, for one property or office.

    `office`: its division's holidays and its own closures. `statutory`: bank holidays of the division
    only, so that a Christmas closure never stretches a legal limit. `all_uk`: a holiday in any division.
    `published_until`: holidays are known up to and with this date; later due dates are provisional (rule 13).
    """

    zone: ZoneInfo
    office: WorkingCalendar
    statutory: WorkingCalendar
    all_uk: WorkingCalendar
    hours: OpeningHours
    published_until: date

    def named(self, name: CalendarName) -> WorkingCalendar:
        """The calendar a limit asks for."""
        match name:
            case CalendarName.OFFICE:
                return self.office
            case CalendarName.STATUTORY:
                return self.statutory
            case CalendarName.ALL_UK:
                return self.all_uk
