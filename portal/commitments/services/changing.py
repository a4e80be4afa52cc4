"""Moving a commitment's date: pauses, extensions, changed holidays.

Each move leaves a row saying why and by whom; what is over or late never moves (product rules 8, 9, 13).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.clock.due import Pause
from portal.clock.extensions import ExtensionRule, extended
from portal.clock.keeping import recalculates
from portal.commitments.models import ClockPause, Commitment, DateChange
from portal.commitments.proof import waits
from portal.commitments.services.counting import (
    as_due,
    count_aim_again,
    counted_again,
    move,
    pauses_of,
    run_again,
)
from portal.commitments.services.keeping import set_next_due
from portal.commitments.stored import extension_from, limit_from
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.models import Landlord
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


def pause(commitment: Commitment, record: Record, *, reason: str, by: int, now: datetime) -> None:
    """Stop the clock from `now`. Only a standard that allows it, once at a time, with a reason (rule 8)."""
    if not commitment.may_pause:
        raise RuleBroken("may not pause", standard=commitment.standard)
    if commitment.ended_at is not None or commitment.paused_at is not None:
        raise RuleBroken("not running", standard=commitment.standard)
    if not reason.strip():
        raise RuleBroken("reason missing")
    db.session.add(ClockPause(commitment_id=commitment.id, began_at=now, reason=reason, by_id=by))
    commitment.paused_at = now
    set_next_due(record)


def resume(
    commitment: Commitment, record: Record, *, by: int, now: datetime, at: datetime | None = None
) -> None:
    """Start the clock again; the length of the pause is added in the clock's own unit (rule 8).

    `at` is when what we waited for reached us, `now` unless given: the clock runs from then, also where
    somebody looks at it later. Raises RuleBroken("happened in the future"), ("waits for identity").
    """
    if at is not None and at > now:
        raise RuleBroken("happened in the future", at=at)
    if waits(commitment):
        raise RuleBroken("waits for identity", standard=commitment.standard)
    run_again(commitment, record, at=at or now, by=by, now=now)
    set_next_due(record)


def extend(
    commitment: Commitment,
    record: Record,
    *,
    new_on: date,
    reason: str,
    manager_reason: str = "",
    by: Reader,
    now: datetime,
) -> None:
    """Give a later date within the cap, before the last day ends (rule 9); beyond it only a manager may.

    A clock that stands has no last day to extend. A second extension shares the cap of the first.
    The reason is sent to the customer by whoever calls this, in the same transaction.
    """
    facts = landlord()
    stored = extension_from(commitment.extension)
    if manager_reason and not by.may(Ability.MANAGE_WORK):
        raise RuleBroken("only a manager may go over the cap")
    if commitment.ended_at is not None or commitment.paused_at is not None:
        raise RuleBroken("not running", standard=commitment.standard)
    later = extended(
        as_due(commitment),
        ExtensionRule(cap=stored.cap, from_start=stored.from_start) if stored else None,
        new_on=new_on,
        made_at=now,
        started_at=commitment.starts_at,
        reason=reason,
        calendars=facts.calendars(office_id=record.office_id, division=record.division),
        manager_reason=manager_reason,
        unextended_on=_last_day(commitment.original_due_at, facts.zone),
        pauses=[Pause(began_at=p.began_at, ended_at=p.ended_at) for p in pauses_of(commitment.id)],
    )
    commitment.original_due_at = commitment.original_due_at or commitment.due_at
    commitment.extended = True
    commitment.by_instant = False  # it lasts until the end of a day now, whatever its limit was
    move(commitment, later, kind="extension", by=by.person_id, now=now, why=reason)
    set_next_due(record)


def recalculated(commitment: Commitment, record: Record, *, now: datetime) -> DateChange | None:
    """Count an open commitment again after holidays changed; None where its date stays (rule 13).

    It also stays where it can no longer be counted: an office without any hours must not hold up the rest.
    """
    limit = limit_from(commitment.limit)
    if not recalculates(
        commitment.due_at,
        limit=limit,
        now=now,
        closed=commitment.ended_at is not None or commitment.paused_at is not None,
        extended=commitment.extended,
        agreed=commitment.agreed,
    ):
        return None
    pauses = pauses_of(commitment.id)
    try:
        found = counted_again(commitment, record, pauses, now=now)
        if commitment.aim_at is not None and commitment.aim_at > now:
            count_aim_again(commitment, record, pauses, now=now)
    except RuleBroken:
        return None
    if found.at == commitment.due_at:
        commitment.provisional = found.provisional
        commitment.counting = found.counting.to_json()
        return None
    change = move(commitment, found, kind="holidays", by=None, now=now, why="")
    set_next_due(record)
    return change


def _last_day(due_at: datetime | None, zone: ZoneInfo) -> date | None:
    """The last local day of a date, also where it ends with that day's midnight."""
    return None if due_at is None else local_date(due_at - timedelta(microseconds=1), zone)


def recalculate(*, now: datetime) -> None:
    """Ask for every open commitment to be counted again; the worker does it (`jobs.recalculate_some`)."""
    db.session.execute(sa.update(Landlord).values(recalculation_asked_at=now, recalculated_to_id=0))
