"""Counting in whole local days: which day is the last. Pure; `due` turns the last day into an instant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.clock.calendars import WorkingCalendar
from portal.clock.explain import Counting, Reason, Skipped
from portal.clock.limits import Limit, Unit
from portal.errors import RuleBroken

_DAY = timedelta(days=1)
_MONTHS = {Unit.MONTHS: 1, Unit.QUARTERS: 3, Unit.YEARS: 12}
_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7}


@dataclass(frozen=True, slots=True, kw_only=True)
class PausedDays:
    """A pause in local days: `first` counts as paused, `until` does not (product rule 8).

    A pause that begins and ends on one day has no length and changes nothing.
    """

    first: date
    until: date
    reason: str = ""


def add_months(day: date, months: int) -> date:
    """The corresponding date so many months on (or back), else the last day of that month (rule 7)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - _DAY).day
    return date(year, month + 1, min(day.day, last))


def count_days(
    limit: Limit,
    start: date,
    calendar: WorkingCalendar,
    pauses: Collection[PausedDays] = (),
    *,
    starts_at: datetime | None = None,
) -> Counting:
    """Count a forward limit of days from `start`; `last_on` of the answer is the last day, inclusive.

    `start` is day 0 unless the limit counts from the same day (rule 4). Each pause adds its own length
    in the limit's unit, working days for working days, else calendar days; time paused before the start
    or after the last day adds nothing. Rolling forward comes last. Raises RuleBroken("not counted in days").
    """
    corresponding = _without_pauses(limit, start, calendar, 0)
    last, paused = _with_pauses(limit, start, corresponding, calendar, pauses)
    resumed = _resumed(limit, start, last, calendar, paused)
    counted, skipped = _walked(limit, start, last, calendar, paused, resumed)
    rolled: list[Skipped] = []
    while limit.rolls_forward and (why := calendar.skipped(last)):
        rolled.append(why)
        last += _DAY
    return Counting(
        amount=limit.amount,
        unit=limit.unit,
        calendar=limit.calendar,
        starts_on=start,
        starts_at=starts_at,
        last_on=last,
        counted=counted,
        skipped=skipped,
        rolled_over=tuple(rolled),
        corresponding_on=corresponding if limit.unit in _MONTHS else None,
        resumed_on=resumed,
        first_day_counts=limit.counts_from_same_day,
    )


def count_back(
    limit: Limit, works_on: date, calendar: WorkingCalendar, delivery_working_days: int = 0
) -> Counting:
    """Count a notice back from `works_on`, day 0; `last_on` is the last day it may be sent (rule 10).

    `clear_days` leaves out both ends. Days for delivery are working days, counted back further. A limit
    that rolls, rolls back: a notice is never later for falling on a holiday.
    """
    last = sent = _back_to(limit, works_on, calendar)
    rolled: list[Skipped] = []
    while limit.rolls_forward and (why := calendar.skipped(sent)):
        rolled.append(why)
        sent -= _DAY
    delivery = tuple(calendar.counting_from(sent, -delivery_working_days))
    counted, skipped = _walked_back(limit, works_on, last, calendar)
    return Counting(
        amount=limit.amount,
        unit=limit.unit,
        calendar=limit.calendar,
        starts_on=works_on,
        last_on=delivery[-1] if delivery else sent,
        counted=counted,
        skipped=skipped,
        rolled_over=tuple(rolled),
        corresponding_on=last if limit.unit in _MONTHS else None,
        delivery=delivery,
        first_day_counts=limit.counts_from_same_day,
        backward=True,
        clear_days=limit.clear_days,
    )


def _back_to(limit: Limit, works_on: date, calendar: WorkingCalendar) -> date:
    """The last day a notice may arrive, before rolling and without the post."""
    less = (1 if limit.counts_from_same_day and limit.amount else 0) - (1 if limit.clear_days else 0)
    if limit.counts_working_days:
        if limit.counts_from_same_day and not calendar.is_working(works_on):
            works_on = calendar.add(works_on, -1)
        return calendar.add(works_on, less - limit.amount)
    if limit.unit in _DAYS:
        return works_on - _DAY * (limit.amount * _DAYS[limit.unit] - less)
    return add_months(works_on, -limit.amount * _months(limit)) + _DAY * less


