"""What can be done on the day of a visit, and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.appointments.places import Place
from portal.appointments.states import HELD, State, may_become
from portal.clock.zones import local_day, wall_instant
from portal.errors import RuleBroken

MOST_OFF_MINUTES = 240  # further off it is another time: move it


class VisitAct(StrEnum):
    """In the order of a day; the value stands in the address."""

    ON_THE_WAY = "on-the-way"
    LATE = "late"
    ARRIVED = "arrived"
    IDENTITY = "identity"
    FINISHED = "finished"
    NO_ACCESS = "no-access"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTheDay:
    """What decides which acts are possible. `must_read`: a safety instruction not read yet today."""

    state: State
    place: Place
    starts_at: datetime | None
    now: datetime
    zone: ZoneInfo
    identity_shown: bool = False
    must_read: bool = False

    @property
    def is_today(self) -> bool:
        """Whether it is the local day of the visit, or later."""
        if self.starts_at is None:
            return False
        return local_day(self.starts_at, self.zone) <= local_day(self.now, self.zone)


def possible(day: OnTheDay) -> tuple[VisitAct, ...]:
    """The acts that make sense now; nothing before the day itself.

    Somebody who has arrived may still find that nobody lets them in, until they have shown their card.
    """
    if day.state not in HELD or day.starts_at is None:
        return ()
    home = day.place is Place.HOME
    under_way = day.state is State.ARRIVED
    starts = day.is_today and not day.must_read
    may = {
        VisitAct.ON_THE_WAY: starts and home and may_become(day.state, State.ON_THE_WAY),
        VisitAct.LATE: not under_way and day.is_today,
        VisitAct.ARRIVED: starts and may_become(day.state, State.ARRIVED),
        VisitAct.IDENTITY: home and under_way and not day.identity_shown,
        VisitAct.FINISHED: under_way,
        VisitAct.NO_ACCESS: starts
        and home
        and may_become(day.state, State.NO_ACCESS)
        and not day.identity_shown,
        VisitAct.MISSED: not under_way and day.now > day.starts_at,
    }
    return tuple(act for act in VisitAct if may[act])


def is_read(read_at: datetime | None, starts_at: datetime | None, zone: ZoneInfo) -> bool:
    """Whether the instruction was read on the local day of the visit or later, so that it is the latest."""
    if read_at is None or starts_at is None:
        return False
    return local_day(read_at, zone) >= local_day(starts_at, zone)


def happened_at(typed: time | None, *, starts_at: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    """When something of the visit's day happened: the local time typed, on that day; else just now.

    Raises RuleBroken("happened in the future"), and ("say when") where nothing was typed on a later day.
    """
    on = local_day(starts_at, zone)
    if typed is None:
        if local_day(now, zone) != on:
            raise RuleBroken("say when", on=on)
        return now
    at = wall_instant(on, typed, zone)
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    return at


def new_time(starts_at: datetime, minutes: int) -> datetime:
    """The time we now say, `minutes` after the agreed one, or before it where negative.

    Raises RuleBroken("no minutes") for 0 and ("too far off") for more than `MOST_OFF_MINUTES`.
    """
    if minutes == 0:
        raise RuleBroken("no minutes")
    if abs(minutes) > MOST_OFF_MINUTES:
        raise RuleBroken("too far off", most=MOST_OFF_MINUTES)
    return starts_at + timedelta(minutes=minutes)
