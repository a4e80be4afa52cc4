"""Booking for somebody on the phone or at the desk, and planning a visit that nobody asked for."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.asks import Ask
from portal.appointments.models.bookings import Appointment
from portal.appointments.services.asking import ask_for
from portal.appointments.services.booking import book
from portal.appointments.slot_days import Picked
from portal.errors import RuleBroken


def plan(ask: Ask, *, time: Picked | None, by: int, now: datetime) -> Appointment:
    """What staff take down: with a time it is booked at once, without one it is wanted and promised a date.

    A visit planned unasked (`ask.planned_by_staff`; HOWM 3.3a, SLH 3 b12) has a time from its beginning,
    because its notice says who comes, when and why: RuleBroken("time missing") without. Where no notice is
    sent, `ask.no_notice_reason` says why. Staff are bound by neither notice nor horizon of the purpose.
    Raises what `booking.book` and `asking.open_appointment` raise.
    """
    if time is not None:
        return book(ask, starts_at=time.starts_at, officer_id=time.officer_id, by=by, now=now, by_staff=True)
    if ask.planned_by_staff:
        raise RuleBroken("time missing")
    return ask_for(ask, by=by, now=now)
