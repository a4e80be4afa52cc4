"""Where a message stands between being written and having gone. Pure.

By email      (to be made, being made, to check,) waiting, sending, sent; or given up
By post       to be made, being made, (to check,) for post, in a run, sent; or no address
By people     with people, then one of the two above with what they made; a call ends as sent
Not at all    cannot be made: staff are told, and nothing else goes in its place
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a message stands."""

    TO_BE_MADE = "to be made"  # the worker makes its file
    BEING_MADE = "being made"  # a worker holds it
    TO_CHECK = "to check"  # a person reads the Braille through before it goes
    WITH_PEOPLE = "with people"  # a task: a translator, a transcriber, somebody who rings
    WAITING = "waiting"  # the worker sends it
    SENDING = "sending"  # a worker holds it
    FOR_POST = "for post"  # it goes into a print run
    IN_A_RUN = "in a run"  # printed, and not yet said to be posted
    SENT = "sent"  # gone: by email, in the post, or read out
    GIVEN_UP = "given up"  # mail that did not go
    CANNOT_BE_MADE = "cannot be made"  # its form failed
    NO_ADDRESS = "no address"  # somebody has to find out where it is to go


TO_MAKE = (State.TO_BE_MADE, State.BEING_MADE)
TO_SEND = (State.WAITING, State.SENDING)
# What goes on by itself.
UNDER_WAY = TO_SEND + TO_MAKE
# What stands until somebody does something about it.
NEEDS_SOMEBODY = (State.GIVEN_UP, State.CANNOT_BE_MADE, State.NO_ADDRESS, State.TO_CHECK)
# The same, and what goes with the post, on the outbox's page.
ATTENTION = (*NEEDS_SOMEBODY, State.FOR_POST)
