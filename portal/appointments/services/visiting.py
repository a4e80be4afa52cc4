"""The day of a visit, act by act: on the way, another time told, arrived, identity shown, finished.

Each may be written down a little later with the time it truly happened, never with one to come. When nobody
lets us in, or we do not come, is in `calling`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.appointments.acts import Act
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.services.door import wipe_word
from portal.appointments.services.telling import tell
from portal.appointments.states import State, expect
from portal.appointments.visit_acts import is_read, new_time
from portal.charters.standards import Event
from portal.clock.zones import local_day
from portal.commitments.services import punctual
from portal.commitments.services.keeping import note_event
from portal.database import db
from portal.errors import RuleBroken
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry, hold
from portal.timekeeping import local_date


def read_instruction(appointment: Appointment, record: Record, *, by: int, now: datetime) -> None:
    """Whoever goes there has read the safety instruction; on the day itself, so that it is the latest one."""
    hold_both(appointment, record)
    starts_at = time_of(appointment)
    zone = landlord().zone
    if local_day(now, zone) < local_day(starts_at, zone):
        raise RuleBroken("not today", starts_at=starts_at)
    appointment.marker_read_at, appointment.marker_read_by_id = now, by
    add_entry(record, act=Act.INSTRUCTION_READ.value, at=now, now=now, by=by, public=False)


def on_the_way(appointment: Appointment, record: Record, *, at: datetime, by: int, now: datetime) -> None:
    """We set out at `at`; the tenant is told. Raises RuleBroken("not now"), ("instruction not read")."""
    _begins(appointment, record, State.ON_THE_WAY, at=at, now=now)
    if appointment.place != Place.HOME:
        raise RuleBroken("not at home", place=appointment.place)
    appointment.on_the_way_at = at
    _note(record, Act.ON_THE_WAY, at=at, by=by, now=now)
    tell(appointment, record, message="on_the_way", writer=None, now=now)


def tell_other_time(
    appointment: Appointment,
    record: Record,
    *,
    minutes: int,
    rang_at: datetime | None = None,
    reason: str = "",
    by: int,
    now: datetime,
) -> bool:
    """We come `minutes` after the agreed time, or before it where negative, and the tenant is told at once.

    `rang_at`: they were rung at that time, and no message is sent. `reason` is for them, "" for none. Told
    before the time then in force, the new time counts in its place, with the same tolerance, and may be moved
    again (product rule 10): True. Told too late it moves nothing and is a notice of the delay (rule 9); they
    are told all the same. Every telling stays on the record.
    Raises RuleBroken("not now") once we have arrived, ("told later already") for a call before the last word.
    """
    hold_both(appointment, record)
    expect(State(appointment.state), State.ARRIVED)
    told_at = rang_at or now
    if appointment.late_told_at is not None and told_at < appointment.late_told_at:
        raise RuleBroken("told later already", told_at=appointment.late_told_at)
    expected_at = new_time(time_of(appointment), minutes)
    counts = punctual.told(record, new_time=expected_at, told_at=told_at, reason=reason, by=by, now=now)
    appointment.late_minutes, appointment.late_told_at = minutes, told_at
    facts = {
        "minutes": minutes,
        "expected_at": expected_at.isoformat(),
        "counts": counts,
        "rang": rang_at is not None,
    }
    _note(record, Act.RUNNING_LATE, at=told_at, by=by, now=now, body=reason or None, facts=facts)
    if rang_at is None:
        tell(
            appointment,
            record,
            message="running_late",
            writer=by if reason else None,  # without their words it can go in any language we speak
            now=now,
            more={"expected_at": expected_at, "reason": reason},
        )
    return counts


def arrive(appointment: Appointment, record: Record, *, at: datetime, by: int, now: datetime) -> None:
    """We were there at `at`: keeps the promise to come on time, or shows that it was not kept.

    What is urgent is attended to by that (RHA 2.4h).
    """
    _begins(appointment, record, State.ARRIVED, at=at, now=now)
    appointment.arrived_at = at
    _note(record, Act.ARRIVED, at=at, by=by, now=now)
    came(record, at=at, now=now)


def show_identity(appointment: Appointment, record: Record, *, at: datetime, by: int, now: datetime) -> None:
    """The card was shown before going in (TPP Appointments 5, RHA 2.1h, HOWM 3.3c, HHP 8 b1)."""
    hold_both(appointment, record)
    if appointment.state != State.ARRIVED or appointment.identity_shown_at is not None:
        raise RuleBroken("not now", state=appointment.state)
    _since_arrival(appointment, at, now)
    appointment.identity_shown_at = at
    _note(record, Act.IDENTITY_SHOWN, at=at, by=by, now=now)


def finish(
    appointment: Appointment,
    record: Record,
    *,
    outcome: str,
    follows: str,
    at: datetime,
    by: int,
    now: datetime,
) -> None:
    """It took place: `outcome` in words, `follows` what comes of it ("" for nothing). The tenant reads both.

    The record is closed. Raises RuleBroken("outcome missing").
    """
    hold_both(appointment, record)
    expect(State(appointment.state), State.FINISHED)
    if not outcome.strip():
        raise RuleBroken("outcome missing")
    _since_arrival(appointment, at, now)
    appointment.state = State.FINISHED.value
    appointment.finished_at = at
    appointment.outcome = "\n\n".join(words for words in (outcome.strip(), follows.strip()) if words)
    wipe_word(appointment)
    facts = {"follows": bool(follows.strip())}
    _note(record, Act.FINISHED, at=at, by=by, now=now, body=appointment.outcome, facts=facts)
    record.closed_at = now


def came(record: Record, *, at: datetime, now: datetime) -> None:
    """What our coming at `at` keeps: to be on time, and to attend to what is urgent."""
    punctual.arrived(record, at=at, now=now)
    note_event(record, event=Event.ATTENDED, at=at, now=now)


def hold_both(appointment: Appointment, record: Record) -> None:
    """Hold the record as `records.services.hold` says, and read the appointment as it now is."""
    hold(record)
    db.session.refresh(appointment)


def time_of(appointment: Appointment) -> datetime:
    """When it begins; RuleBroken("no time agreed") while none is held."""
    if appointment.starts_at is None:
        raise RuleBroken("no time agreed")
    return appointment.starts_at


def must_read(appointment: Appointment, record: Record, *, now: datetime) -> bool:
    """Whether there is a safety instruction that nobody has read on the day of the visit. One statement."""
    if record.person_id is None:
        return False
    zone = landlord().zone
    flag = flag_for([record.person_id], today=local_date(now, zone)).get(record.person_id)
    read = is_read(appointment.marker_read_at, appointment.starts_at, zone)
    return flag is not None and bool(flag.instructions) and not read


def comes(appointment: Appointment, record: Record, wanted: State, *, at: datetime, now: datetime) -> None:
    """Hold it, and see that it may become `wanted` at `at`, on its day or after, the instruction read."""
    hold_both(appointment, record)
    expect(State(appointment.state), wanted)
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    zone = landlord().zone
    if local_day(at, zone) < local_day(time_of(appointment), zone):
        raise RuleBroken("not today", starts_at=appointment.starts_at)
    if must_read(appointment, record, now=now):
        raise RuleBroken("instruction not read")


def _begins(appointment: Appointment, record: Record, wanted: State, *, at: datetime, now: datetime) -> None:
    comes(appointment, record, wanted, at=at, now=now)
    if appointment.on_the_way_at is not None and at < appointment.on_the_way_at:
        raise RuleBroken("before setting out", on_the_way_at=appointment.on_the_way_at)
    appointment.state = wanted.value


def _since_arrival(appointment: Appointment, at: datetime, now: datetime) -> None:
    if at > now:
        raise RuleBroken("happened in the future", at=at)
    if appointment.arrived_at is not None and at < appointment.arrived_at:
        raise RuleBroken("before arriving", arrived_at=appointment.arrived_at)


def _note(
    record: Record,
    act: Act,
    *,
    at: datetime,
    by: int,
    now: datetime,
    body: str | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    add_entry(record, act=act.value, at=at, now=now, by=by, public=True, body=body, facts=facts)
