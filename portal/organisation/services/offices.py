"""Offices with their hours, closures, and bank holidays added or struck.

Whoever changes closures or holidays then has commitments recalculated (rule 13), a package above this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.facts import WindowFacts
from portal.organisation.models import Closure, HolidayChange, Office, OpeningWindow
from portal.organisation.queries import landlord, office_row
from portal.organisation.services.changes import changed, refusing, remove, row_or_new

LONGEST_CLOSURE_DAYS = 366


def save_office(
    *,
    office_id: int | None,
    name: str,
    address: str,
    postcode: str,
    phone: str,
    email: str,
    access_facts: str,
    division: str,
    is_main: bool,
    windows: Sequence[WindowFacts],
    version: int,
    by: int | None,
    now: datetime,
) -> Office:
    """Add an office (`office_id` None) or change one, with all its opening windows, several a day.

    One office is always the main one: the first, until another is marked. Raises Stale, RuleBroken("windows
    overlap", weekday), RuleBroken("name taken").
    """
    _refuse_overlap(windows)
    row = row_or_new(Office, office_id, version)
    if office_id is not None:
        row = office_row(office_id)
        row.windows.clear()  # the old ones go first, or a window kept would meet itself in the index
    is_main = is_main or not _another_is_main(office_id)
    if is_main:
        db.session.execute(
            sa.update(Office).where(Office.id.is_distinct_from(office_id)).values(is_main=False)
        )
    with refusing("name taken"):
        row.name, row.address, row.postcode = name, address, postcode
        row.phone, row.email, row.access_facts = phone, email, access_facts
        row.division, row.is_main = division, is_main
        db.session.add(row)
    row.windows.extend(
        OpeningWindow(weekday=w.weekday, opens_minute=w.opens_minute, closes_minute=w.closes_minute)
        for w in windows
    )
    changed(now=now, act="office.saved", by=by)
    return row


def add_closure(
    *,
    office_id: int | None,
    from_on: date,
    to_on: date,
    reason: str,
    opens_minute: int | None = None,
    closes_minute: int | None = None,
    by: int | None,
    now: datetime,
) -> Closure:
    """Close an office (None: all) on these dates, both inclusive, or open it just between the two minutes.

    Raises RuleBroken("closure ends before it begins"), ("closure too long"), ("window ends before it opens").
    """
    if to_on < from_on:
        raise RuleBroken("closure ends before it begins", from_on=from_on, to_on=to_on)
    if (to_on - from_on).days >= LONGEST_CLOSURE_DAYS:
        raise RuleBroken("closure too long", days=(to_on - from_on).days + 1)
    if (opens_minute is None) != (closes_minute is None):
        raise RuleBroken("window needs both ends")
    if opens_minute is not None and closes_minute is not None and closes_minute <= opens_minute:
        raise RuleBroken("window ends before it opens")
    row = Closure(
        office_id=office_id,
        from_on=from_on,
        to_on=to_on,
        reason=reason,
        opens_minute=opens_minute,
        closes_minute=closes_minute,
    )
    db.session.add(row)
    changed(now=now, act="closure.added", by=by)
    return row


def remove_closure(*, closure_id: int, by: int | None, now: datetime) -> None:
    """The office opens after all; NotFound where the closure is gone already."""
    remove(Closure, closure_id)
    changed(now=now, act="closure.removed", by=by)


def change_holiday(
    *, division: str, on: date, name: str, struck: bool, by: int | None, now: datetime
) -> HolidayChange:
    """Add a bank holiday to a division's list, or strike one from it (rule 13).

    Raises RuleBroken("already a holiday"), ("no such holiday"), ("holiday at a weekend").
    """
    known = landlord().holidays.of(division)
    if struck and on not in known:
        raise RuleBroken("no such holiday", on=on)
    if not struck and on in known:
        raise RuleBroken("already a holiday", on=on, name=known[on])
    if not struck and on.weekday() >= 5:
        raise RuleBroken("holiday at a weekend", on=on)
    db.session.execute(
        sa.delete(HolidayChange).where(HolidayChange.division == division, HolidayChange.on == on)
    )
    row = HolidayChange(division=division, on=on, name=name or known.get(on, ""), struck=struck)
    db.session.add(row)
    changed(now=now, act="holiday.struck" if struck else "holiday.added", by=by)
    return row


def undo_holiday_change(*, change_id: int, by: int | None, now: datetime) -> None:
    """Back to the published list for that day; NotFound where the change is gone already."""
    remove(HolidayChange, change_id)
    changed(now=now, act="holiday.change undone", by=by)


def _another_is_main(office_id: int | None) -> bool:
    query = sa.select(Office.id).where(Office.is_main.is_(True))
    if office_id is not None:
        query = query.where(Office.id != office_id)
    return db.session.scalar(query.limit(1)) is not None


def _refuse_overlap(windows: Iterable[WindowFacts]) -> None:
    last: WindowFacts | None = None
    for window in sorted(windows, key=lambda w: (w.weekday, w.opens_minute)):
        if window.closes_minute <= window.opens_minute:
            raise RuleBroken("window ends before it opens", weekday=window.weekday)
        if last and last.weekday == window.weekday and window.opens_minute < last.closes_minute:
            raise RuleBroken("windows overlap", weekday=window.weekday)
        last = window
