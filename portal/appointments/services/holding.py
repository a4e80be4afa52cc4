"""Holding people and rooms for a time, and freeing them. Nobody is ever held for two things at once.

Three things see to it: the search finds a time free, the people in it are locked and asked once more, and the
database refuses a hold that overlaps another, whatever the code did.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.appointments.availability import slot_at
from portal.appointments.diaries import ResourceKind, Slot
from portal.appointments.models.bookings import Appointment, Hold
from portal.appointments.models.resources import Resource
from portal.appointments.queries.slots import Search, Sought, nearest_to, search_on, span_of, still_fits
from portal.clock.zones import local_day
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.queries import landlord
from portal.records.services import refuse_second

_TRIES = 4


class _Taken(Exception):
    """Somebody else has taken one of them since we looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held, and the person who comes, or comes first; None for an officer who is nobody we know."""

    slot: Slot
    handler_id: int | None


def take(
    appointment: Appointment, sought: Sought, starts_at: datetime, *, now: datetime, by_staff: bool
) -> Held:
    """Hold officers, room and interpreters for that start, in place of whatever the appointment held before.

    Its own old time never stands in the way of the new one. Both happen in one savepoint of one transaction:
    until it is committed nobody else can take the old time, and if the new one cannot be had the old is kept.
    Whoever is free at that start will do: of several officers another one is tried when the first is gone.
    Raises RuleBroken("taken", starts_at=…, nearest=up to six free slots).
    """

    def without_the_old(_held: Held) -> Appointment:
        if appointment.starts_at is not None:
            db.session.execute(sa.delete(Hold).where(Hold.appointment_id == appointment.id))
        return appointment

    return _taken(without_the_old, sought, starts_at, now=now, without=appointment, by_staff=by_staff)[1]


def take_for_new(
    opened: Callable[[Held], Appointment],
    sought: Sought,
    starts_at: datetime,
    *,
    now: datetime,
    by_staff: bool,
    submission_id: str | None,
) -> tuple[Appointment, Held]:
    """The same for an appointment that is opened only once everybody who takes part is locked and free.

    `opened` adds it, in the savepoint of the holds, and may be asked several times: each time all that it did
    before is undone. Raises as well RuleBroken("already submitted", reference=…), when this submission has
    got the time meanwhile; nothing is written then, nor when the time is taken.
    """
    return _taken(
        opened, sought, starts_at, now=now, without=None, by_staff=by_staff, submission_id=submission_id
    )


def _taken(
    holder: Callable[[Held], Appointment],
    sought: Sought,
    starts_at: datetime,
    *,
    now: datetime,
    without: Appointment | None,
    by_staff: bool,
    submission_id: str | None = None,
) -> tuple[Appointment, Held]:
    for _ in range(_TRIES):
        found = find(sought, starts_at, now=now, without=without, by_staff=by_staff)
        if found is None:
            break
        slot, search = found
        try:
            with db.session.begin_nested():
                held = _locked(slot, search)
                appointment = holder(held)
                _hold(appointment, slot, search, break_minutes=sought.purpose.break_minutes)
        except (_Taken, IntegrityError):
            # IntegrityError: another transaction held one of them between our look and our insert, and
            # the guard on the table refused ours. Undoing the savepoint also undoes freeing the old time.
            # Or the submission of a new one has been stored, or its reference: look at all of it again.
            refuse_second(submission_id)
            continue
        return appointment, held
    refuse_second(submission_id)  # sent twice at once, it is their own other request that took the time
    near = nearest_to(sought, starts_at, now=now, without=without, by_staff=by_staff)
    raise RuleBroken("taken", starts_at=starts_at, nearest=near)


def find(
    sought: Sought,
    starts_at: datetime,
    *,
    now: datetime,
    without: Appointment | None,
    by_staff: bool,
) -> tuple[Slot, Search] | None:
    """The slot at that start as things stand, with the diaries it was found in; None where there is none."""
    on = local_day(starts_at, landlord().zone)
    span = span_of(sought, on, on, now=now, by_staff=by_staff)
    if span is None:
        return None
    search = search_on(sought, span, now=now, without=without, by_staff=by_staff)
    if without is not None and without.starts_at == starts_at:
        search = _keeping(search, interpreters_held(without))
    slot = slot_at(search.diaries, search.wanted, starts_at)
    return (slot, search) if slot is not None else None


def _keeping(search: Search, booked: Collection[int]) -> Search:
    """The time stays and only who comes changes: interpreters who are booked for it come first, and need not
    be asked in time once more."""
    kept = [replace(diary, lead=timedelta(0)) for diary in search.diaries if diary.id in booked]
    others = [diary for diary in search.diaries if diary.id not in booked]
    wanted = replace(search.wanted, dialect="")  # who is booked already comes before who has the dialect
    return replace(search, diaries=(*kept, *others), wanted=wanted)


def free(appointment: Appointment) -> tuple[int, ...]:
    """Let go of everybody held for it; gives back the interpreters among them, who must be told."""
    interpreters = interpreters_held(appointment)
    db.session.execute(sa.delete(Hold).where(Hold.appointment_id == appointment.id))
    return interpreters


def interpreters_held(appointment: Appointment) -> tuple[int, ...]:
    """The interpreters that are held for it."""
    return tuple(
        db.session.scalars(
            sa.select(Resource.id)
            .join(Hold, Hold.resource_id == Resource.id)
            .where(Hold.appointment_id == appointment.id, Resource.kind == ResourceKind.INTERPRETER.value)
            .order_by(Resource.id)
        )
    )


def _locked(slot: Slot, search: Search) -> Held:
    """Make everybody who wants one of them wait until this transaction ends, in the order of their ids.

    In one order nobody waits in a circle. Ways and daily limits depend on pairs of holds, which no constraint
    of the database sees, so whoever looks at them must be alone. FOR NO KEY UPDATE, because a row that only
    points to an officer (FOR KEY SHARE) disturbs nobody; with FOR UPDATE two who both asked for one officer
    by name would wait for each other. SQLite has no rows to lock: a request that writes has the whole
    database from its beginning (BEGIN IMMEDIATE).
    """
    ids = sorted(resource_id for resource_id, _, _ in slot.holds(0))
    people = {row.id: row.person_id for row in db.session.execute(_LOCKED, {"ids": ids})}
    if not still_fits(search, slot):
        raise _Taken
    return Held(slot=slot, handler_id=people.get(slot.officer_ids[0]))


def _hold(appointment: Appointment, slot: Slot, search: Search, *, break_minutes: int) -> None:
    here = search.wanted.here
    db.session.execute(
        sa.insert(Hold),
        [
            {
                "resource_id": resource_id,
                "appointment_id": appointment.id,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "area": here if resource_id in slot.officer_ids else "",
            }
            for resource_id, starts_at, ends_at in slot.holds(break_minutes)
        ],
    )


_LOCKED = (
    sa.select(Resource.id, Resource.person_id)
    .where(Resource.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Resource.id)
    .with_for_update(key_share=True)
)
