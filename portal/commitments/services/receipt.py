"""Correcting when a record was received: dates counted from it move, and promises are chosen anew (rule 13).

A row with a reason and a manager's name for each, no edit; what is over stays as it ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from portal.charters.standards import CaseKind, Channel, Circumstance, Event, Standard
from portal.commitments.models import Commitment, DateChange
from portal.commitments.services.counting import (
    as_due,
    clock_starts,
    count_aim_again,
    counted_again,
    move,
    pauses_of,
    run_again,
)
from portal.commitments.services.keeping import (
    note_event,
    open_commitments,
    set_next_due,
    standards_for,
    start,
)
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """When it truly reached us, why we say so, and what hangs on the hour.

    `before` and `after` are the circumstances at the time thought so far and at the true one; where they or
    the day choose other promises, those are chosen anew. `happened` is what staff have done since, in order:
    a promise chosen anew is kept by what has been done already.
    """

    received_at: datetime
    reason: str
    before: frozenset[Circumstance] | None = None
    after: frozenset[Circumstance] | None = None
    happened: Sequence[tuple[Event, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """What a correction did: dates moved, promises no longer chosen, promises begun in their stead."""

    moved: list[DateChange] = field(default_factory=list)
    ended: list[Commitment] = field(default_factory=list)
    begun: list[Commitment] = field(default_factory=list)


def correct_received(record: Record, correction: Correction, *, by: Reader, now: datetime) -> Corrected:
    """Correct when the record was received: a row with a reason and a manager's name, no edit (rule 13).

    What is open and counted from it moves; an extended or agreed date stays what the customer was told.
    Raises RuleBroken "only a manager may correct this", "reason missing", "received in the future".
    """
    if not by.may(Ability.MANAGE_WORK):
        raise RuleBroken("only a manager may correct this")
    if not correction.reason.strip():
        raise RuleBroken("reason missing")
    if correction.received_at > now:
        raise RuleBroken("received in the future", received_at=correction.received_at)
    before = _chosen(record, record.received_at, correction.before)
    after = _chosen(record, correction.received_at, correction.after)
    every = list(db.session.scalars(sa.select(Commitment).where(Commitment.record_id == record.id)))
    no_longer = [c for c in every if c.ended_at is None and c.standard in before.keys() - after.keys()]
    stays = not all(_may_go(c, record) for c in no_longer)  # then nothing is chosen in its stead either
    ended = [] if stays else [_ended(c, record, correction, by=by, now=now) for c in no_longer]
    moved = _moved(record, correction, by=by, now=now)
    record.received_at = correction.received_at
    known = {c.standard for c in every}
    chosen = [] if stays else [s for key, s in after.items() if key not in before and key not in known]
    begun = _begun(record, chosen, correction, by=by, now=now)
    set_next_due(record)
    return Corrected(moved=moved, ended=ended, begun=begun)


def _chosen(
    record: Record, at: datetime, circumstances: frozenset[Circumstance] | None
) -> Mapping[str, Standard]:
    """The promises that a contact received at that time begins, by key; none where nobody said."""
    if circumstances is None:
        return {}
    facts = landlord()
    standards = standards_for(
        facts,
        event=Event.RECEIVED,
        channel=Channel(record.channel),
        kind=CaseKind.of(record.kind),
        circumstances=circumstances,
        on=local_date(at, facts.zone),
    )
    return {standard.key: standard for standard in standards}


def _may_go(commitment: Commitment, record: Record) -> bool:
    """Counted from the receipt, under the edition in force, and no date given by extension or word."""
    charter = landlord().charter
    return (
        not (commitment.extended or commitment.agreed)
        and (commitment.charter, commitment.edition) == (charter.key, charter.edition)
        and _start_if_received(commitment, record, record.received_at) is not None
    )


def _ended(
    commitment: Commitment, record: Record, correction: Correction, *, by: Reader, now: datetime
) -> Commitment:
    """It was never promised to a contact of that time: called off, with a row that says why."""
    if commitment.paused_at is not None:
        run_again(commitment, record, at=now, by=by.person_id, now=now)
    move(commitment, as_due(commitment), kind="ended", by=by.person_id, now=now, why=correction.reason)
    commitment.ended_at = now
    db.session.flush()
    return commitment


def _moved(record: Record, correction: Correction, *, by: Reader, now: datetime) -> list[DateChange]:
    """The open commitments counted from the receipt, counted again from the true one."""
    changes = []
    for commitment in open_commitments(record.id):
        starts_at = _start_if_received(commitment, record, correction.received_at)
        if starts_at is None:
            continue
        commitment.starts_at = starts_at
        pauses = pauses_of(commitment.id)
        found = counted_again(commitment, record, pauses, now=now)
        count_aim_again(commitment, record, pauses, now=now)
        if commitment.extended:
            commitment.original_due_at = found.at
        if commitment.extended or commitment.agreed:
            found = as_due(commitment)
        change = move(commitment, found, kind="correction", by=by.person_id, now=now, why=correction.reason)
        changes.append(change)
    return changes


def _begun(
    record: Record, chosen: Sequence[Standard], correction: Correction, *, by: Reader, now: datetime
) -> list[Commitment]:
    """Start what is chosen now, and keep it by what staff have done since."""
    at = correction.received_at
    begun = start(record, chosen, event=Event.RECEIVED, at=at, facts=landlord())
    db.session.flush()  # the rows below name them by their ids
    for commitment in begun:
        move(commitment, as_due(commitment), kind="begun", by=by.person_id, now=now, why=correction.reason)
    for event, happened_at in correction.happened if begun else ():
        note_event(record, event=event, at=happened_at, now=now, among=begun)
    return begun


def _start_if_received(commitment: Commitment, record: Record, received_at: datetime) -> datetime | None:
    """Where its clock starts if the record was received then; None where it is not counted from receipt.

    Also None for what began when a case was opened again, when somebody came back to their messages, or when
    proof of identity reached us.
    """
    if commitment.event != Event.RECEIVED:
        return None
    if commitment.starts_at == record.received_at:
        return received_at
    facts = landlord()
    standard = facts.charter.standard(commitment.standard)
    if standard is None or commitment.starts_at != clock_starts(standard, record.received_at, record, facts):
        return None
    return clock_starts(standard, received_at, record, facts)
