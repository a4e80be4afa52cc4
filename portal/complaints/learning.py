"""What a closed complaint teaches: causes and themes, each from one list so that they can be counted. Pure.

Source: Complaint Handling Code 9.1 to 9.3; HOWM 1.0 imp 3.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum


class Cause(StrEnum):
    """Why it happened."""

    DELAY = "it took too long"
    NOT_TOLD = "we did not keep them informed"
    NOT_DONE = "we did not do what we said"
    QUALITY = "the work was not good enough"
    CONDUCT = "how somebody behaved"
    WRONG = "we decided or recorded it wrongly"
    POLICY = "what our policy says"
    NONE_OF_OURS = "nothing of ours"


class Theme(StrEnum):
    """What it was about, for a landlord with no list of its own; else that list counts all feedback."""

    REPAIRS = "repairs"
    DAMP = "damp and mould"
    NEIGHBOURS = "neighbours and antisocial behaviour"
    RENT = "rent and charges"
    TENANCY = "tenancies and moving"
    ESTATE = "shared areas and estates"
    CONTACT = "reaching us and being answered"
    ADJUSTMENTS = "adjustments and access"
    OTHER = "something else"


# A product rule, no promise of a charter: long enough to have noticed, soon enough to put it right.
_ASK_AFTER = timedelta(days=60)


def ask_again_on(closed_on: date) -> date:
    """The day on which the customer is asked whether they have been treated differently since (Code 5.1)."""
    return closed_on + _ASK_AFTER
