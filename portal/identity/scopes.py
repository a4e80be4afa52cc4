"""What somebody may do for somebody else. Pure."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """How far an authority goes: everything its person may do here, or seeing without acting."""

    EVERYTHING = "everything"
    SEE = "see only"


# The scopes under which somebody may write, choose and ask in the other person's place.
ACTING = frozenset({Scope.EVERYTHING})
