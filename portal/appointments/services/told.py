"""From our cancelling to the customer being told: the landlord's own target, kept when word truly left.

A message that could not go leaves it open and late, until somebody has rung and writes down what was said.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.appointments.acts import Act
from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.rules import rules
from portal.appointments.targets import TELL, telling
from portal.charters.standards import Event
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import begin_own, note_event, told_of_delay
from portal.database import db
from portal.messaging.models import OutgoingMessage
from portal.messaging.states import State
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.services import hold
from portal.timekeeping import local_date

_CANCELLED = "appointments/cancelled_by_us"
_NEW_TIME = ("appointments/booked", "appointments/visit_planned")


def begin_telling(appointment: Appointment, record: Record, *, at: datetime) -> Commitment | None:
    """Begin the target to tell the customer that we cancelled, at the instant `at` of the cancelling.

    `Rules.tell_minutes`, counted by the clock, also at night (product rule 17; TPP Appointments 3a, RHA 2.5d
    and HHP 5 b2 say "as soon as possible"). None where the landlord set no such target, for a visit without
    notice, or for a record that is not this appointment's own. Call it in the act's transaction, before or
    after `telling.tell`.
    """
    minutes = rules().tell_minutes
    if minutes is None or appointment.id != record.id or appointment.no_notice_reason:
        return None
    return begin_own(record, telling(minutes), at=at)


def told_by_phone(record: Record, *, at: datetime, now: datetime) -> bool:
    """Somebody rang the customer and told them at `at`, before any message left; False if none was open.

    Raises RuleBroken("happened in the future").
    """
    hold(record)
    told = note_event(record, event=Event.NOTIFIED, at=at, now=now, among=_open(record.id))
    for commitment in told:
        _note_if_late(commitment, record, at=at)
    return bool(told)


def keep_told(record: Record, *, now: datetime) -> int:
    """Keep the record's open targets for which word has left, each at the moment it did; how many.

    Left: by email the server has taken it, by post the letters of its run were posted, by phone it was read
    out. Of several forms of one message the first to leave counts.
    """
    hold(record)
    kept = 0
    for commitment in _open(record.id):
        left_at = db.session.scalar(_left_since(commitment.starts_at, record.id))
        if left_at is not None:
            told_at = min(left_at, now)
            note_event(record, event=Event.NOTIFIED, at=told_at, now=now, among=[commitment])
            _note_if_late(commitment, record, at=told_at)
            kept += 1
    return kept


def records_told(*, most: int) -> list[int]:
    """Up to `most` records with an open target whose word has left; open to the background only."""
    return list(
        db.session.scalars(
            sa.select(Commitment.record_id)
            .join(
                OutgoingMessage,
                sa.and_(OutgoingMessage.record_id == Commitment.record_id, _has_left(Commitment.starts_at)),
            )
            .where(Commitment.standard == TELL, Commitment.ended_at.is_(None))
            .distinct()
            .order_by(Commitment.record_id)
            .limit(most)
        )
    )


def _note_if_late(commitment: Commitment, record: Record, *, at: datetime) -> None:
    """Told too late, the word itself is the notice of the delay, with its reason (rule 9)."""
    if at <= commitment.due_at:
        return
    cancelled = db.session.scalars(
        sa.select(Entry)
        .where(
            Entry.record_id == record.id,
            Entry.act == Act.CANCELLED_BY_US.value,
            Entry.at <= commitment.starts_at,
        )
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(1)
    ).first()
    if cancelled is None or cancelled.actor_id is None:
        return
    expected_on = local_date(at, landlord().zone)
    told_of_delay(
        [commitment], reason=cancelled.body or "", expected_on=expected_on, by=cancelled.actor_id, at=at
    )


def _left_since(since: datetime, record_id: int) -> sa.Select[datetime | None]:
    return (
        sa.select(OutgoingMessage.sent_at)
        .where(OutgoingMessage.record_id == record_id, _has_left(since))
        .order_by(OutgoingMessage.sent_at)
        .limit(1)
    )


def _has_left(since: datetime | InstrumentedAttribute[datetime]) -> sa.ColumnElement[bool]:
    """Word of it has left; who was sent word of a new time since knows it as well."""
    return sa.and_(
        OutgoingMessage.state == State.SENT,
        OutgoingMessage.sent_at.is_not(None),
        sa.or_(
            sa.and_(OutgoingMessage.kind == _CANCELLED, OutgoingMessage.created_at >= since),
            sa.and_(OutgoingMessage.kind.in_(_NEW_TIME), OutgoingMessage.created_at > since),
        ),
    )


def _open(record_id: int) -> list[Commitment]:
    return list(
        db.session.scalars(
            sa.select(Commitment)
            .where(
                Commitment.record_id == record_id,
                Commitment.standard == TELL,
                Commitment.ended_at.is_(None),
            )
            .order_by(Commitment.id)
        )
    )
