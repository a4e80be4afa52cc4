"""Kinds of hazard, how grave one is, and which of them the law gives dates. Pure.

Source: Hazards in Social Housing (Prescribed Requirements) (England) Regulations 2025, SI 2025/1042, phase 1.
"""

from __future__ import annotations

from enum import StrEnum

from portal.charters.standards import Circumstance

KIND = "hazard"  # of its record


class HazardKind(StrEnum):
    """What is dangerous, as somebody who lives there would say it."""

    DAMP = "damp or mould"
    GAS = "gas, smoke or fumes"
    ELECTRICS = "electrics"
    FIRE = "fire"
    HEATING = "no heating or hot water"
    WATER = "water or drains"
    FALLING = "something may fall, or somebody"
    SECURITY = "a door or window that does not lock"
    OTHER = "something else"


class Grade(StrEnum):
    """How grave it is: as whoever named it thought, until one of us has judged it."""

    EMERGENCY = "emergency"
    SIGNIFICANT = "significant"
    NEITHER = "neither"


class Accommodation(StrEnum):
    """Another place to stay, where we cannot make the home safe in time."""

    NOT_OFFERED = ""
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Further(StrEnum):
    """How far the work is that stops it coming back."""

    OPEN = ""
    ARRANGED = "arranged"
    STARTED = "started"
    DONE = "done"
    NOT_NEEDED = "not needed"


class Uncovered(StrEnum):
    """Why the law gives this hazard no dates."""

    TENURE = "not a rented home"
    DIVISION = "not in England"
    KIND = "kind not in the law yet"
    LANDLORD = "not this landlord"


OF_HAZARDS = frozenset({Circumstance.EMERGENCY_HAZARD, Circumstance.SIGNIFICANT_HAZARD})

# Phase 1: significant damp and mould, and whatever is an emergency. More kinds are to follow.
_SIGNIFICANT_IN_LAW = frozenset({HazardKind.DAMP})
_RENTED = "tenant"
_DIVISION = "england-and-wales"


def uncovered(
    kind: HazardKind, grade: Grade, *, tenures: frozenset[str], division: str | None
) -> Uncovered | None:
    """Why the Regulations give no dates; None where they do, as far as we know the home.

    `tenures`: what those on the tenancy are in the landlord's file, empty where we know of no tenancy. The
    law is for rented social homes alone: no leases, shared ownership or licences.
    """
    if tenures and _RENTED not in tenures:
        return Uncovered.TENURE
    if division not in (None, _DIVISION):
        return Uncovered.DIVISION
    if grade is Grade.SIGNIFICANT and kind not in _SIGNIFICANT_IN_LAW:
        return Uncovered.KIND
    return None


def circumstance(grade: Grade) -> Circumstance | None:
    """What a hazard of that grade starts in a charter; None for what is none."""
    return {
        Grade.EMERGENCY: Circumstance.EMERGENCY_HAZARD,
        Grade.SIGNIFICANT: Circumstance.SIGNIFICANT_HAZARD,
    }.get(grade)
