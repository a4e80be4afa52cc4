"""Whether a promise was kept, and what falls due next. Pure (product rules 9, 10, 11, 13 and 16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.clock.calendars import Calendars
from portal.clock.due import Due, due, due_from_day
from portal.clock.limits import Limit, Unit
from portal.errors import RuleBroken


class Outcome(StrEnum):
    """How a commitment stands, and one of the last four is how it ends."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_WITHIN_EXTENSION = "kept within an extension"
    LATE_WITH_NOTICE = "late with notice"
    LATE = "late"


def outcome(
    due_at: datetime,
    *,
    limit: Limit,
    now: datetime,
    kept_at: datetime | None = None,
    notice_sent_at: datetime | None = None,
    extended: bool = False,
    original_due_at: datetime | None = None,
    not_before_at: datetime | None = None,
) -> Outcome:
    """How a commitment stands at `now` (rule 9). Late stays late, and shows while it is still open.

    A limit of days (and any extension) must be kept before `due_at`, the midnight that ends its last day; a
    limit of hours at `due_at` at the latest. A delay notice helps only if sent in that time. Kept before
    `original_due_at`, an extended commitment needed no extension and counts as kept. Kept before
    `not_before_at`, a promise with two ends is broken as if late (rule 10).
    """
    by_day = limit.counts_days or extended
    if not _in_time(kept_at or now, due_at, by_day=by_day):
        told = notice_sent_at is not None and _in_time(notice_sent_at, due_at, by_day=by_day)
        return Outcome.LATE_WITH_NOTICE if told else Outcome.LATE
    if kept_at is None:
        return Outcome.OPEN
    if not_before_at is not None and kept_at < not_before_at:
        return Outcome.LATE
    if not extended:
        return Outcome.KEPT
    needless = original_due_at is not None and _in_time(kept_at, original_due_at, by_day=limit.counts_days)
    return Outcome.KEPT if needless else Outcome.KEPT_WITHIN_EXTENSION


def recalculates(
    due_at: datetime,
    *,
    limit: Limit,
    now: datetime,
    closed: bool = False,
    extended: bool = False,
    agreed: bool = False,
) -> bool:
    """Whether changed holidays or closures move this commitment (rule 13).

    Only one that is open and not yet late; what is closed, extended or agreed with the customer stays.
    """
    return not (closed or extended or agreed) and _in_time(now, due_at, by_day=limit.counts_days)


class Punctuality(StrEnum):
    """How an arrival compares with the time in force."""

    ON_TIME = "on time"
    ON_TIME_AS_TOLD = "on time as told"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """`expected_at` is the time in force: the agreed one, or the last the customer was told in time.

    `off_by` is negative for an arrival before it.
    """

    punctuality: Punctuality
    expected_at: datetime
    off_by: timedelta

    @property
    def kept(self) -> bool:
        """Whether the promise to be on time was kept."""
        return self.punctuality in (Punctuality.ON_TIME, Punctuality.ON_TIME_AS_TOLD)


_TOLERANCES = {
    Unit.SECONDS: timedelta(seconds=1),
    Unit.MINUTES: timedelta(minutes=1),
    Unit.HOURS: timedelta(hours=1),
}


def punctuality(
    agreed_at: datetime,
    arrived_at: datetime,
    tolerance: Limit,
    told: Sequence[tuple[datetime, datetime]] = (),
) -> Arrival:
    """Two-sided punctuality (rule 10; HHP 7.1 b8): exactly the tolerance, early or late, is still on time.

    `told` are (told_at, new_time). Telling counts if it was before the time then in force and before the
    arrival; the new time has the same tolerance and may be moved again. Raises RuleBroken("not a tolerance").
    """
    if tolerance.unit not in _TOLERANCES:
        raise RuleBroken("not a tolerance", unit=tolerance.unit)
    expected_at = agreed_at
    for told_at, new_time in sorted(told):
        if told_at < expected_at and told_at < arrived_at:
            expected_at = new_time
    off_by = arrived_at - expected_at
    if abs(off_by) > tolerance.amount * _TOLERANCES[tolerance.unit]:
        found = Punctuality.LATE if off_by > timedelta(0) else Punctuality.EARLY
    else:
        found = Punctuality.ON_TIME if expected_at == agreed_at else Punctuality.ON_TIME_AS_TOLD
    return Arrival(punctuality=found, expected_at=expected_at, off_by=off_by)


def earliest(first: Due, *others: Due) -> Due:
    """Where limits meet, the earlier (rules 11 and 14). Of two at the same instant, the one named first."""
    return min((first, *others), key=lambda found: found.at)


def next_recurrence(
    limit: Limit,
    *,
    last_due_at: datetime,
    last_due_on: date,
    last_done_at: datetime,
    from_due: bool,
    calendars: Calendars,
) -> Due:
    """When what recurs falls due again (rule 16).

    `from_due` (checks, hourly and daily): counted from the last due date, so that a late check does not
    push back the next. Otherwise (reviews, training): from when it was last done.
    """
    if not from_due:
        return due(limit, last_done_at, calendars)
    if limit.counts_days:
        # Not last_due_at: that is midnight, already the day after.
        return due_from_day(limit, last_due_on, calendars)
    return due(limit, last_due_at, calendars)


def _in_time(at: datetime, due_at: datetime, *, by_day: bool) -> bool:
    return at < due_at if by_day else at <= due_at
