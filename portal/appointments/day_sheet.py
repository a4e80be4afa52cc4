"""An officer's day laid out by time: visits, the way to them, breaks, what else is in it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")
_MINUTE = timedelta(minutes=1)


class LineKind(StrEnum):
    """What a stretch of the day is."""

    VISIT = "visit"
    TRAVEL = "travel"
    BREAK = "break"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Generic[T]):
    """One appointment of the day: from when to when, until when the break after it, and in which area.

    `area` "" needs no way there: our own office, the telephone, a video call.
    """

    starts_at: datetime
    ends_at: datetime
    free_at: datetime
    area: str
    what: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Generic[T]):
    """One line of the day. Of travel `minutes` is how long the way takes, and `is_short` that there is less.

    `what` belongs to a visit, `words` to an absence or what else stands in the diary.
    """

    kind: LineKind
    starts_at: datetime
    ends_at: datetime
    what: T | None = None
    words: str = ""
    minutes: int = 0
    is_short: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A stretch in which nobody is seen: leave, training. `words` say why, "" for an absence."""

    starts_at: datetime
    ends_at: datetime
    words: str = ""


def day_lines(
    stops: Sequence[Stop[T]], aways: Sequence[Away], *, home_area: str, way: Callable[[str, str], int]
) -> tuple[Line[T], ...]:
    """The day in the order of time. `way` gives the minutes between two areas; "" is asked of nobody.

    The way to the first visit leads from `home_area`, where the officer's day begins. It stands right before
    the visit; where less time is left after the last one and its break, it is short.
    """
    found: list[Line[T]] = [
        Line(kind=LineKind.AWAY, starts_at=away.starts_at, ends_at=away.ends_at, words=away.words)
        for away in aways
    ]
    here, free_at = home_area, None
    for stop in sorted(stops, key=lambda s: s.starts_at):
        minutes = way(here, stop.area) if here and stop.area else 0
        if minutes:
            leaves_at = stop.starts_at - minutes * _MINUTE
            short = free_at is not None and leaves_at < free_at
            found.append(
                Line(
                    kind=LineKind.TRAVEL,
                    starts_at=max(leaves_at, free_at) if free_at is not None else leaves_at,
                    ends_at=stop.starts_at,
                    minutes=minutes,
                    is_short=short,
                )
            )
        found.append(
            Line(kind=LineKind.VISIT, starts_at=stop.starts_at, ends_at=stop.ends_at, what=stop.what)
        )
        if stop.free_at > stop.ends_at:
            found.append(Line(kind=LineKind.BREAK, starts_at=stop.ends_at, ends_at=stop.free_at))
        here, free_at = stop.area or here, stop.free_at
    order = list(LineKind)
    return tuple(
        sorted(found, key=lambda line: (line.starts_at, line.kind is LineKind.VISIT, order.index(line.kind)))
    )
