"""Handing the appointments of somebody away to whoever stands in, and cancelling those nobody can take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.appointments.diaries import Slot
from portal.appointments.models.bookings import Appointment
from portal.appointments.queries.slots import slots_for
from portal.appointments.services.booking import move
from portal.appointments.services.cancelling import cancel_by_staff
from portal.clock.zones import local_day
from portal.database import db
from portal.errors import RuleBroken, Stale
from portal.organisation.queries import landlord
from portal.records.models import Record

_OFFERS = 3  # as many as a person can weigh in a message
_OFFERED_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenVisit:
    """An appointment to hand over or to cancel, and the version of its record that was looked at."""

    appointment: Appointment
    record: Record
    version: int


def hand_over_visits(
    chosen: Sequence[ChosenVisit], *, officer_id: int | None, reason: str, by: int, now: datetime
) -> tuple[Record, ...]:
    """The deputy takes the chosen appointments at their own times; each customer is told who comes and why.

    `officer_id` is the deputy's as an officer (`queries.handover.Covering`), None for nobody. Gives back
    those left as they are: somebody changed them since, or the deputy, a room or an interpreter is not free
    after all. RuleBroken("reason missing"), ("nobody stands in").
    """
    if officer_id is None:
        raise RuleBroken("nobody stands in")

    def take_over(one: ChosenVisit) -> None:
        starts_at = one.appointment.starts_at
        if starts_at is None:
            raise RuleBroken("not now", state=one.appointment.state)
        move(
            one.appointment,
            one.record,
            starts_at=starts_at,
            officer_id=officer_id,
            by=by,
            now=now,
            reason=reason,
            by_customer=False,
            message="officer_changed",
        )

    return _each(chosen, take_over, reason)


def rearrange_visits(
    chosen: Sequence[ChosenVisit], *, reason: str, by: int, now: datetime
) -> tuple[Record, ...]:
    """Cancel the chosen appointments; each customer is told why, with an apology and other times to choose.

    The times offered are those of whoever was asked for, else of anyone suitable, in the two weeks from the
    day it would have been; where there are none we look for one together. Gives back those left as they are.
    RuleBroken("reason missing").
    """

    def cancel(one: ChosenVisit) -> None:
        offers = _other_times(one.appointment, now=now)
        cancel_by_staff(one.appointment, one.record, reason=reason, by=by, now=now, offers=offers)

    return _each(chosen, cancel, reason)


def _each(
    chosen: Sequence[ChosenVisit], act: Callable[[ChosenVisit], None], reason: str
) -> tuple[Record, ...]:
    if not reason.strip():
        raise RuleBroken("reason missing")
    left = []
    for one in chosen:
        try:
            with db.session.begin_nested():
                if one.record.version != one.version:
                    raise Stale(was=one.version, now=one.record.version)
                act(one)
        except RuleBroken:
            left.append(one.record)
    return tuple(left)


def _other_times(appointment: Appointment, *, now: datetime) -> list[Slot]:
    """Up to three, each on a day of its own."""
    if appointment.starts_at is None:
        return []
    zone = landlord().zone
    first = max(local_day(appointment.starts_at, zone), local_day(now, zone))
    found = slots_for(appointment, now=now, from_on=first, to_on=first + _OFFERED_WITHIN, without=appointment)
    by_day: dict[object, Slot] = {}
    for slot in found.slots:
        by_day.setdefault(local_day(slot.starts_at, zone), slot)
    return list(by_day.values())[:_OFFERS]
