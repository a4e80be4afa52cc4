"""When a limit runs out: the pure engine behind every date the portal shows.

Product rules 1 to 10; `days` counts whole days and `hours` counts open time. Told everything, asks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from portal.clock.calendars import Calendars
from portal.clock.days import PausedDays, count_back, count_days
from portal.clock.explain import Counting, Skipped
from portal.clock.hours import OpeningHours
from portal.clock.intervals import Interval, merge, subtract
from portal.clock.limits import Limit, Unit
from portal.clock.zones import day_start, local_day
from portal.errors import RuleBroken

_DAY = timedelta(days=1)
_CLOCK_UNITS = {
    Unit.SECONDS: timedelta(seconds=1),
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A clock stopped with a reason (rule 8). `ended_at` is None while it lasts."""

    began_at: datetime
    ended_at: datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a commitment falls due.

    `at` is UTC. Where the limit counts days it is the local midnight at the end of the last day, exclusive;
    for every other limit it is the last instant that still keeps it. `on` is the last local day, inclusive.
    `provisional`: holidays are not published that far. `after_hours`: asked when the office would not open
    again that day. `paused`: a pause still lasts, so the date will move.
    """

    at: datetime
    on: date
    provisional: bool
    counting: Counting
    after_hours: bool = False
    paused: bool = False


def due(
    limit: Limit,
    event_at: datetime,
    calendars: Calendars,
    *,
    pauses: Sequence[Pause] = (),
    now: datetime | None = None,
) -> Due:
    """When a forward limit that began at `event_at` (aware) runs out. Day 0 is the local day of the event.

    A pause that still lasts is counted up to `now`; without `now` it raises RuleBroken("still paused").
    Raises RuleBroken("not counted in time") for rings, "counts backwards" for a notice, "never open" and
    "no working day" where the calendar has no such time. Product rules 1 to 8.
    """
    if limit.backward:
        raise RuleBroken("counts backwards", amount=limit.amount, unit=limit.unit)
    if event_at.tzinfo is None:
        raise ValueError("event_at must be aware")
    event_at = event_at.astimezone(UTC)
    stopped = [(p.began_at.astimezone(UTC), _ended(p, now), p.reason) for p in pauses]
    match limit.unit:
        case Unit.RINGS:
            raise RuleBroken("not counted in time", unit=limit.unit)
        case Unit.SAME_DAY:
            found = _due_same_day(limit, event_at, calendars)
        case Unit.OFFICE_HOURS:
            found = _due_office_hours(limit, event_at, calendars, [(a, b) for a, b, _ in stopped])
        case Unit.SECONDS | Unit.MINUTES | Unit.HOURS:
            found = _due_clock_time(limit, event_at, calendars, [(a, b) for a, b, _ in stopped])
        case _:
            days = [_paused_days(began_at, ended_at, why, calendars) for began_at, ended_at, why in stopped]
            day, calendar = local_day(event_at, calendars.zone), calendars.named(limit.calendar)
            counting = count_days(limit, day, calendar, days, starts_at=event_at)
            found = _due_on(counting.last_on, counting, calendars)
    lasts = any(p.ended_at is None and p.began_at < found.at for p in pauses)
    return replace(found, paused=True) if lasts else found


def due_from_day(limit: Limit, day: date, calendars: Calendars, *, pauses: Sequence[PausedDays] = ()) -> Due:
    """The same for a limit of days where only the date of the event is known; `day` is day 0.

    Raises RuleBroken("not counted in days") for a limit of hours, "counts backwards" for a notice.
    """
    if limit.backward:
        raise RuleBroken("counts backwards", amount=limit.amount, unit=limit.unit)
    counting = count_days(limit, day, calendars.named(limit.calendar), pauses)
    return _due_on(counting.last_on, counting, calendars)


def latest_send(limit: Limit, works_on: date, calendars: Calendars, *, delivery_working_days: int = 0) -> Due:
    """The last day a notice may be sent so that it keeps `limit` before `works_on` (rule 10).

    The day of the works is day 0. `delivery_working_days` are added where it goes by post. HHP 4 b6.
    """
    counting = count_back(limit, works_on, calendars.named(limit.calendar), delivery_working_days)
    # Counting back, it is the works and not the sending that may lie beyond what is published.
    late = works_on > calendars.published_until
    return replace(_due_on(counting.last_on, counting, calendars), provisional=late)


def start_of_office_hours(
    event_at: datetime,
    hours: OpeningHours,
    *,
    collected_at: datetime | None = None,
    first_check_at: datetime | None = None,
    absence_ends_at: datetime | None = None,
) -> datetime:
    """When a clock of office hours begins to run (rule 5; RHA 2.8.1d, 2.8.2d).

    In hours: at the event. Outside: at the next opening, or where the standard counts from collection, when
    the message was collected, but never later than `first_check_at`, when the first check was due. For
    somebody absent it begins when the absence ends. The answer is always a time the office is open.
    """
    begins = event_at
    if not hours.is_open(event_at):
        collections = [at for at in (collected_at, first_check_at) if at is not None]
        begins = max(event_at, min(collections)) if collections else event_at
    if absence_ends_at is not None:
        begins = max(begins, absence_ends_at)
    return hours.next_opening(begins)


def same_day_due(event_at: datetime, calendars: Calendars) -> Due:
    """Until closing today if the office is open or opens later today, else on the next open day (rule 6).

    `after_hours` is set in the second case: the page shows the emergency number before anything
    else. RHA 2.4h.
    """
    return due(Limit(amount=0, unit=Unit.SAME_DAY), event_at, calendars)


def _due_same_day(limit: Limit, event_at: datetime, calendars: Calendars) -> Due:
    hours, today = calendars.hours, local_day(event_at, calendars.zone)
    opens = hours.next_opening(event_at)
    on = local_day(opens, hours.zone)
    stretches = [(max(a, event_at), b) for a, b in hours.windows_on(on) if b > event_at]
    counting = _counting(limit, event_at, calendars, on, stretches, _closed_days(hours, today, on))
    found = Due(at=stretches[-1][1], on=on, provisional=False, counting=counting, after_hours=on > today)
    return _rolled(limit, found, calendars)


def _due_office_hours(
    limit: Limit, event_at: datetime, calendars: Calendars, pauses: Sequence[Interval]
) -> Due:
    hours = calendars.hours
    stretches = hours.stretches(event_at, limit.amount * 3600, pauses)
    at = stretches[-1][1] if stretches else event_at
    # Due at midnight, closing time, it belongs to the day that ends.
    on = local_day(stretches[-1][0] if stretches else event_at, hours.zone)
    closed = _closed_days(hours, local_day(event_at, hours.zone), on)
    counting = _counting(limit, event_at, calendars, on, stretches, closed)
    return _rolled(limit, Due(at=at, on=on, provisional=False, counting=counting), calendars)


def _due_clock_time(
    limit: Limit, event_at: datetime, calendars: Calendars, pauses: Sequence[Interval]
) -> Due:
    """Clock time runs through nights, weekends and clock changes, so it is added in UTC."""
    at = event_at.astimezone(UTC) + limit.amount * _CLOCK_UNITS[limit.unit]
    stopped = merge((max(a, event_at), b) for a, b in pauses)
    for began_at, ended_at in stopped:
        if began_at >= at:
            break
        at += ended_at - began_at
    on = local_day(at, calendars.zone)
    running = subtract([(event_at, at)], stopped)
    counting = _counting(limit, event_at, calendars, on, running, ())
    return _rolled(limit, Due(at=at, on=on, provisional=False, counting=counting), calendars)


def _rolled(limit: Limit, found: Due, calendars: Calendars) -> Due:
    """A limit of hours, rolled where it rolls.

    It goes to the first moment that could be due on the next working day. Any later moment (the same time
    of day, its end) would put what began later ahead of what began earlier.
    """
    calendar = calendars.named(limit.calendar)
    passed: list[Skipped] = []
    on = found.on
    while limit.rolls_forward and (why := calendar.skipped(on)):
        passed.append(why)
        on += _DAY
    if passed:
        counting = replace(found.counting, rolled_over=tuple(passed), last_on=on)
        found = replace(found, at=_first_due(limit, on, calendars), on=on, counting=counting)
    # Clock time asks no calendar, so it is never provisional unless it rolls.
    asks_calendar = limit.unit not in _CLOCK_UNITS or limit.rolls_forward
    return replace(
        found, at=found.at.astimezone(UTC), provisional=asks_calendar and found.on > calendars.published_until
    )


def _first_due(limit: Limit, on: date, calendars: Calendars) -> datetime:
    windows = calendars.hours.windows_on(on)
    if windows and limit.unit is Unit.SAME_DAY:
        return windows[-1][1]
    if windows and limit.unit is Unit.OFFICE_HOURS:
        return windows[0][0]
    return day_start(on, calendars.zone)


def _due_on(last_on: date, counting: Counting, calendars: Calendars) -> Due:
    return Due(
        at=day_start(last_on + _DAY, calendars.zone),
        on=last_on,
        provisional=last_on > calendars.published_until,
        counting=counting,
    )


def _counting(
    limit: Limit,
    event_at: datetime,
    calendars: Calendars,
    on: date,
    stretches: Sequence[Interval],
    skipped: Sequence[Skipped],
) -> Counting:
    return Counting(
        amount=limit.amount,
        unit=limit.unit,
        calendar=limit.calendar,
        starts_on=local_day(event_at, calendars.zone),
        starts_at=event_at,
        last_on=on,
        stretches=tuple(stretches),
        skipped=tuple(skipped),
    )


def _closed_days(hours: OpeningHours, first: date, last: date) -> list[Skipped]:
    days = (first + _DAY * n for n in range((last - first).days + 1))
    return [why for day in days if (why := hours.skipped(day))]


def _paused_days(began_at: datetime, ended_at: datetime, reason: str, calendars: Calendars) -> PausedDays:
    zone = calendars.zone
    return PausedDays(first=local_day(began_at, zone), until=local_day(ended_at, zone), reason=reason)


def _ended(pause: Pause, now: datetime | None) -> datetime:
    """When a pause ended; one that lasts is counted up to now."""
    ended_at = pause.ended_at or now
    if ended_at is None:
        raise RuleBroken("still paused", began_at=pause.began_at)
    if ended_at < pause.began_at:
        raise RuleBroken("pause ends before it begins", began_at=pause.began_at, ended_at=ended_at)
    return ended_at.astimezone(UTC)
