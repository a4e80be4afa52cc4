"""Giving a commitment a later date (product rule 9). Pure; delay notices move nothing (see `keeping`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.clock.calendars import Calendars
from portal.clock.days import PausedDays, later_by_pause
from portal.clock.due import Due, Pause, due, due_from_day
from portal.clock.limits import Limit
from portal.clock.zones import day_start, local_day
from portal.errors import RuleBroken

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """How far a standard may be extended: `cap` counted from the last day, or from the original start."""

    cap: Limit
    from_start: bool = False


def extension_cap(
    current: Due,
    rule: ExtensionRule,
    *,
    started_at: datetime,
    calendars: Calendars,
    unextended_on: date | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """The latest day an extension may give without a manager's good reason. Day 0 is the last day now due,
    or the day of `started_at` where the rule counts from the start (subject access: three months in all).

    `unextended_on` is the last day there was before the first extension: a second one shares its cap.
    `pauses`, all ended, lengthen a cap that counts from the start.
    """
    if rule.from_start:
        return due(rule.cap, started_at, calendars, pauses=pauses)
    return due_from_day(rule.cap, unextended_on or current.on, calendars)


def extended(
    current: Due,
    rule: ExtensionRule | None,
    *,
    new_on: date,
    made_at: datetime,
    started_at: datetime,
    reason: str,
    calendars: Calendars,
    manager_reason: str = "",
    unextended_on: date | None = None,
    pauses: Sequence[Pause] = (),
) -> Due:
    """The due date moved to the end of the local day `new_on`, inclusive. The rest as for `extension_cap`.

    Raises RuleBroken: "no extension" where the standard has none, "reason missing" (the customer is sent
    it), "too late to extend" once the last day (or hour) has ended, "not later" where the date is not,
    and "over the cap" unless a manager's written reason is given. The last two carry the dates as facts.
    """
    if rule is None:
        raise RuleBroken("no extension")
    if not reason.strip():
        raise RuleBroken("reason missing")
    if made_at >= current.at:
        raise RuleBroken("too late to extend", due_at=current.at, made_at=made_at)
    if new_on <= current.on:
        raise RuleBroken("not later", due_on=current.on, new_on=new_on)
    cap = extension_cap(
        current,
        rule,
        started_at=started_at,
        calendars=calendars,
        unextended_on=unextended_on,
        pauses=pauses,
    )
    if new_on > cap.on and not manager_reason.strip():
        raise RuleBroken("over the cap", cap_on=cap.on, new_on=new_on)
    return _until(new_on, current, calendars)


def extended_after_pause(
    current: Due, limit: Limit, *, began_at: datetime, ended_at: datetime, calendars: Calendars
) -> Due:
    """An extended date after a pause: later by the pause's own length in the unit of `limit` (rule 8).

    Calendar days for a limit of months or hours; a pause that began after the last day changes nothing.
    """
    pause = PausedDays(first=local_day(began_at, calendars.zone), until=local_day(ended_at, calendars.zone))
    return _until(
        later_by_pause(limit, current.on, calendars.named(limit.calendar), pause), current, calendars
    )


def _until(on: date, current: Due, calendars: Calendars) -> Due:
    """That date, moved to the end of the local day `on`."""
    return replace(
        current,
        at=day_start(on + _DAY, calendars.zone),
        on=on,
        provisional=on > calendars.published_until,
        counting=replace(current.counting, extended_to=on),
    )
