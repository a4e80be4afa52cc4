"""Who is at my door: the code of a visit, and the customer's one-time word, kept until the visit is over."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.appointments.acts import Act
from portal.appointments.doorstep import checked_word
from portal.appointments.models.bookings import Appointment
from portal.appointments.places import Place
from portal.appointments.states import ENDS, State
from portal.appointments.visit_codes import new_code
from portal.clock.zones import day_start
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.services import add_entry, hold
from portal.timekeeping import local_date

_TRIES = 5
_MAY_HAVE_A_WORD = frozenset({State.AGREED, State.ON_THE_WAY})


def give_code(appointment: Appointment) -> None:
    """Give a home visit a code for the door, once; nothing for what takes place elsewhere.

    Call it when the visit is agreed. A code is never used again, so that an old one confirms nobody.
    """
    if appointment.place != Place.HOME or appointment.code is not None:
        return
    for _ in range(_TRIES):
        code = new_code()
        with db.session.no_autoflush:  # the appointment may be new, and is written with its code
            taken = db.session.scalar(sa.select(Appointment.id).where(Appointment.code == code))
        if taken is None:
            appointment.code = code
            return
    raise RuleBroken("no code free")


def choose_word(
    appointment: Appointment, record: Record, *, word: str, by: int | None, now: datetime
) -> None:
    """The customer chooses the word that whoever comes has to say; a later one takes its place.

    For home visits with a time, until we are there. It is stored encrypted and stands on no timeline.
    Raises RuleBroken("no word"), ("word too long"), ("not now").
    """
    hold(record)
    db.session.refresh(appointment)
    if appointment.place != Place.HOME or State(appointment.state) not in _MAY_HAVE_A_WORD:
        raise RuleBroken("not now", state=appointment.state)
    appointment.door_word = checked_word(word)
    add_entry(record, act=Act.WORD_CHOSEN.value, at=now, now=now, by=by, public=True)


def wipe_word(appointment: Appointment) -> None:
    """Forget the word: the visit is over, or there will be none."""
    appointment.door_word = None


def wipe_old(now: datetime) -> int:
    """Forget words whose day is over, or whose appointment has no time any more; how many.

    For the background. The local day of the visit has to be over, so that a late visitor still knows it.
    """
    zone = landlord().zone
    over = day_start(local_date(now, zone), zone)
    wiped = db.session.scalars(
        sa.update(Appointment)
        .where(
            Appointment.door_word.is_not(None),
            sa.or_(
                Appointment.starts_at < over,
                Appointment.starts_at.is_(None),
                Appointment.state.in_([state.value for state in ENDS]),
            ),
        )
        .values(door_word=None)
        .returning(Appointment.id)
    )
    return len(list(wiped))
