"""When an office is open, and counting only that time (product rule 5). Pure: the zone is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from portal.clock.explain import WEEKDAY_NAMES, Reason, Skipped
from portal.clock.intervals import Interval, clip, length, merge, subtract
from portal.clock.zones import day_start, local_day, wall_instant
from portal.errors import RuleBroken

MIDNIGHT_END = time(0)
"""As a closing time, midnight at the end of the day (24:00)."""

_DAY = timedelta(days=1)
_LONGEST_CLOSURE_DAYS = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An opening on one day, `[opens, closes)` on the wall clock; `MIDNIGHT_END` closes at 24:00.

    A night shift is two windows, one on each day. Raises RuleBroken("window ends before it opens").
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.closes != MIDNIGHT_END and self.closes <= self.opens:
            raise RuleBroken("window ends before it opens", opens=self.opens, closes=self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Opening windows by weekday (Monday is 0); a missing weekday is closed.

    `overrides` replace a date's windows (none: closed) and win over `closed_days`, the holidays and
    closures with their names, so that an office may open for a morning on a holiday.
    """

    zone: ZoneInfo
    weekly: Mapping[int, tuple[Window, ...]]
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    closed_days: Mapping[date, str] = field(default_factory=dict)
    # A memo of windows_on. It only ever holds what the frozen fields above already decide.
    _known: dict[date, tuple[Interval, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "weekly", MappingProxyType(dict(self.weekly)))
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))
        object.__setattr__(self, "closed_days", MappingProxyType(dict(self.closed_days)))

    def windows_on(self, day: date) -> tuple[Interval, ...]:
        """That local day's open time as instants, in order; right on days when the clocks change."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = merge(
                (self._instants(day, window) for window in self._windows(day)), touching=False
            )
        return known

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at that instant; closing time itself is closed."""
        return any(opens <= at < closes for opens, closes in self.windows_on(local_day(at, self.zone)))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while open, else the next time it opens. Raises RuleBroken("never open")."""
        opens, _ = next(self._open_from(at))
        return opens

    def closing_after(self, at: datetime) -> datetime:
        """When the window open at `at`, or else the next one, closes. Raises RuleBroken("never open")."""
        _, closes = next(self._open_from(at))
        return closes

    def add(self, start: datetime, seconds: float, pauses: Sequence[Interval] = ()) -> datetime:
        """The instant by which so many open, unpaused seconds have passed since `start`.

        It is the earliest such instant: time that runs out exactly at closing is due at closing. No
        time at all gives `start`, less than none counts back. Raises RuleBroken("never open").
        """
        if seconds < 0:
            return self.subtract(start, -seconds, pauses)
        stretches = self.stretches(start, seconds, pauses)
        return stretches[-1][1] if stretches else start

    def stretches(
        self, start: datetime, seconds: float, pauses: Sequence[Interval] = ()
    ) -> tuple[Interval, ...]:
        """The open, unpaused time after `start` that makes up so many seconds, stretch by stretch."""
        remaining = timedelta(seconds=seconds)
        stopped = _in_utc(pauses)
        counted: list[Interval] = []
        if remaining <= timedelta(0):
            return ()
        for stretch in self._open_from(start.astimezone(UTC)):
            for begins, ends in subtract([stretch], stopped):
                if remaining <= ends - begins:
                    return (*counted, (begins, begins + remaining))
                counted.append((begins, ends))
                remaining -= ends - begins
        raise RuleBroken("never open", after=start)

    def subtract(self, end: datetime, seconds: float, pauses: Sequence[Interval] = ()) -> datetime:
        """The latest instant at which so many open, unpaused seconds were still to pass before `end`.

        The counterpart of `add` in everything else.
        """
        if seconds < 0:
            return self.add(end, -seconds, pauses)
        remaining = timedelta(seconds=seconds)
        stopped = _in_utc(pauses)
        if not remaining:
            return end
        for stretch in self._open_until(end.astimezone(UTC)):
            for begins, ends in reversed(subtract([stretch], stopped)):
                if remaining <= ends - begins:
                    return ends - remaining
                remaining -= ends - begins
        raise RuleBroken("never open", before=end)

    def between(self, start: datetime, end: datetime, pauses: Sequence[Interval] = ()) -> float:
        """Open, unpaused seconds from `start` to `end`; 0 where `end` is not later."""
        asked = (start.astimezone(UTC), end.astimezone(UTC))
        open_time = self.ranges(local_day(start, self.zone), local_day(end, self.zone))
        inside = clip(open_time, asked)
        return length(subtract(inside, _in_utc(pauses))).total_seconds()

    def skipped(self, day: date) -> Skipped | None:
        """Why the office does not open at all on that day, or None if it does."""
        if self.windows_on(day):
            return None
        if day in self.closed_days:
            return Skipped(on=day, reason=Reason.CLOSED, name=self.closed_days[day])
        return Skipped(on=day, reason=Reason.NOT_WORKED, name=WEEKDAY_NAMES[day.weekday()])

    def ranges(self, first: date, last: date) -> tuple[Interval, ...]:
        """Open time from one local date to another, both included; a window a piece."""
        days = (last - first).days + 1
        return tuple(window for n in range(days) for window in self.windows_on(first + _DAY * n))

    def _windows(self, day: date) -> tuple[Window, ...]:
        if day in self.overrides:
            return self.overrides[day]
        return () if day in self.closed_days else self.weekly.get(day.weekday(), ())

    def _instants(self, day: date, window: Window) -> Interval:
        opens = wall_instant(day, window.opens, self.zone)
        if window.closes == MIDNIGHT_END:
            return opens, day_start(day + _DAY, self.zone)
        return opens, wall_instant(day, window.closes, self.zone)

    def _open_from(self, at: datetime) -> Iterator[Interval]:
        day, idle = local_day(at, self.zone), 0
        last = date.max if any(self.weekly.values()) else max(self.overrides, default=date.min)
        while idle < _LONGEST_CLOSURE_DAYS and day <= last:
            windows = self.windows_on(day)
            idle = 0 if windows else idle + 1
            yield from ((max(opens, at), closes) for opens, closes in windows if closes > at)
            day += _DAY
        raise RuleBroken("never open", after=at)

    def _open_until(self, at: datetime) -> Iterator[Interval]:
        day, idle = local_day(at, self.zone), 0
        first = date.min if any(self.weekly.values()) else min(self.overrides, default=date.max)
        while idle < _LONGEST_CLOSURE_DAYS and day >= first:
            windows = self.windows_on(day)
            idle = 0 if windows else idle + 1
            yield from ((opens, min(closes, at)) for opens, closes in reversed(windows) if opens < at)
            day -= _DAY
        raise RuleBroken("never open", before=at)


def _in_utc(pauses: Iterable[Interval]) -> list[Interval]:
    """In UTC, since adding to a time in a zone with clock changes counts by the wall."""
    return [(begins.astimezone(UTC), ends.astimezone(UTC)) for begins, ends in pauses]
