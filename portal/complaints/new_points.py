"""Whether a new point joins a complaint or becomes a case of its own (Complaint Handling Code 6.8). Pure."""

from __future__ import annotations

from portal.complaints.stages import State


def joins(state: State, *, related: bool, would_delay: bool) -> bool:
    """It joins the stage 1 answer while that is not issued, if related and if it would not delay it.

    Anything else is a new complaint with its own clock; at stage 2 every new point is.
    """
    return state in (State.RECEIVED, State.ACKNOWLEDGED) and related and not would_delay
