"""What a time limit is, as a policy words it. Values only; `due` counts them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """The unit a policy uses; kept as worded and never converted (product rule 2)."""

    RINGS = "rings"
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    OFFICE_HOURS = "office hours"
    SAME_DAY = "same day"
    DAYS = "days"
    WORKING_DAYS = "working days"
    BUSINESS_DAYS = "business days"
    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"


class CalendarName(StrEnum):
    """Which calendar says what a working day is (product rule 3)."""

    OFFICE = "office"
    STATUTORY = "statutory"
    ALL_UK = "all UK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A length of time and how it is counted.

    `amount` is 0 only for `same day`. `days_are_working` reads the bare word "days" as working days
    (rule 2). `counts_from_same_day` makes the day of the event day 1, or the next working day if it is
    none (rule 4). `rolls_forward` moves a last day that is no working day on to the next one (rule 7).
    `backward` counts a notice back from its date; `clear_days` leaves out both ends (rule 10).
    """

    amount: int
    unit: Unit
    calendar: CalendarName = CalendarName.OFFICE
    days_are_working: bool = False
    counts_from_same_day: bool = False
    rolls_forward: bool = False
    backward: bool = False
    clear_days: bool = False

    @property
    def counts_days(self) -> bool:
        """True where the limit ends with a day, not at an instant."""
        return self.unit not in _BY_INSTANT

    @property
    def counts_working_days(self) -> bool:
        """True where only working days count."""
        return self.unit in (Unit.WORKING_DAYS, Unit.BUSINESS_DAYS) or (
            self.unit is Unit.DAYS and self.days_are_working
        )


_BY_INSTANT = frozenset(
    {Unit.RINGS, Unit.SECONDS, Unit.MINUTES, Unit.HOURS, Unit.OFFICE_HOURS, Unit.SAME_DAY}
)