def _walked_back(
    limit: Limit, works_on: date, last: date, calendar: WorkingCalendar
) -> tuple[tuple[date, ...], tuple[Skipped, ...]]:
    """Each day from the works back to the last: those that counted, and those that did not with why."""
    counted: list[date] = []
    skipped: list[Skipped] = []
    for n in range(0 if limit.counts_from_same_day else 1, (works_on - last).days + 1):
        day = works_on - _DAY * n
        if limit.counts_working_days and (why := calendar.skipped(day)):
            skipped.append(why)
        elif limit.unit not in _MONTHS and not (limit.clear_days and day == last):
            counted.append(day)
    return tuple(counted), tuple(skipped)


def _without_pauses(limit: Limit, start: date, calendar: WorkingCalendar, longer: int) -> date:
    """The last day, `longer` of the limit's own days later than it would be, before rolling."""
    same_day = limit.counts_from_same_day
    if limit.counts_working_days:
        if same_day:
            first = calendar.next_working(start, inclusive=True)
            return calendar.add(first, max(limit.amount - 1, 0) + longer)
        return calendar.add(start, limit.amount + longer)
    if limit.unit in _DAYS:
        days = limit.amount * _DAYS[limit.unit] - (1 if same_day and limit.amount else 0)
        return start + _DAY * (days + longer)
    last = add_months(start, limit.amount * _months(limit))
    # A month that begins with the 5th ends with the 4th; one that begins with 31 January ends in February.
    if same_day and last.day == start.day:
        last -= _DAY
    return last + _DAY * longer


def _with_pauses(
    limit: Limit, start: date, last: date, calendar: WorkingCalendar, pauses: Collection[PausedDays]
) -> tuple[date, dict[date, str]]:
    """The last day with the pauses added, before rolling, and each paused day with the pause's reason.

    A pause adds its whole length if it began while the clock still ran, until the day the last one rolls to.
    """
    paused: dict[date, str] = {}
    for pause in sorted(pauses, key=lambda p: (p.first, p.until)):
        # A clock made longer by one pause may reach the next.
        if max(pause.first, start) > _rolled(limit, last, calendar):
            break
        paused |= {d: pause.reason for d in _paused_days(limit, start, calendar, pause) if d not in paused}
        last = _without_pauses(limit, start, calendar, len(paused))
    return last, paused


def later_by_pause(limit: Limit, last: date, calendar: WorkingCalendar, pause: PausedDays) -> date:
    """An extended last day after a pause, which adds its own length in the limit's unit, then rolls (rule 8).

    A pause that began after that day changes nothing.
    """
    if pause.first > last:
        return last
    longer = len(_paused_days(limit, pause.first, calendar, pause))
    later = calendar.add(last, longer) if limit.counts_working_days else last + _DAY * longer
    return _rolled(limit, later, calendar) if longer else last


def _rolled(limit: Limit, last: date, calendar: WorkingCalendar) -> date:
    return calendar.next_working(last, inclusive=True) if limit.rolls_forward else last


def _months(limit: Limit) -> int:
    if limit.unit not in _MONTHS:
        raise RuleBroken("not counted in days", unit=limit.unit)
    return _MONTHS[limit.unit]


def _paused_days(limit: Limit, start: date, calendar: WorkingCalendar, pause: PausedDays) -> list[date]:
    """Each day of the pause that has length in the limit's unit, from `start` on."""
    first = max(pause.first, start)
    days = (first + _DAY * n for n in range((pause.until - first).days))
    return [day for day in days if not limit.counts_working_days or calendar.is_working(day)]


def _resumed(
    limit: Limit, start: date, last: date, calendar: WorkingCalendar, paused: dict[date, str]
) -> date | None:
    """Where day 0 itself was paused: the first day after, which is day 0 in its stead."""
    if limit.counts_from_same_day or start not in paused:
        return None
    day = start
    while day <= last and (day in paused or (limit.counts_working_days and not calendar.is_working(day))):
        day += _DAY
    return day


def _walked(
    limit: Limit,
    start: date,
    last: date,
    calendar: WorkingCalendar,
    paused: dict[date, str],
    resumed: date | None,
) -> tuple[tuple[date, ...], tuple[Skipped, ...]]:
    """Each day from the start to the last: those that counted, and those that did not with why."""
    working, by_date = limit.counts_working_days, limit.unit in _MONTHS
    if by_date and not paused:
        return (), ()
    counted: list[date] = []
    skipped: list[Skipped] = []
    for n in range(0 if limit.counts_from_same_day or resumed else 1, (last - start).days + 1):
        day = start + _DAY * n
        if working and (why := calendar.skipped(day)):
            skipped.append(why)
        elif day in paused:
            skipped.append(Skipped(on=day, reason=Reason.PAUSED, name=paused[day]))
        elif not by_date and day != resumed:
            counted.append(day)
    return tuple(counted), tuple(skipped)
