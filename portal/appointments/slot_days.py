"""Slots laid out by day for choosing from a list, and how one that was chosen stands in a form. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from portal.appointments.diaries import Slot
from portal.clock.zones import local_day

_DAY = timedelta(days=1)
_WRITTEN = "%Y%m%dT%H%MZ"
NOON, EVENING = time(12), time(17)


class Part(StrEnum):
    """A part of the local day: before midday, from midday, from 5pm."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotDay:
    """A local day and its slots, in order."""

    on: date
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A time chosen from a list, and the officer who came with it; None: anybody."""

    starts_at: datetime
    officer_id: int | None = None


def part_of(at: datetime, zone: ZoneInfo) -> Part:
    """The part of the local day in which that instant lies."""
    local = at.astimezone(zone).time()
    return Part.MORNING if local < NOON else Part.AFTERNOON if local < EVENING else Part.EVENING


def by_day(
    slots: Sequence[Slot], zone: ZoneInfo, *, part: Part | None = None, most: int
) -> tuple[tuple[SlotDay, ...], date | None]:
    """Whole local days until `most` slots are reached, and the day with which to go on; None: all are shown.

    The slots are in order. A day is never cut, so that nobody thinks its last time is its only one.
    """
    wanted = [slot for slot in slots if part is None or part_of(slot.starts_at, zone) is part]
    days: list[SlotDay] = []
    shown = 0
    for on, found in groupby(wanted, key=lambda slot: local_day(slot.starts_at, zone)):
        if shown >= most:
            return tuple(days), on
        day = SlotDay(on=on, slots=tuple(found))
        days.append(day)
        shown += len(day.slots)
    return tuple(days), None


def written(slot: Slot) -> str:
    """A slot as the value of a choice: when it begins, in UTC, and who comes first."""
    return f"{slot.starts_at.astimezone(UTC):{_WRITTEN}}.{slot.officer_ids[0]}"


def picked(text: str) -> Picked | None:
    """What `written` wrote; None for anything else."""
    at, _, officer = text.partition(".")
    try:
        starts_at = datetime.strptime(at, _WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
    if not (officer.isascii() and officer.isdigit() and len(officer) <= 18):
        return None
    return Picked(starts_at=starts_at, officer_id=int(officer))
