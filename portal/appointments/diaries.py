"""What the search sees of an officer, a room or an interpreter, and what somebody wants. Pure values.

Every interval is half-open, aware and in UTC, in order, and does not meet its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.appointments.places import Mode, Place
from portal.clock.intervals import Interval
from portal.clock.zones import day_start
from portal.errors import RuleBroken

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class ResourceKind(StrEnum):
    """What can be in one place only."""

    OFFICER = "officer"
    ROOM = "room"
    INTERPRETER = "interpreter"


def dialect_key(typed: str) -> str:
    """A dialect as it is compared: "Kurmanji " and "kurmanji" are one."""
    return " ".join(typed.split()).casefold()


class Visit(NamedTuple):
    """A time an officer already holds, with its break, and the area it is in ("" needs no way there).

    A search makes thousands of them, and a tuple is made in a quarter of the time of a frozen dataclass.
    """

    starts_at: datetime
    ends_at: datetime
    area: str = ""


@dataclass(frozen=True, kw_only=True)
class Diary:
    """One resource: when it works, when it is taken, what it can do.

    `working` has closures, holidays, leave and training taken out already. `busy` are its holds. Officers
    have `visits` as well, the same times with their areas; `area` is where an officer's day begins and ends.
    `daily_limit` counts visits of a local day. Empty `purposes` means every purpose. `dialects` are as
    `dialect_key` makes them.
    """

    id: int
    kind: ResourceKind
    working: tuple[Interval, ...] = ()
    busy: tuple[Interval, ...] = ()
    visits: tuple[Visit, ...] = ()
    area: str = ""
    daily_limit: int | None = None
    gender: str = ""
    languages: frozenset[str] = frozenset()
    dialects: frozenset[str] = frozenset()
    sign_language: bool = False
    modes: frozenset[Mode] = frozenset()
    purposes: frozenset[int] = frozenset()
    is_private: bool = False
    step_free: bool = False
    seats: int = 0
    lead: timedelta = timedelta(0)
    office_id: int | None = None

    def works(self, begins: datetime, ends: datetime) -> bool:
        """Whether the whole stretch lies inside one working window."""
        at = bisect_right(self._opens, begins) - 1
        return at >= 0 and self.working[at][1] >= ends

    def is_free(self, begins: datetime, ends: datetime) -> bool:
        """Whether nothing is held in the stretch; touching is allowed."""
        at = bisect_right(self._taken_until, begins)
        return at >= len(self.busy) or self.busy[at][0] >= ends

    def before(self, begins: datetime) -> Visit | None:
        """The visit that ends last, at `begins` at the latest."""
        at = bisect_right(self._visits_end, begins) - 1
        return self.visits[at] if at >= 0 else None

    def after(self, ends: datetime) -> Visit | None:
        """The visit that begins first, at `ends` at the earliest."""
        at = bisect_left(self._visits_begin, ends)
        return self.visits[at] if at < len(self.visits) else None

    def visits_on(self, day: date, zone: ZoneInfo) -> int:
        """How many visits begin on that local day."""
        begins, ends = day_start(day, zone), day_start(day + _DAY, zone)
        return bisect_left(self._visits_begin, ends) - bisect_left(self._visits_begin, begins)

    @cached_property
    def _opens(self) -> list[datetime]:
        return [opens for opens, _ in self.working]

    @cached_property
    def _taken_until(self) -> list[datetime]:
        return [ends for _, ends in self.busy]

    @cached_property
    def _visits_begin(self) -> list[datetime]:
        return [visit.starts_at for visit in self.visits]

    @cached_property
    def _visits_end(self) -> list[datetime]:
        return [visit.ends_at for visit in self.visits]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an appointment needs.

    `now` is when it is asked. Starts lie from `earliest` up to `latest`, both included, on every multiple of
    `step_minutes` within the local hour (5, 10, 15, 20, 30 or 60). `officers` is two where a marker says so.
    `area` is the home's, `office_id` the office's. `interpreters` is how many of them, `language` a tag that
    an officer who speaks it meets as well; `sign_language` is met by interpreters only. `mode` None: however
    the interpreter takes part. Of interpreters one with the `dialect` (a `dialect_key`) is preferred, and
    another is better than none. `stays_with_id` is the officer who comes as things stand, and is asked first.
    `minutes_between` answers how long the way between two areas takes, "" being no area.
    """

    purpose_id: int
    length_minutes: int
    place: Place
    now: datetime
    earliest: datetime
    latest: datetime
    zone: ZoneInfo
    step_minutes: int = 30
    break_minutes: int = 0
    office_id: int | None = None
    office_area: str = ""
    area: str = ""
    officer_id: int | None = None
    stays_with_id: int | None = None
    officers: int = 1
    gender: str = ""
    interpreter_gender: str = ""
    language: str = ""
    dialect: str = ""
    sign_language: bool = False
    mode: Mode | None = Mode.IN_PERSON
    is_private: bool = False
    step_free: bool = False
    seats: int = 0
    roads: Mapping[tuple[str, str], int] = field(default_factory=dict)
    road_minutes: int = 30  # between two areas that nobody has measured
    same_area_minutes: int = 10

    def __post_init__(self) -> None:
        if self.step_minutes not in (5, 10, 15, 20, 30, 60):
            raise RuleBroken("no such step", step_minutes=self.step_minutes)

    @property
    def length(self) -> timedelta:
        """How long the customer and we meet."""
        return self.length_minutes * _MINUTE

    @property
    def takes(self) -> timedelta:
        """How long it takes the officer: the meeting and the break after it."""
        return (self.length_minutes + self.break_minutes) * _MINUTE

    @property
    def here(self) -> str:
        """The area the officer is in during it: the home's, or the office's; "" for phone and video."""
        if self.place is Place.HOME:
            return self.area
        return self.office_area if self.place is Place.OFFICE else ""

    @property
    def interpreters(self) -> int:
        """How many interpreters: for sign language two where it lasts longer than an hour."""
        if self.sign_language:
            return 2 if self.length_minutes > 60 else 1
        return 1 if self.language else 0

    def way(self, one: str, other: str) -> timedelta:
        """How long from one area to another; none where either is no area, or both are our own office."""
        if not one or not other or (one == other == self.office_area):
            return timedelta(0)
        if one == other:
            return self.same_area_minutes * _MINUTE
        pair = (one, other) if one <= other else (other, one)
        return self.roads.get(pair, self.road_minutes) * _MINUTE

    def grid(self) -> tuple[datetime, ...]:
        """Every start there may be, in order, in UTC; the hour the clocks go back is there twice."""
        step = self.step_minutes * _MINUTE
        wall = self.earliest.astimezone(self.zone)
        into = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
        at = self.earliest.astimezone(UTC) + (-into % step)
        found = []
        while at <= self.latest:
            found.append(at)
            at += step
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time that can be had, and with whom and where."""

    starts_at: datetime
    ends_at: datetime
    officer_ids: tuple[int, ...]
    room_id: int | None = None
    interpreter_ids: tuple[int, ...] = ()

    def holds(self, break_minutes: int) -> tuple[tuple[int, datetime, datetime], ...]:
        """(resource, from, until) of all it takes: officers with the break after it, the rest without."""
        rested = self.ends_at + break_minutes * _MINUTE
        others = (*self.interpreter_ids, *(() if self.room_id is None else (self.room_id,)))
        return (
            *((officer, self.starts_at, rested) for officer in self.officer_ids),
            *((other, self.starts_at, self.ends_at) for other in others),
        )
