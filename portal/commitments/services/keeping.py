"""Beginning commitments, keeping them, telling of delay, calling them off, a record's next due date.

Nothing else writes `Record.next_due_at`. How dates are counted is in `counting`, why they move in `changing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa

from portal.charters.standards import CaseKind, Channel, Circumstance, Event, Standard, StandardKind
from portal.charters.starting import standards_following, standards_started
from portal.clock.limits import Limit
from portal.commitments.models import Commitment, DelayNotice
from portal.commitments.queries import BEGUN, begun_now
from portal.commitments.services.counting import clock_starts, counted, run_again
from portal.commitments.stored import extension_values, limit_values
from portal.commitments.targets import TARGET, targets_started
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import noted_of_new
from portal.timekeeping import local_date

_CANNOT_COUNT = frozenset({"never open", "no working day"})

# Made once: every act asks them several times.
_of_record = Commitment.record_id == sa.bindparam("record", type_=sa.BigInteger())
_OPEN = (
    sa.select(Commitment)
    .where(_of_record, Commitment.ended_at.is_(None))
    .order_by(Commitment.due_at, Commitment.id)
)
_NEXT_DUE = sa.select(sa.func.min(Commitment.due_at)).where(
    _of_record, Commitment.ended_at.is_(None), Commitment.paused_at.is_(None)
)
_TIMES_BEGUN = sa.select(sa.func.count(Commitment.id)).where(
    _of_record, Commitment.standard == sa.bindparam("standard", type_=sa.Text())
)


def standards_for(
    facts: LandlordFacts,
    *,
    event: Event,
    channel: Channel,
    kind: CaseKind | None,
    circumstances: frozenset[Circumstance],
    on: date,
) -> tuple[Standard, ...]:
    """The deadlines an event starts: the policy's, each regime's, the landlord's own targets (rule 14)."""
    started = standards_started(
        facts.charter, event=event, channel=channel, kind=kind, circumstances=circumstances, on=on
    )
    if event is Event.RECEIVED and kind is not None:
        started += targets_started(facts.targets, channel=channel, kind=kind, on=on)
    return tuple(s for s in started if s.kind is StandardKind.DEADLINE and s.limit is not None)


def begin(
    record: Record,
    *,
    event: Event,
    circumstances: frozenset[Circumstance],
    at: datetime,
    now: datetime,
    absence_ends_at: datetime | None = None,
) -> list[Commitment]:
    """Start every commitment that `event`, which happened at `at`, starts on the record.

    `at` is when it truly happened; a letter logged late is late from the start if its time is over.
    `absence_ends_at`: a voicemail left for somebody away is counted from their return (rule 5), except by
    the law, which knows no absence.
    """
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    facts = landlord()
    standards = standards_for(
        facts,
        event=event,
        channel=Channel(record.channel),
        kind=CaseKind.of(record.kind),
        circumstances=circumstances,
        on=local_date(at, facts.zone),
    )
    back_at = absence_ends_at if record.channel == Channel.VOICEMAIL else None
    return start(record, standards, event=event, at=at, facts=facts, back_at=back_at)


def begin_own(record: Record, standard: Standard, *, at: datetime) -> Commitment | None:
    """Start one date of the landlord's own on a record (rule 17), such as a review by a certain day.

    None where the office has no hours yet, so that no date can be given.
    """
    begun = start(record, [standard], event=standard.trigger.event, at=at, facts=landlord())
    return begun[0] if begun else None


def end_one(commitment: Commitment, record: Record, *, event: Event | None, at: datetime) -> None:
    """End one commitment that is open, at `at`: kept by `event`, or with None called off."""
    if commitment.ended_at is not None:
        return
    if event is not None:
        commitment.kept_at = max(at, commitment.starts_at)
        commitment.kept_event = event.value
    commitment.ended_at = at
    set_next_due(record)


def note_event(
    record: Record,
    *,
    event: Event,
    at: datetime,
    now: datetime,
    automatic: bool = False,
    among: Collection[Commitment] | None = None,
) -> list[Commitment]:
    """Keep every open commitment that `event` keeps, start those that follow; give back the kept ones.

    An automatic reply keeps only what its charter says it may, and never a complaint's (rule 12).
    `among`: only these, because for the others it has been noted before.
    """
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    facts = landlord()
    kept = []
    for commitment in _open(record.id):
        if event.value not in commitment.kept_by or (among is not None and commitment not in among):
            continue
        if automatic and (not commitment.automatic_reply_counts or record.kind == CaseKind.COMPLAINT):
            continue
        if commitment.paused_at is not None:
            run_again(commitment, record, at=at, by=None, now=now)
        commitment.kept_at = max(at, commitment.starts_at)
        commitment.kept_event = event.value
        commitment.ended_at = now
        kept.append(commitment)
    on = local_date(at, facts.zone)
    following = [s for c in kept for s in standards_following(facts.charter, c.standard, event, on=on)]
    add_commitments(record, following, event=event, at=at, facts=facts)
    set_next_due(record)
    return kept


def delay_notice(
    record: Record, *, reason: str, expected_on: date, by: int, now: datetime
) -> list[DelayNotice]:
    """Note that the customer was told why it takes longer and until when; moves nothing (rule 9)."""
    if not reason.strip():
        raise RuleBroken("a delay needs a reason")
    if expected_on < local_date(now, landlord().zone):
        raise RuleBroken("expected in the past", expected_on=expected_on)
    among = open_commitments(record.id)
    return told_of_delay(among, reason=reason, expected_on=expected_on, by=by, at=now)


