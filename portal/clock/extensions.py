"""Giving a commitment a later date (product rule 9). Pure; delay notices move nothing (see `keeping`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from portal.clock.calendars import Calendars
from portal.clock.due import Due, due, due_from_day
from portal.clock.limits import Limit
from portal.clock.zones import day_start
from portal.errors import RuleBroken

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """How far a standard may be extended: `cap` counted from the last day, or from the original start."""

    cap: Limit
    from_start: bool = False


def extension_cap(current: Due, rule: ExtensionRule, *, started_at: datetime, calendars: Calendars) -> Due:
    """The latest day an extension may give without a manager's good reason. Day 0 is the last day now due,
    or the day of `started_at` where the rule counts from the start (subject access: three months in all).
    """
    if rule.from_start:
        return due(rule.cap, started_at, calendars)
    return due_from_day(rule.cap, current.on, calendars)


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
) -> Due:
    """The due date moved to the end of the local day `new_on`, inclusive.

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
    cap = extension_cap(current, rule, started_at=started_at, calendars=calendars)
    if new_on > cap.on and not manager_reason.strip():
        raise RuleBroken("over the cap", cap_on=cap.on, new_on=new_on)
    return replace(
        current,
        at=day_start(new_on + _DAY, calendars.zone),
        on=new_on,
        provisional=new_on > calendars.published_until,
        counting=replace(current.counting, extended_to=new_on),
    )
