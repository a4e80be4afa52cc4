"""Holding people and rooms for a time, and freeing them. Nobody is ever held for two things at once.

Three things see to it: the search finds a time free, the people in it are locked and asked once more, and the
database refuses a hold that overlaps another, whatever the code did.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
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

_TRIES = 4


class _Taken(Exception):
    """Somebody else has taken one of them since we looked."""


def take(
    appointment: Appointment,
    sought: Sought,
    starts_at: datetime,
    *,
    now: datetime,
    by_staff: bool,
    found: tuple[Slot, Search] | None = None,
) -> Slot:
    """Hold officers, room and interpreters for that start, in place of whatever the appointment held before.

    Its own old time never stands in the way of the new one. Both happen in one savepoint of one transaction:
    until it is committed nobody else can take the old time, and if the new one cannot be had the old is kept.
    Whoever is free at that start will do: of several officers another one is tried when the first is gone.
    `found` is what `find` has answered already in this transaction.
    Raises RuleBroken("taken", starts_at=…, nearest=up to six free slots).
    """
    for _ in range(_TRIES):
        found = found or find(sought, starts_at, now=now, without=appointment, by_staff=by_staff)
        if found is None:
            break
        slot, search = found
        found = None
        try:
            with db.session.begin_nested():
                _hold(appointment, slot, search, break_minutes=sought.purpose.break_minutes)
        except (_Taken, IntegrityError):
            # IntegrityError: another transaction held one of them between our look and our insert, and
            # the guard on the table refused ours. Undoing the savepoint also undoes freeing the old time.
            continue
        return slot
    near = nearest_to(sought, starts_at, now=now, without=appointment, by_staff=by_staff)
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
    return replace(search, diaries=(*kept, *others))


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


def _hold(appointment: Appointment, slot: Slot, search: Search, *, break_minutes: int) -> None:
    holds, here = slot.holds(break_minutes), search.wanted.here
    _lock(resource_id for resource_id, _, _ in holds)
    if not still_fits(search, slot):
        raise _Taken
    if appointment.starts_at is not None:
        db.session.execute(sa.delete(Hold).where(Hold.appointment_id == appointment.id))
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
            for resource_id, starts_at, ends_at in holds
        ],
    )


def _lock(ids: Iterable[int]) -> None:
    """Make everybody who wants one of them wait until this transaction ends, in the order of their ids.

    In one order nobody waits in a circle. Ways and daily limits depend on pairs of holds, which no constraint
    of the database sees, so whoever looks at them must be alone. FOR NO KEY UPDATE, because a row that only
    points to an officer (FOR KEY SHARE) disturbs nobody; with FOR UPDATE two who both asked for one officer
    by name would wait for each other. SQLite has no rows to lock: a request that writes has the whole
    database from its beginning (BEGIN IMMEDIATE).
    """
    db.session.execute(
        sa.select(Resource.id)
        .where(Resource.id.in_(sorted(set(ids))))
        .order_by(Resource.id)
        .with_for_update(key_share=True)
    )
