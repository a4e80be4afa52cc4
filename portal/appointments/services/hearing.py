"""The customer's word taken down by staff: what an act rests on, and another way to meet."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.acts import Act
from portal.appointments.areas import area_at_end
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose
from portal.appointments.places import Place
from portal.appointments.states import State
from portal.charters.standards import Channel
from portal.database import db
from portal.errors import RuleBroken
from portal.records.models import Entry, Record
from portal.records.services import add_entry


def take_word(record: Record, *, words: str, channel: Channel, by: int, now: datetime) -> Entry:
    """Write whose word the next act rests on: what they said, how it reached us, who took it down.

    The customer sees it. RuleBroken("nothing said") for empty words: nobody's word is taken as read.
    """
    if not words.strip():
        raise RuleBroken("nothing said")
    return add_entry(
        record, act=Act.THEIR_WORD, at=now, now=now, by=by, public=True, body=words, channel=channel.value
    )


def meet_elsewhere(
    appointment: Appointment,
    record: Record,
    *,
    place: Place,
    office_id: int | None = None,
    address: str = "",
    by: int,
    now: datetime,
) -> None:
    """Another way to meet than was asked for, as the customer wants it; times are then looked for there.

    The promise to agree a time goes on running. `address` is the home's, with its postcode at the end. Raises
    RuleBroken "not now" once a time is held or it is over, "not met there", "office missing" and "address
    missing".
    """
    if State(appointment.state) not in (State.WANTED, State.OFFERED):
        raise RuleBroken("not now", state=appointment.state)
    purpose = db.session.get_one(Purpose, appointment.purpose_id)
    if place.value not in purpose.places.split("|"):
        raise RuleBroken("not met there", place=place, places=purpose.places)
    if place is Place.OFFICE and office_id is None:
        raise RuleBroken("office missing")
    if place is Place.HOME and not address.strip():
        raise RuleBroken("address missing")
    appointment.place = place.value
    appointment.office_id = office_id if place is Place.OFFICE else None
    appointment.address = address if place is Place.HOME else ""
    appointment.area = area_at_end(address) if place is Place.HOME else ""
    add_entry(record, act=Act.ANOTHER_WAY, at=now, now=now, by=by, public=True, facts={"place": place.value})
