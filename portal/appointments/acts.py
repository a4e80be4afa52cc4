"""What can be done with an appointment; the value is also the name on its timeline. Pure."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """In the order in which they may come up. Acts of the day itself follow the agreement of a time."""

    ASKED = "appointment.asked"
    PLANNED = "appointment.planned"
    TAKEN_ON = "appointment.taken on"
    PROPOSED = "appointment.times proposed"
    OFFERED = "appointment.times offered"
    DECLINED = "appointment.times declined"
    BOOKED = "appointment.booked"
    MOVED = "appointment.moved"
    CANCELLED = "appointment.cancelled"
    CANCELLED_BY_US = "appointment.cancelled by us"
    NO_NEW_TIME = "appointment.no new time wanted"
    WISH_UNMET = "appointment.wish unmet"
    WISH_CHOSEN = "appointment.choice for wish"
    ANOTHER_WAY = "appointment.another way"
    THEIR_WORD = "appointment.their word"  # taken down by staff who act on it
    INSTRUCTION_READ = "appointment.instruction read"
    ON_THE_WAY = "appointment.on the way"
    RUNNING_LATE = "appointment.other time told"
    ARRIVED = "appointment.arrived"
    IDENTITY_SHOWN = "appointment.identity shown"
    FINISHED = "appointment.finished"
    NO_ACCESS = "appointment.no access"
    MISSED_BY_US = "appointment.missed by us"
    WORD_CHOSEN = "appointment.door word chosen"
