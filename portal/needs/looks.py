"""Who may see the detail of somebody's needs, and why. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from portal.identity.readers import Reader
from portal.identity.roles import Ability

LOOK_LASTS = timedelta(minutes=15)  # after somebody gave a reason


class Grounds(StrEnum):
    """Why somebody sees the detail; it stands in the record of the look."""

    NEEDS_STAFF = "needs staff"
    MAKES_FORMS = "makes forms"
    HANDLER = "handler"
    VISITOR = "visitor"
    REASON = "gave a reason"


def grounds(reader: Reader, *, handles: bool, visits: bool, gave_reason: bool) -> Grounds | None:
    """Why this reader sees the detail; None for whoever has to give a reason first.

    `handles`: deals with an open record of that person. `visits`: meets them today. `gave_reason`: has
    given one less than `LOOK_LASTS` ago. Customers see their own needs on pages of their own, not here.
    """
    if not reader.is_staff:
        return None
    if reader.may(Ability.SEE_NEEDS):
        return Grounds.NEEDS_STAFF
    if reader.may(Ability.MAKE_FORMS):
        return Grounds.MAKES_FORMS
    if handles:
        return Grounds.HANDLER
    if visits:
        return Grounds.VISITOR
    return Grounds.REASON if gave_reason else None
