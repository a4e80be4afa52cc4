"""Where people meet us. Pure."""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    """Home visits are offered to everybody, and no proof is asked (TPP Appointments 4, RHA 2.5b)."""

    OFFICE = "office"
    HOME = "home"
    PHONE = "phone"
    VIDEO = "video"


class Mode(StrEnum):
    """How an interpreter takes part."""

    IN_PERSON = "in person"
    VIDEO = "video"
    PHONE = "phone"
