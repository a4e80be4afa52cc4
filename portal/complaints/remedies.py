"""Kinds of remedy, and how one that was promised stands (Complaint Handling Code 7.1 to 7.3, 6.6). Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class RemedyKind(StrEnum):
    """What we may do to put it right (7.1); several in one case."""

    APOLOGY = "an apology"
    ACKNOWLEDGEMENT = "saying what went wrong"
    EXPLANATION = "an explanation or help"
    ACTION = "doing what was late or left undone"
    DECISION = "deciding again"
    RECORD = "correcting a record"
    MONEY = "money"
    POLICY = "changing how we work"


class Progress(StrEnum):
    """How an action stands on a day."""

    DONE = "done"
    LATE = "late"
    OPEN = "open"


def progress(by_on: date, done_on: date | None, *, today: date) -> Progress:
    """How it stands; `by_on` itself still keeps it. Done late is done: how late the two dates show."""
    if done_on is not None:
        return Progress.DONE
    return Progress.LATE if today > by_on else Progress.OPEN
