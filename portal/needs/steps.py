"""The words for where a need stands, where it was told and how it was met. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from portal.needs.markers import NeedKind


class State(StrEnum):
    """What we said to it. Told counts already: nobody waits for our yes to be helped."""

    TOLD = "told"
    AGREED = "agreed"
    DECLINED = "declined"


class Journey(StrEnum):
    """Where somebody told us; the channels of staff are those of a contact."""

    PROFILE = "profile"
    REGISTRATION = "registration"
    ASKING = "asking"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in person"


class Means(StrEnum):
    """What met a need, or failed to."""

    MESSAGE = "message in a form"
    APPOINTMENT = "appointment"
    VISIT = "visit"
    CALL = "call"
    INTERPRETER = "interpreter"
    HELP = "help given"


# How staff hear of it.
HEARD_BY = (Journey.PHONE, Journey.IN_PERSON, Journey.LETTER, Journey.EMAIL)

# What the portal does by itself, or what costs no more than knowing it: agreed to in the moment it is told.
AT_ONCE = frozenset(
    {
        NeedKind.LARGE_PRINT,
        NeedKind.BRAILLE,
        NeedKind.AUDIO,
        NeedKind.CONTACT_BY,
        NeedKind.DOOR_TIME,
    }
)

LONGEST_REVIEW = timedelta(days=5 * 366)


def slug(kind: NeedKind) -> str:
    """How a kind stands in an address."""
    return kind.value.lower().replace(" ", "-")


BY_SLUG = {slug(kind): kind for kind in NeedKind}
