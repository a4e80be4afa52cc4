"""How a date was reached: what counted, what was skipped and why (product rule 15). Values only.

Sentences are made from these in templates; nothing here is prose. `due` fills them in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from portal.clock.intervals import Interval
from portal.clock.limits import CalendarName, Unit

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Reason(StrEnum):
    """Why a day did not count."""

    NOT_WORKED = "not worked"  # a weekday on which this calendar never works; the name is the weekday's
    HOLIDAY = "holiday"
    CLOSED = "office closed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A local day that did not count. `name`: "Saturday", "Christmas Day", or the reason somebody gave."""

    on: date
    reason: Reason
    name: str

    @property
    def why(self) -> str:
        """The plain word for lists and commands; pages make their own from `reason` and `name`."""
        if self.reason is Reason.CLOSED:
            return f"office closed: {self.name}"
        return Reason.PAUSED.value if self.reason is Reason.PAUSED else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The steps from an event to its date, as stored with a commitment when it ends.

    `counted` holds each local day that counted, in the order of counting (backwards for a notice); it
    is empty for months, quarters and years, which go to `corresponding_on`. `rolled_over` are the days
    the last day moved past. `resumed_on` is the day a pause that began on day 0 ended: it becomes day
    0. `stretches` are the open (or, for clock hours, running) times that counted, half-open, in UTC.
    `delivery` are the working days added for the post. `extended_to` is the new last day, once extended.
    """

    amount: int
    unit: Unit
    calendar: CalendarName
    starts_on: date
    last_on: date
    starts_at: datetime | None = None
    counted: tuple[date, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    rolled_over: tuple[Skipped, ...] = ()
    corresponding_on: date | None = None
    resumed_on: date | None = None
    stretches: tuple[Interval, ...] = ()
    delivery: tuple[date, ...] = ()
    first_day_counts: bool = False
    backward: bool = False
    clear_days: bool = False
    extended_to: date | None = None

    def to_json(self) -> str:
        """One line of JSON, the same for the same counting, from which `from_json` makes it again."""
        values: dict[str, Any] = {
            "amount": self.amount,
            "unit": self.unit.value,
            "calendar": self.calendar.value,
            "starts_on": self.starts_on.isoformat(),
            "last_on": self.last_on.isoformat(),
            "starts_at": _instant_text(self.starts_at),
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [_skipped_values(skipped) for skipped in self.skipped],
            "rolled_over": [_skipped_values(skipped) for skipped in self.rolled_over],
            "corresponding_on": _day_text(self.corresponding_on),
            "resumed_on": _day_text(self.resumed_on),
            "stretches": [[_instant_text(a), _instant_text(b)] for a, b in self.stretches],
            "delivery": [day.isoformat() for day in self.delivery],
            "first_day_counts": self.first_day_counts,
            "backward": self.backward,
            "clear_days": self.clear_days,
            "extended_to": _day_text(self.extended_to),
        }
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Counting:
        """The counting `to_json` wrote. Raises ValueError or KeyError for anything else."""
        values = json.loads(text)
        return cls(
            amount=values["amount"],
            unit=Unit(values["unit"]),
            calendar=CalendarName(values["calendar"]),
            starts_on=date.fromisoformat(values["starts_on"]),
            last_on=date.fromisoformat(values["last_on"]),
            starts_at=_instant(values["starts_at"]),
            counted=tuple(date.fromisoformat(day) for day in values["counted"]),
            skipped=tuple(_skipped(skipped) for skipped in values["skipped"]),
            rolled_over=tuple(_skipped(skipped) for skipped in values["rolled_over"]),
            corresponding_on=_day(values["corresponding_on"]),
            resumed_on=_day(values["resumed_on"]),
            stretches=tuple(
                (datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in values["stretches"]
            ),
            delivery=tuple(date.fromisoformat(day) for day in values["delivery"]),
            first_day_counts=values["first_day_counts"],
            backward=values["backward"],
            clear_days=values["clear_days"],
            extended_to=_day(values["extended_to"]),
        )


def _skipped_values(skipped: Skipped) -> list[str]:
    return [skipped.on.isoformat(), skipped.reason.value, skipped.name]


def _skipped(values: list[str]) -> Skipped:
    on, reason, name = values
    return Skipped(on=date.fromisoformat(on), reason=Reason(reason), name=name)


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _instant_text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
