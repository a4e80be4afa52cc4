"""Who is away, until when, and who stands in for them. Pure: values, and questions of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.charters.standards import Charter, Event
from portal.clock.calendars import WorkingCalendar
from portal.clock.limits import Limit
from portal.clock.zones import day_start
from portal.timekeeping import local_date

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """A member of staff who stands in for another, with the number they are reached on at work."""

    person_id: int
    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Somebody is away from one instant until another, excluded. `deputy`: who was named and works here."""

    person_id: int
    from_at: datetime
    to_at: datetime
    deputy: Deputy | None = None

    def last_on(self, zone: ZoneInfo) -> date:
        """The last local day of the absence."""
        return local_date(self.to_at - _INSTANT, zone)

    def back_on(self, calendar: WorkingCalendar, zone: ZoneInfo) -> date:
        """The first working day that is no longer touched by the absence."""
        return calendar.next_working(self.last_on(zone), inclusive=False)

    def is_longer_than(self, limit: Limit, calendar: WorkingCalendar, zone: ZoneInfo) -> bool:
        """Whether it takes more days than the limit has: working days or calendar days, as that counts."""
        before, last = local_date(self.from_at, zone) - _DAY, self.last_on(zone)
        if limit.counts_working_days:
            return calendar.working_days_after(before, last) > limit.amount
        return (last - before).days > limit.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What there is to say of somebody who is away: since and until when, when back, who stands in."""

    from_at: datetime
    last_on: date
    back_on: date
    deputy: Deputy | None


def cover_of(
    away: Mapping[int, Away], person_id: int | None, calendar: WorkingCalendar, zone: ZoneInfo
) -> Cover | None:
    """The cover of somebody, given everybody who is away; None for one who is there, and for nobody."""
    if person_id is None or person_id not in away:
        return None
    absence = away[person_id]
    return Cover(
        from_at=absence.from_at,
        last_on=absence.last_on(zone),
        back_on=absence.back_on(calendar, zone),
        deputy=stand_in(away, person_id),
    )


def unnoticed(charter: Charter, on: date) -> Limit | None:
    """How long an absence may last without a word to those who write (TPP Written f: one working day).

    None where the policy sets no such length: then every absence is told of.
    """
    return next(
        (
            s.limit
            for s in charter.all_standards()
            if s.trigger.event is Event.ABSENCE_BEGAN and s.in_force(on)
        ),
        None,
    )


def stand_in(away: Mapping[int, Away], person_id: int) -> Deputy | None:
    """Who stands in for somebody, given everybody who is away: nobody when the person is there.

    A deputy who is away as well is followed to theirs. None also when no deputy was named, or when the
    deputies point in a circle: then the team's number is what we give (TPP Written f).
    """
    seen = set()
    here: int | None = person_id
    deputy: Deputy | None = None
    while here is not None and here in away and here not in seen:
        seen.add(here)
        deputy = away[here].deputy
        here = deputy.person_id if deputy else None
    return deputy if deputy is not None and here not in away else None


def span(first_on: date, last_on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants of whole local days, the first and the last included: begins, and ends excluded."""
    return day_start(first_on, zone), day_start(last_on + _DAY, zone)
