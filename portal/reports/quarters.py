"""Complaints by quarter: how many came, and how many of them were answered in time. Pure.

Quarters are those of the financial year, from April, July, October and January.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.reports.measures import Ending, StageFact, Year, ending_of

_DAY = timedelta(days=1)
_MONTHS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Three months, both days inclusive."""

    first_on: date
    last_on: date

    def holds(self, day: date) -> bool:
        """Whether the local date is in it."""
        return self.first_on <= day <= self.last_on


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterCount:
    """One stage in one quarter. `in_time` of those received in it, as CH02 counts."""

    quarter: Quarter
    received: int
    in_time: int


def quarters_of(years: Iterable[Year], *, today: date) -> tuple[Quarter, ...]:
    """The quarters of those years that have begun by `today`, in their order."""
    found = (
        Quarter(first_on=first, last_on=_months_after(first) - _DAY)
        for year in years
        for first in (date(year.begins + (month < 4), month, 1) for month in (4, 7, 10, 1))
    )
    return tuple(quarter for quarter in found if quarter.first_on <= today)


def by_quarter(
    facts: Iterable[StageFact], *, stage: int, quarters: Sequence[Quarter]
) -> tuple[QuarterCount, ...]:
    """How many of the stage came in each quarter, from whomever, and how many of those were in time."""
    of_it = [fact for fact in facts if fact.stage == stage]
    return tuple(
        QuarterCount(
            quarter=quarter,
            received=sum(quarter.holds(fact.asked_on) for fact in of_it),
            in_time=sum(quarter.holds(fact.asked_on) and ending_of(fact) is Ending.IN_TIME for fact in of_it),
        )
        for quarter in quarters
    )


def _months_after(first: date) -> date:
    month = first.month + _MONTHS
    return date(first.year + (month > 12), (month - 1) % 12 + 1, 1)