def told_of_delay(
    among: Iterable[Commitment], *, reason: str, expected_on: date, by: int, at: datetime
) -> list[DelayNotice]:
    """Note that the customer heard at `at` of a delay of just these, also where no reason was given ("")."""
    among = list(among)
    notices = [
        DelayNotice(commitment_id=c.id, sent_at=at, reason=reason, expected_on=expected_on, by_id=by)
        for c in among
    ]
    db.session.add_all(notices)
    for commitment in among:  # whoever reads it again in this transaction sees the notice
        if sa.inspect(commitment).persistent:
            db.session.expire(commitment, ["notices"])
    return notices


def call_off(record: Record, *, now: datetime) -> None:
    """End what is open without its being kept: withdrawn, or made in error. Not counted as late."""
    for commitment in open_commitments(record.id):
        if commitment.paused_at is not None:
            run_again(commitment, record, at=now, by=None, now=now)
        commitment.ended_at = now
    set_next_due(record)


def open_commitments(record_id: int) -> list[Commitment]:
    """The record's commitments that have not ended, the earliest due first."""
    found = _open(record_id)
    if any(commitment.id is None for commitment in found):
        db.session.flush()
    return found


def _open(record_id: int) -> list[Commitment]:
    """The same; of a record just opened they may have no ids yet."""
    begun = begun_now(record_id)
    if begun is None:
        return list(db.session.scalars(_OPEN, {"record": record_id}))
    return sorted((c for c in begun if c.ended_at is None), key=lambda c: c.due_at)


def set_next_due(record: Record) -> None:
    """Set the record's next due instant from what is open and not paused; None when nothing is."""
    begun = begun_now(record.id)
    if begun is not None:
        running = (c.due_at for c in begun if c.ended_at is None and c.paused_at is None)
        record.next_due_at = min(running, default=None)
        return
    db.session.flush()
    record.next_due_at = db.session.scalar(_NEXT_DUE, {"record": record.id})
    db.session.flush()  # whoever holds the record afterwards reads it afresh, and would lose it


def start(
    record: Record,
    standards: Iterable[Standard],
    *,
    event: Event,
    at: datetime,
    facts: LandlordFacts,
    back_at: datetime | None = None,
) -> list[Commitment]:
    """Start these standards at `at`, when `event` happened; the landlord's own not before `back_at`."""
    begun = add_commitments(record, standards, event=event, at=at, facts=facts, back_at=back_at)
    if begun:
        set_next_due(record)
    return begun


def add_commitments(
    record: Record,
    standards: Iterable[Standard],
    *,
    event: Event,
    at: datetime,
    facts: LandlordFacts,
    back_at: datetime | None = None,
) -> list[Commitment]:
    """What `start` starts, for those who change more before they set the next due instant."""
    begun = []
    for standard in standards:
        if standard.limit is None:
            continue
        ours = standard.regime in (None, TARGET)
        begins = max(at, back_at) if back_at is not None and ours else at
        try:
            begun.append(_commitment(record, standard, standard.limit, event=event, at=begins, facts=facts))
        except RuleBroken as refusal:
            # An office with no hours entered yet: what was said is taken in, though no date can be given.
            if refusal.rule not in _CANNOT_COUNT:
                raise
    db.session.add_all(begun)
    notes = noted_of_new(record.id)
    if notes is not None:
        notes.setdefault(BEGUN, []).extend(begun)
    return begun


def _commitment(
    record: Record, standard: Standard, limit: Limit, *, event: Event, at: datetime, facts: LandlordFacts
) -> Commitment:
    at = clock_starts(standard, at, record, facts)
    last = counted(limit, at, record, facts)
    aim = counted(standard.aim, at, record, facts) if standard.aim else None
    return Commitment(
        record_id=record.id,
        standard=standard.key,
        sequence=1 + _times_begun(record.id, standard.key),
        event=event.value,
        source=standard.regime or "policy",
        source_name=_source_name(standard, facts),
        charter=facts.charter.key,
        edition=facts.charter.edition,
        clause=standard.clause,
        label=standard.label,
        promise=standard.promise,
        literal=standard.literal,
        limit=limit_values(limit),
        kept_by=sorted(e.value for e in standard.kept_by),
        may_pause=standard.may_pause,
        may_ask_identity=standard.may_ask_identity,
        extension=extension_values(standard.extension),
        automatic_reply_counts=standard.automatic_reply_counts,
        starts_at=at,
        due_at=last.at,
        due_on=last.on,
        by_instant=not limit.counts_days,
        aim_at=aim.at if aim else None,
        aim_on=aim.on if aim else None,
        provisional=last.provisional,
        counting=last.counting.to_json(),
    )


def _times_begun(record_id: int, standard: str) -> int:
    begun = begun_now(record_id)
    if begun is not None:
        return sum(commitment.standard == standard for commitment in begun)
    return db.session.scalar(_TIMES_BEGUN, {"record": record_id, "standard": standard}) or 0


def _source_name(standard: Standard, facts: LandlordFacts) -> str:
    if standard.regime is None:
        return f"{facts.charter.short_name} {facts.charter.policy_title}"
    if standard.regime == TARGET:
        return "our target, not in the policy"
    return next(r.name for r in facts.charter.regimes if r.key == standard.regime)
