"""Weekly windows of working time between two dates: which clash, and what is left beside others. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

_DAY = timedelta(days=1)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyWindow:
    """At work on a weekday (0 is Monday) from and until a minute of the day, 1440 being its end.

    It counts from `from_on` to `to_on`, both included; None is without end.
    """

    from_on: date
    to_on: date | None
    weekday: int
    opens_minute: int
    closes_minute: int

    def clashes(self, other: WeeklyWindow) -> bool:
        """Whether both would count at some moment. Windows that touch do not."""
        return (
            self.weekday == other.weekday
            and self.opens_minute < other.closes_minute
            and other.opens_minute < self.closes_minute
            and self.shares_days(other.from_on, other.to_on)
        )

    def shares_days(self, from_on: date, to_on: date | None) -> bool:
        """Whether it counts on any day from the one to the other, both included."""
        return (to_on is None or self.from_on <= to_on) and (self.to_on is None or from_on <= self.to_on)

    def beside(self, from_on: date, to_on: date | None) -> Iterator[WeeklyWindow]:
        """What is left of it when it no longer counts between those days: nothing, one part, or two."""
        if not self.shares_days(from_on, to_on):
            yield self
            return
        if self.from_on < from_on:
            yield replace(self, to_on=from_on - _DAY)
        if to_on is not None and (self.to_on is None or self.to_on > to_on):
            yield replace(self, from_on=to_on + _DAY)


def first_clash(windows: Sequence[WeeklyWindow]) -> tuple[WeeklyWindow, WeeklyWindow] | None:
    """The first two that would count at one moment, in order; None where all agree."""
    for number, one in enumerate(windows):
        for other in windows[number + 1 :]:
            if one.clashes(other):
                return one, other
    return None


def beside_all(windows: Iterable[WeeklyWindow], new: Iterable[WeeklyWindow]) -> set[WeeklyWindow]:
    """What stays of windows when those of `new` take their place between the dates that these have."""
    left = set(windows)
    for from_on, to_on in {(window.from_on, window.to_on) for window in new}:
        left = {part for window in left for part in window.beside(from_on, to_on)}
    return left
