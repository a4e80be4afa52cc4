"""When it did not take place: nobody let us in, or we did not come. And what must be written down."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.acts import Act
from portal.appointments.models.bookings import Appointment, IncidentReport
from portal.appointments.places import Place
from portal.appointments.services.asking import begin_arranging
from portal.appointments.services.door import wipe_word
from portal.appointments.services.telling import tell
from portal.appointments.services.visiting import came, comes, hold_both, time_of
from portal.appointments.states import State, expect
from portal.audit.services import record_act
from portal.commitments.services import punctual
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Record
from portal.records.services import add_entry


def no_access(
    appointment: Appointment, record: Record, *, at: datetime, words: str, by: int, now: datetime
) -> None:
    """We called at `at` and nobody let us in: a calling card says who, when, how to reach us, how to rebook.

    TPP Appointments 6, RHA 2.5e, HHP 5 b3. Having come keeps the promise of punctuality, or breaks it, as
    arriving does. `words` are for the card, "" for none. The record is closed; another time is a new one.
    """
    comes(appointment, record, State.NO_ACCESS, at=at, now=now)
    if appointment.place != Place.HOME:
        raise RuleBroken("not at home", place=appointment.place)
    called_at = appointment.arrived_at or at
    appointment.state = State.NO_ACCESS.value
    appointment.arrived_at = called_at
    appointment.finished_at = at
    appointment.outcome = words.strip()
    wipe_word(appointment)
    add_entry(
        record, act=Act.NO_ACCESS.value, at=at, now=now, by=by, public=True, body=appointment.outcome or None
    )
    came(record, at=called_at, now=now)
    record.closed_at = now
    more = {"called_at": called_at, "words": appointment.outcome}
    # Without words of the officer's own it is the portal's, and can go in any language it speaks.
    writer = by if appointment.outcome else None
    tell(appointment, record, message="calling_card", writer=writer, now=now, more=more)


def missed_by_us(appointment: Appointment, record: Record, *, words: str, by: int, now: datetime) -> None:
    """We did not come. It counts as a promise not kept; we say sorry and are to find a new time.

    The promise to agree a time begins anew, and the record stays open until another appointment takes its
    place, or the customer wants none (`cancelling.no_new_time`). Of a visit of which they had no notice they
    need no word either: it closes. `words` say why, "" for nothing.
    Raises RuleBroken("not missed yet") while the time may still be kept.
    """
    hold_both(appointment, record)
    expect(State(appointment.state), State.MISSED_BY_US)
    if now <= time_of(appointment):
        raise RuleBroken("not missed yet", until=appointment.starts_at)
    punctual.missed(record, now=now)
    appointment.state = State.MISSED_BY_US.value
    appointment.finished_at = now
    wipe_word(appointment)
    known = not appointment.no_notice_reason
    if known:
        begin_arranging(appointment, record, at=now, now=now)
    else:
        record.closed_at = now
    add_entry(
        record, act=Act.MISSED_BY_US.value, at=now, now=now, by=by, public=known, body=words.strip() or None
    )
    more = {"reason": words.strip(), "was_at": appointment.starts_at}
    writer = by if words.strip() else None
    tell(appointment, record, message="missed_by_us", writer=writer, now=now, more=more)


def report_incident(
    appointment: Appointment,
    record: Record,
    *,
    happened_at: datetime,
    words: str,
    somebody_hurt: bool,
    police_told: bool,
    by: int,
    now: datetime,
) -> IncidentReport:
    """Write down what happened at a visit (HOWM 3.3d); only its writer and managers read it.

    The words are encrypted and stand nowhere else: not on the timeline, not in any message or search.
    Raises RuleBroken("words missing"), ("happened in the future").
    """
    if not words.strip():
        raise RuleBroken("words missing")
    if happened_at > now:
        raise RuleBroken("happened in the future", at=happened_at)
    report = IncidentReport(
        appointment_id=appointment.id,
        happened_at=happened_at,
        words=words.strip(),
        somebody_hurt=somebody_hurt,
        police_told=police_told,
        written_by_id=by,
        written_at=now,
    )
    db.session.add(report)
    db.session.flush()
    # In the trail only: a line on the timeline would be read by everybody who sees the record.
    record_act(act="incident.reported", by=by, now=now, record_id=record.id)
    return report
