"""Keeping to the time agreed: a promise with two ends, begun, moved by telling beforehand, kept or missed.

Ten minutes too early is as wrong as ten too late (product rule 10; HHP 7.1 b8). Whose appointment it is, and
how somebody is told, this does not know.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.charters.standards import Event, Standard, StandardKind, Trigger
from portal.charters.starting import standards_started
from portal.clock.explain import Counting
from portal.clock.keeping import Arrival, punctuality
from portal.clock.limits import Limit, Unit
from portal.commitments.models import Commitment, DateChange
from portal.commitments.services.keeping import (
    add_commitments,
    end_one,
    open_commitments,
    set_next_due,
    told_of_delay,
)
from portal.commitments.stored import limit_from
from portal.commitments.targets import TARGET
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date

OWN_TARGET = "target-on-time"
TOLD, AGREED = "told", "agreed"  # kinds of DateChange
_LENGTHS = {Unit.SECONDS: timedelta(seconds=1), Unit.MINUTES: timedelta(minutes=1)}


def begin(record: Record, *, agreed_at: datetime, own_minutes: int | None, now: datetime) -> list[Commitment]:
    """Promise to keep to `agreed_at`; what is promised for another time already moves to this one.

    The charter's promises of punctuality begin, or where it makes none, one of our own with `own_minutes`
    either side (product rule 17; None or 0: none). A time that had passed unkept stays missed, and the new
    one is promised beside it. Call it whenever a time is agreed, the first and any later one.
    """
    running = set()
    for commitment in _open(record):
        if commitment.due_at < now:
            _end_missed(commitment, record, now=now)
        else:
            _move(commitment, expected_at=agreed_at, kind=AGREED, reason="", by=None, now=now)
            running.add(commitment.standard)
    facts = landlord()
    standards = [s for s in _standards(facts, own_minutes, now) if s.key not in running]
    begun = [_begun(record, standard, agreed_at, facts, now) for standard in standards]
    set_next_due(record)
    return begun


def end(record: Record, *, now: datetime, reason: str = "", by: int | None = None) -> None:
    """The time is given up (cancelled): nothing is promised for it any more.

    What was late by then stays late; where it is we who cancel (`by`), the delay is told with `reason`.
    """
    for commitment in _open(record):
        if commitment.due_at < now:
            if by is not None:
                _note_delay(commitment, reason=reason, expected_at=now, by=by, at=now)
            _end_missed(commitment, record, now=now)
        else:
            end_one(commitment, record, event=None, at=now)


def told(
    record: Record, *, new_time: datetime, told_at: datetime, reason: str, by: int | None, now: datetime
) -> bool:
    """The customer was told of `new_time`; whether that was early enough to count in its place (rule 10).

    It counts if told before the time then in force (for an earlier time: before arriving, which ends the
    promise). The new time has the same tolerance and may be moved again. Each telling that counts leaves a
    row; one that comes too late leaves a notice of the delay, which moves nothing (rule 9). True as well
    where nothing was promised. Tellings are written down in their order.
    """
    if told_at > now:
        raise RuleBroken("happened in the future", at=told_at)
    counts = True
    for commitment in _open(record):
        if told_at < _expected(commitment):
            _move(commitment, expected_at=new_time, kind=TOLD, reason=reason, by=by, now=told_at)
        else:
            counts = False
            if by is not None:
                _note_delay(commitment, reason=reason, expected_at=new_time, by=by, at=told_at)
    set_next_due(record)
    return counts


def arrived(record: Record, *, at: datetime, now: datetime) -> Arrival | None:
    """We came at `at`: keeps the promise or breaks it, early or late. None where none was made.

    Written down later than it happened, a telling that came after the arrival no longer counts.
    """
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    found = None
    for commitment in _open(record):
        found = arrival_of(commitment, at)
        if found.expected_at != _expected(commitment):
            _move(commitment, expected_at=found.expected_at, kind=TOLD, reason="", by=None, now=now)
        # Kept or not is read from this and the two ends of the promise (`queries.step`).
        commitment.kept_at = at
        commitment.kept_event = Event.ARRIVED.value
        commitment.ended_at = now
    set_next_due(record)
    return found


def missed(record: Record, *, now: datetime) -> None:
    """We did not come at all. Only once the time is over: RuleBroken("not missed yet") before."""
    for commitment in _open(record):
        if now <= commitment.due_at:
            raise RuleBroken("not missed yet", until=commitment.due_at)
        _end_missed(commitment, record, now=now)


def arrival_of(commitment: Commitment, at: datetime) -> Arrival:
    """How an arrival at `at` compares with the time in force then, all tellings counted."""
    changes = db.session.scalars(
        sa.select(DateChange).where(DateChange.commitment_id == commitment.id).order_by(DateChange.id)
    ).all()
    limit = limit_from(commitment.limit)
    agreed_at = (changes[0].from_due_at if changes else commitment.due_at) - _length(limit)
    tellings: list[tuple[datetime, datetime]] = []
    for change in changes:
        new_time = change.to_due_at - _length(limit)
        if change.kind == AGREED:
            agreed_at, tellings = new_time, []
        else:
            tellings.append((change.at, new_time))
    return punctuality(agreed_at, at, limit, tellings)


def _open(record: Record) -> list[Commitment]:
    return [c for c in open_commitments(record.id) if c.not_before_at is not None]


def _standards(facts: LandlordFacts, own_minutes: int | None, now: datetime) -> list[Standard]:
    promised = [
        standard
        for standard in standards_started(
            facts.charter,
            event=Event.AGREED_TIME,
            channel=None,
            kind=None,
            circumstances=frozenset(),
            on=local_date(now, facts.zone),
        )
        if standard.kind is StandardKind.PUNCTUALITY
    ]
    return promised or ([_own(own_minutes)] if own_minutes else [])


def _own(minutes: int) -> Standard:
    literal = f"within {minutes} minutes of the time agreed"
    return Standard(
        key=OWN_TARGET,
        clause="our target, not in the policy",
        label="On time",
        promise="We come at the time agreed, or tell you beforehand.",
        literal=literal,
        reading=f"{literal}, before or after. Told beforehand, the new time counts in its place.",
        kind=StandardKind.PUNCTUALITY,
        trigger=Trigger(event=Event.AGREED_TIME),
        kept_by=frozenset({Event.ARRIVED}),
        tolerance=Limit(amount=minutes, unit=Unit.MINUTES),
        regime=TARGET,
    )


def _begun(
    record: Record, standard: Standard, agreed_at: datetime, facts: LandlordFacts, now: datetime
) -> Commitment:
    # Counted as a limit from now at first, which gives the row all that every commitment has; then moved.
    limited = replace(standard, limit=standard.tolerance)
    commitment = add_commitments(record, [limited], event=Event.AGREED_TIME, at=now, facts=facts)[0]
    # Telling keeps nothing by itself: it moves the time. And changed holidays never move what was agreed.
    commitment.kept_by = [Event.ARRIVED.value]
    commitment.agreed = True
    commitment.provisional = False
    _place(commitment, agreed_at)
    return commitment


def _place(commitment: Commitment, expected_at: datetime) -> None:
    """Set both ends of the promise around that time, and how that was counted."""
    limit = limit_from(commitment.limit)
    length = _length(limit)
    zone = landlord().zone
    commitment.not_before_at = expected_at - length
    commitment.due_at = expected_at + length
    commitment.due_on = local_date(expected_at + length, zone)
    commitment.counting = Counting(
        amount=limit.amount,
        unit=limit.unit,
        calendar=limit.calendar,
        starts_on=local_date(expected_at, zone),
        last_on=commitment.due_on,
        starts_at=expected_at,
        stretches=((commitment.not_before_at, commitment.due_at),),
    ).to_json()


def _move(
    commitment: Commitment, *, expected_at: datetime, kind: str, reason: str, by: int | None, now: datetime
) -> None:
    before = commitment.due_at
    _place(commitment, expected_at)
    if commitment.due_at != before:
        db.session.add(
            DateChange(
                commitment_id=commitment.id,
                kind=kind,
                at=now,
                from_due_at=before,
                to_due_at=commitment.due_at,
                reason=reason,
                by_id=by,
                told_at=now if kind == TOLD else None,
            )
        )
        db.session.flush()


def _note_delay(commitment: Commitment, *, reason: str, expected_at: datetime, by: int, at: datetime) -> None:
    expected_on = local_date(expected_at, landlord().zone)
    told_of_delay([commitment], reason=reason, expected_on=expected_on, by=by, at=at)


def _end_missed(commitment: Commitment, record: Record, *, now: datetime) -> None:
    """It ended late, and by our not coming."""
    end_one(commitment, record, event=Event.APPOINTMENT_MISSED, at=now)


def _expected(commitment: Commitment) -> datetime:
    return commitment.due_at - _length(limit_from(commitment.limit))


def _length(limit: Limit) -> timedelta:
    if limit.unit not in _LENGTHS:
        raise RuleBroken("not a tolerance", unit=limit.unit)
    return limit.amount * _LENGTHS[limit.unit]
