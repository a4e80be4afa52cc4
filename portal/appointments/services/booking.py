"""Agreeing on a time: booked by the customer, agreed with staff, moved. New holds before the old go."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.appointments.acts import Act
from portal.appointments.changing import expect_change
from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment, Proposal
from portal.appointments.models.resources import Resource
from portal.appointments.queries.rules import rules
from portal.appointments.queries.slots import sought_of
from portal.appointments.services.asking import Ask, open_appointment
from portal.appointments.services.door import give_code
from portal.appointments.services.holding import Held, interpreters_held, take, take_for_new
from portal.appointments.services.telling import tell, tell_interpreters
from portal.appointments.states import State, expect
from portal.charters.standards import Event
from portal.commitments.services import punctual
from portal.commitments.services.keeping import note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Record
from portal.records.services import add_entry, add_record, hold


def book(
    ask: Ask,
    *,
    starts_at: datetime,
    by: int | None,
    now: datetime,
    officer_id: int | None = None,
    by_staff: bool = False,
) -> Appointment:
    """Ask and hold the time in one act, and send word: "booked", or for a visit planned unasked its notice.

    No notice is sent where the officer gave a reason for none. `officer_id`: with this officer only.
    `by_staff`: notice and horizon of the purpose do not bind. Raises RuleBroken("taken", nearest=…) when the
    time is no longer free, and what `open_appointment` raises; then nothing is kept of it.
    """
    sought = sought_of(ask, now=now, officer_id=officer_id)

    def opened(held: Held) -> Appointment:
        appointment = open_appointment(ask, by=by, now=now, opening=add_record)
        _agreed(appointment, appointment.record, held, by=by, now=now)
        return appointment

    appointment, held = take_for_new(
        opened, sought, starts_at, now=now, by_staff=by_staff, submission_id=ask.submission_id
    )
    message = "visit_planned" if ask.planned_by_staff else "booked"
    _send_word(
        appointment,
        appointment.record,
        held.slot,
        message="" if ask.no_notice_reason else message,
        writer=by if ask.planned_by_staff else None,
        now=now,
    )
    return appointment


def agree(
    appointment: Appointment,
    record: Record,
    *,
    starts_at: datetime,
    officer_id: int | None = None,
    by: int | None,
    now: datetime,
    message: str = "booked",
    by_staff: bool = True,
    writer: int | None = None,
) -> Slot:
    """Hold a time for an appointment that has none; the promise to arrange it is kept by that.

    `message` "" sends none. Raises RuleBroken "taken" (with `nearest`) and "not now".
    """
    held_appointment(appointment, record)
    expect(State(appointment.state), State.AGREED)
    if appointment.starts_at is not None:
        raise RuleBroken("not now", state=appointment.state, wanted=State.AGREED)
    sought = sought_of(appointment, now=now, officer_id=officer_id)
    held = take(appointment, sought, starts_at, now=now, by_staff=by_staff)
    if appointment.cancelled_at is not None:
        appointment.sequence += 1  # calendars have heard of a cancelling, so this must be newer
    _answer_others(appointment, now=now)
    _agreed(appointment, record, held, by=by, now=now)
    _send_word(appointment, record, held.slot, message=message, writer=writer, now=now)
    return held.slot


def _agreed(appointment: Appointment, record: Record, held: Held, *, by: int | None, now: datetime) -> None:
    """A time is held that was not before: what that keeps and begins."""
    note_event(record, event=Event.ARRANGED, at=now, now=now)
    _is_at(appointment, record, held, now=now)
    facts = {"starts_at": held.slot.starts_at.isoformat()}
    add_entry(record, act=Act.BOOKED, at=now, now=now, by=by, public=True, facts=facts, at_once=False)


def _send_word(
    appointment: Appointment,
    record: Record,
    slot: Slot,
    *,
    message: str,
    writer: int | None,
    now: datetime,
) -> None:
    if message:
        tell(appointment, record, message=message, writer=writer, now=now)
    if slot.interpreter_ids:
        tell_interpreters(appointment, record, message="interpreter_booked", slot_or_ids=slot, now=now)


def move(
    appointment: Appointment,
    record: Record,
    *,
    starts_at: datetime,
    officer_id: int | None = None,
    by: int | None,
    now: datetime,
    reason: str = "",
    by_customer: bool,
    by_staff: bool = False,
    message: str = "moved",
) -> Slot:
    """Hold another time and free the old one, in one act; the customer and all interpreters are told.

    Customers until `Rules.change_minutes` before it begins ("too late to change"), or with `by_staff`, their
    word taken down by us, always; we ourselves always, with a reason ("reason missing"). Raises RuleBroken
    "taken" (with `nearest`; the old time is kept) and "not now".
    `message`: "officer_changed" where only who comes is another.
    """
    held_appointment(appointment, record)
    expect(State(appointment.state), State.AGREED)
    was_at = appointment.starts_at
    if was_at is None or State(appointment.state) is not State.AGREED:
        raise RuleBroken("not now", state=appointment.state, wanted=State.AGREED)
    if by_customer and not by_staff:
        expect_change(State.AGREED, was_at, now=now, change_minutes=rules().change_minutes)
    if not by_customer and not reason.strip():
        raise RuleBroken("reason missing")
    was_officer, was_officer_id = officers_name(appointment), appointment.officer_id
    before = interpreters_held(appointment)
    sought = sought_of(appointment, now=now, officer_id=officer_id)
    held = take(appointment, sought, starts_at, now=now, by_staff=by_staff or not by_customer)
    slot = held.slot
    appointment.sequence += 1
    _is_at(appointment, record, held, now=now)
    facts = {"from": was_at.isoformat(), "starts_at": slot.starts_at.isoformat()}
    add_entry(
        record, act=Act.MOVED, at=now, now=now, by=by, public=True, body=reason.strip() or None, facts=facts
    )
    more = {
        "was_at": was_at,
        "was_officer": was_officer,
        "somebody_else": was_officer_id not in slot.officer_ids,
        "by_customer": by_customer,
        "reason": reason.strip(),
    }
    writer = None if by_customer else by
    tell(appointment, record, message=message, writer=writer, now=now, more=more)
    _tell_interpreters_moved(appointment, record, slot, before, was_at=was_at, now=now)
    return slot


def held_appointment(appointment: Appointment, record: Record) -> None:
    """Hold the record, as `records.services.hold` says, and read the appointment as it is now."""
    hold(record)
    # Columns only: what is loaded beside it (its record, its purpose) stays loaded.
    db.session.refresh(appointment, [column.key for column in sa.inspect(Appointment).column_attrs])


def _is_at(appointment: Appointment, record: Record, held: Held, *, now: datetime) -> None:
    """The row mirrors what is held; whoever comes deals with it. What we said of lateness is over."""
    slot = held.slot
    record.handler_id = held.handler_id
    appointment.state = State.AGREED
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    appointment.officer_id = slot.officer_ids[0]
    appointment.agreed_at = now
    appointment.late_minutes = appointment.late_told_at = None
    # Whoever goes now may be another, and has not read what has to be known before going there.
    appointment.marker_read_at = appointment.marker_read_by_id = None
    give_code(appointment)
    punctual.begin(record, agreed_at=slot.starts_at, own_minutes=rules().punctual_minutes, now=now)


def _answer_others(appointment: Appointment, *, now: datetime) -> None:
    """Times proposed before and not answered are overtaken by the one agreed."""
    db.session.execute(
        sa.update(Proposal)
        .where(Proposal.appointment_id == appointment.id, Proposal.answer == "")
        .values(answer="superseded", answered_at=now)
    )


def _tell_interpreters_moved(
    appointment: Appointment,
    record: Record,
    slot: Slot,
    before: tuple[int, ...],
    *,
    was_at: datetime,
    now: datetime,
) -> None:
    stay = sorted(set(before) & set(slot.interpreter_ids))
    new = sorted(set(slot.interpreter_ids) - set(before))
    gone = sorted(set(before) - set(slot.interpreter_ids))
    if slot.starts_at == was_at:  # only who comes has changed; those who stay have nothing to change
        stay = []
    for message, ids in (
        ("interpreter_moved", stay),
        ("interpreter_booked", new),
        ("interpreter_cancelled", gone),
    ):
        if ids:
            tell_interpreters(appointment, record, message=message, slot_or_ids=ids, now=now, was_at=was_at)


def officers_name(appointment: Appointment) -> str:
    found = db.session.get(Resource, appointment.officer_id) if appointment.officer_id else None
    return found.name if found else ""
