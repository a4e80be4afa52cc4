"""Counting a commitment's dates: when it starts, when it falls due, after pauses, once more when told to.

Nothing here decides whether a date may move; that is `changing`, `receipt` and `proof`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.charters.standards import Standard
from portal.clock.due import Due, Pause, due, start_of_office_hours
from portal.clock.explain import Counting
from portal.clock.extensions import extended_after_pause
from portal.clock.limits import Limit
from portal.commitments.models import ClockPause, Commitment, DateChange
from portal.commitments.proof import waits
from portal.commitments.stored import limit_from
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record


def counted(limit: Limit, at: datetime, record: Record, facts: LandlordFacts) -> Due:
    """When a limit from `at` ends for this record: its office's calendar, or its home's division (rule 3)."""
    return due(limit, at, facts.calendars(office_id=record.office_id, division=record.division))


def clock_starts(standard: Standard, at: datetime, record: Record, facts: LandlordFacts) -> datetime:
    """The event, or where the standard counts from collection, the first check after it (rule 5)."""
    if standard.trigger.collected_by is None:
        return at
    hours = facts.calendars(office_id=record.office_id, division=record.division).hours
    return start_of_office_hours(at, hours, first_check_at=hours.next_opening(at))


def run_again(commitment: Commitment, record: Record, *, at: datetime, by: int | None, now: datetime) -> None:
    """End the pause that lasts, at `at`; its length is added in the clock's own unit (rule 8).

    An extended date becomes later by the length of this pause.
    """
    pauses = pauses_of(commitment.id)
    running = next((p for p in pauses if p.ended_at is None), None)
    if running is None:
        raise RuleBroken("not paused", standard=commitment.standard)
    running.ended_at = max(at, running.began_at)
    commitment.paused_at = None
    found = counted_again(commitment, record, pauses, now=now)
    if commitment.extended:
        commitment.original_due_at = found.at
        found = _extended_after(running, commitment, record, until=running.ended_at)
    count_aim_again(commitment, record, pauses, now=now)
    move(commitment, found, kind="pause", by=by, now=now, why=running.reason)


def foreseen(commitment: Commitment, record: Record, *, now: datetime) -> Due:
    """When it would fall due if its clock, which stands, went on or began at `now`. Changes nothing."""
    if waits(commitment):
        return counted(limit_from(commitment.limit), now, record, landlord())
    pauses = pauses_of(commitment.id)
    running = next((p for p in pauses if p.ended_at is None), None)
    if commitment.extended and running is not None:
        return _extended_after(running, commitment, record, until=now)
    return counted_again(commitment, record, pauses, now=now)


def _extended_after(running: ClockPause, commitment: Commitment, record: Record, *, until: datetime) -> Due:
    """An extended date, later by the pause that ends at `until`."""
    return extended_after_pause(
        as_due(commitment),
        limit_from(commitment.limit),
        began_at=running.began_at,
        ended_at=until,
        calendars=landlord().calendars(office_id=record.office_id, division=record.division),
    )


def pauses_of(commitment_id: int) -> list[ClockPause]:
    """The commitment's pauses, the earliest first."""
    return list(
        db.session.scalars(
            sa.select(ClockPause)
            .where(ClockPause.commitment_id == commitment_id)
            .order_by(ClockPause.began_at)
        )
    )


def counted_again(
    commitment: Commitment, record: Record, pauses: Sequence[ClockPause], *, now: datetime
) -> Due:
    """When it falls due by its limit, start and pauses, as if never extended; one that lasts, up to `now`."""
    return _with_pauses(limit_from(commitment.limit), commitment, record, pauses, now)


def count_aim_again(
    commitment: Commitment, record: Record, pauses: Sequence[ClockPause], *, now: datetime
) -> None:
    """Count the aim beside the limit again, while the edition it began under is still the charter's."""
    charter = landlord().charter
    standard = charter.standard(commitment.standard)
    known = (commitment.charter, commitment.edition) == (charter.key, charter.edition)
    if known and standard is not None and standard.aim is not None and commitment.aim_on is not None:
        aim = _with_pauses(standard.aim, commitment, record, pauses, now)
        commitment.aim_at, commitment.aim_on = aim.at, aim.on


def as_due(commitment: Commitment) -> Due:
    """Its date as it stands."""
    return Due(
        at=commitment.due_at,
        on=commitment.due_on,
        provisional=commitment.provisional,
        counting=Counting.from_json(commitment.counting),
    )


def move(
    commitment: Commitment, found: Due, *, kind: str, by: int | None, now: datetime, why: str
) -> DateChange:
    """Give it the date found, with a row that says why and by whom."""
    change = DateChange(
        commitment_id=commitment.id,
        kind=kind,
        at=now,
        from_due_at=commitment.due_at,
        to_due_at=found.at,
        reason=why,
        by_id=by,
    )
    db.session.add(change)
    commitment.due_at = found.at
    commitment.due_on = found.on
    commitment.provisional = found.provisional
    commitment.counting = found.counting.to_json()
    return change


def _with_pauses(
    limit: Limit, commitment: Commitment, record: Record, pauses: Sequence[ClockPause], now: datetime
) -> Due:
    return due(
        limit,
        commitment.starts_at,
        landlord().calendars(office_id=record.office_id, division=record.division),
        pauses=[Pause(began_at=p.began_at, ended_at=p.ended_at, reason=p.reason) for p in pauses],
        now=now,
    )
