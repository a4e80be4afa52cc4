"""Cancelling: by the customer, which ends it, or by us, which owes them an apology and another time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.appointments.acts import Act
from portal.appointments.changing import expect_change
from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import BY_CUSTOMER, BY_STAFF, Appointment, Proposal
from portal.appointments.queries.rules import rules
from portal.appointments.services.agreeing import keep_offers
from portal.appointments.services.asking import begin_arranging
from portal.appointments.services.booking import held_appointment, officers_name
from portal.appointments.services.holding import free
from portal.appointments.services.telling import tell, tell_interpreters
from portal.appointments.services.told import begin_telling
from portal.appointments.states import HELD, State, expect
from portal.charters.standards import Channel
from portal.commitments.services import punctual
from portal.commitments.services.keeping import call_off
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Record
from portal.records.services import add_entry


def cancel_by_customer(
    appointment: Appointment,
    record: Record,
    *,
    by: int | None,
    now: datetime,
    words: str = "",
    by_staff: bool = False,
) -> None:
    """The customer no longer wants it: everybody is freed, its promises are called off, its record closes.

    Until `Rules.change_minutes` before it begins ("too late to change"), or with `by_staff`, their word taken
    down by us, until it takes place. Raises RuleBroken("not now").
    """
    held_appointment(appointment, record)
    state, was_at = State(appointment.state), appointment.starts_at
    expect(state, State.CANCELLED)
    if not by_staff:
        expect_change(state, was_at, now=now, change_minutes=rules().change_minutes)
    was_officer = officers_name(appointment)
    interpreters = _end(appointment, by=BY_CUSTOMER, now=now)
    _overtake_proposals(appointment, now=now)
    add_entry(record, act=Act.CANCELLED, at=now, now=now, by=by, public=True, body=words.strip() or None)
    more = {"was_at": was_at, "was_officer": was_officer, "words": words.strip()}
    tell(appointment, record, message="cancelled_by_you", writer=None, now=now, more=more)
    if interpreters:
        tell_interpreters(
            appointment,
            record,
            message="interpreter_cancelled",
            slot_or_ids=interpreters,
            now=now,
            was_at=was_at,
        )
    _close(record, now=now)


def cancel_by_staff(
    appointment: Appointment,
    record: Record,
    *,
    reason: str,
    by: int,
    now: datetime,
    offers: Sequence[Slot] = (),
) -> None:
    """We cannot keep it: everybody is freed, and one message says why, that we are sorry, and when else.

    It is wanted again, or offered where `offers` are given; they are not held until one is accepted. The
    promise to arrange it begins anew, and our own to tell of the cancelling (TPP Appointments 3, RHA 2.5d,
    HHP 5 b2). The record cannot be closed until a time is agreed or `no_new_time`. A visit of which no notice
    was sent just ends: nobody waits for it, hears of it, or is offered anything in its place. Raises
    RuleBroken "reason missing", "not now" and "cannot be offered".
    """
    if not reason.strip():
        raise RuleBroken("reason missing")
    held_appointment(appointment, record)
    if State(appointment.state) not in HELD:
        raise RuleBroken("not now", state=appointment.state, wanted=State.WANTED)
    expect(State(appointment.state), State.WANTED)
    was_at, was_officer = appointment.starts_at, officers_name(appointment)
    interpreters = _end(appointment, by=BY_STAFF, now=now)
    if appointment.no_notice_reason:
        _end_unannounced(appointment, record, reason=reason.strip(), by=by, now=now)
    else:
        _want_again(appointment, record, offers, now=now)
        punctual.end(record, now=now, reason=reason.strip(), by=by)
        begin_arranging(appointment, record, at=now, now=now)
        begin_telling(appointment, record, at=now)
        add_entry(record, act=Act.CANCELLED_BY_US, at=now, now=now, by=by, public=True, body=reason.strip())
        more = {
            "was_at": was_at,
            "was_officer": was_officer,
            "reason": reason.strip(),
            "offers": tuple(offers),
        }
        tell(appointment, record, message="cancelled_by_us", writer=by, now=now, more=more)
    if interpreters:
        tell_interpreters(
            appointment,
            record,
            message="interpreter_cancelled",
            slot_or_ids=interpreters,
            now=now,
            was_at=was_at,
        )


def _end_unannounced(
    appointment: Appointment, record: Record, *, reason: str, by: int, now: datetime
) -> None:
    """Why we do not go is for us alone, as the visit was; it is counted neither as kept nor as missed."""
    _overtake_proposals(appointment, now=now)
    add_entry(record, act=Act.CANCELLED_BY_US, at=now, now=now, by=by, public=False, body=reason)
    _close(record, now=now)


def _want_again(appointment: Appointment, record: Record, offers: Sequence[Slot], *, now: datetime) -> None:
    """It has no time any more and needs another; nobody is held for it, and nobody deals with it."""
    appointment.state = State.WANTED
    appointment.starts_at = appointment.ends_at = appointment.officer_id = None
    appointment.on_the_way_at = appointment.late_minutes = appointment.late_told_at = None
    record.handler_id = None
    db.session.flush()
    _overtake_proposals(appointment, now=now)
    if offers:
        times = [(slot.starts_at, slot.officer_ids[0]) for slot in offers]
        keep_offers(appointment, times, now=now)


def no_new_time(
    appointment: Appointment, record: Record, *, words: str, channel: Channel, by: int | None, now: datetime
) -> None:
    """The customer wants no other time for what we could not keep, in their words; the record closes.

    `by` is whoever took it down, or the customer. Raises RuleBroken "nothing said", and "not now" while a
    time is held, or once it took place or they cancelled it themselves.
    """
    if not words.strip():
        raise RuleBroken("nothing said")
    held_appointment(appointment, record)
    state = State(appointment.state)
    if state is not State.MISSED_BY_US:
        if state in HELD:
            raise RuleBroken("not now", state=state, wanted=State.CANCELLED)
        expect(state, State.CANCELLED)
        appointment.state = State.CANCELLED
    appointment.no_new_time = words.strip()
    _overtake_proposals(appointment, now=now)
    add_entry(
        record,
        act=Act.NO_NEW_TIME,
        at=now,
        now=now,
        by=by,
        public=True,
        body=words.strip(),
        channel=channel.value,
    )
    _close(record, now=now)


def _end(appointment: Appointment, *, by: str, now: datetime) -> tuple[int, ...]:
    if State(appointment.state) in HELD:
        appointment.sequence += 1
    appointment.state = State.CANCELLED
    appointment.cancelled_by, appointment.cancelled_at = by, now
    appointment.door_word = None
    return free(appointment)


def _overtake_proposals(appointment: Appointment, *, now: datetime) -> None:
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.appointment_id == appointment.id, Proposal.answer == "")
        .values(answer="superseded", answered_at=now)
    )


def _close(record: Record, *, now: datetime) -> None:
    call_off(record, now=now)
    record.closed_at = now
    db.session.flush()
