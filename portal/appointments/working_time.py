"""When officers, rooms and interpreters work: weekly hours on dates, less holidays and closures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.appointments.diaries import ResourceKind
from portal.clock.hours import OpeningHours
from portal.clock.intervals import Interval, intersect, merge
from portal.clock.zones import day_start, wall_instant
from portal.organisation.facts import MINUTES_A_DAY, LandlordFacts, time_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkWindow:
    """A weekly window: minutes of that weekday (0 is Monday), between two dates, both included."""

    weekday: int
    opens: int
    closes: int
    from_on: date
    to_on: date | None

    def counts(self, day: date) -> bool:
        """Whether it counts on that day."""
        return (
            day.weekday() == self.weekday
            and self.from_on <= day
            and (self.to_on is None or day <= self.to_on)
        )


class WorkingTime:
    """The working time of days from one to another, both included; made once for all who share it."""

    def __init__(self, first_on: date, last_on: date, facts: LandlordFacts) -> None:
        self._days = [first_on + n * _DAY for n in range((last_on - first_on).days + 1)]
        self._facts = facts
        self._walls: dict[tuple[date, int], datetime] = {}
        self._made: dict[object, tuple[Interval, ...]] = {}

    def of(
        self, kind: ResourceKind, works_at: int | None, lines: tuple[WorkWindow, ...]
    ) -> tuple[Interval, ...]:
        """The time somebody of that office (None: the main one) works by those lines, in order.

        Officers not on bank holidays of the office's division nor while it is closed, rooms only while it is
        open (without lines whenever it is), interpreters by their lines alone.
        """
        key = (kind, works_at, lines)
        if key not in self._made:
            self._made[key] = self._of(kind, works_at, lines)
        return self._made[key]

    def _of(
        self, kind: ResourceKind, works_at: int | None, lines: tuple[WorkWindow, ...]
    ) -> tuple[Interval, ...]:
        if kind is ResourceKind.INTERPRETER:
            return merge(window for day in self._days for window in self._weekly(lines, day))
        office = self._facts.calendars(works_at).hours
        if kind is ResourceKind.ROOM and not lines:
            return merge(office.ranges(self._days[0], self._days[-1]))
        only_open = kind is ResourceKind.ROOM
        found: list[Interval] = []
        for day in self._days:
            found.extend(self._while_open(office, self._weekly(lines, day), day, only_open=only_open))
        return merge(found)

    def _while_open(
        self, office: OpeningHours, windows: Sequence[Interval], day: date, *, only_open: bool
    ) -> Sequence[Interval]:
        """What is left of a day's windows: on a day that is shut none, on a shortened one only that time."""
        if only_open or day in office.overrides:
            return intersect(windows, office.windows_on(day))
        return () if day in office.closed_days else windows

    def _weekly(self, lines: tuple[WorkWindow, ...], day: date) -> Sequence[Interval]:
        return [
            (self._wall(day, line.opens), self._wall(day, line.closes)) for line in lines if line.counts(day)
        ]

    def _wall(self, day: date, minute: int) -> datetime:
        key = (day, minute)
        if key not in self._walls:
            self._walls[key] = (
                day_start(day + _DAY, self._facts.zone)
                if minute == MINUTES_A_DAY
                else wall_instant(day, time_of(minute), self._facts.zone)
            )
        return self._walls[key]
