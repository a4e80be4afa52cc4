"""When how somebody contacts us may be restricted, and for how long: with evidence, never for good. Pure.

Letters and this portal are no ways to restrict: whatever is agreed, everybody can ask, book and complain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.errors import RuleBroken

# "Regularly reviewed" (Complaint Handling Code 5.15) has no number: this is our reading.
REVIEWED_WITHIN = timedelta(days=183)
LASTS_AT_MOST = timedelta(days=365)


class RestrictedWay(StrEnum):
    """A way in which somebody is asked not to contact us for now."""

    PHONE = "phone"
    EMAIL = "email"
    OFFICE = "office"


class Standing(StrEnum):
    """How far a restriction is."""

    ASKED = "asked"
    TURNED_DOWN = "turned down"
    RUNS = "runs"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """What is asked for. At least one of `ways`, `often` ("once a week") and `through_id` says what it is.

    `instruction` is for colleagues: what to do, never what happened. The person reads `still_by`, how they
    reach us all the same, and `because`. `behaviour`, `tried` (before) and `considered` (their needs, any
    disability: Equality Act 2010) are the evidence. `ends_on` is its last day, inclusive.
    """

    ways: tuple[RestrictedWay, ...] = ()
    often: str = ""
    through_id: int | None = None
    instruction: str
    still_by: str
    because: str
    behaviour_on: date
    behaviour: str
    tried: str
    considered: str
    from_on: date
    review_on: date
    ends_on: date


_WORDS = {
    "instruction": "instruction missing",
    "still_by": "way left missing",
    "because": "reason missing",
    "behaviour": "behaviour missing",
    "tried": "tried missing",
    "considered": "considered missing",
}


def check(asked: Restriction, *, today: date) -> None:
    """Raise RuleBroken for the first thing that is wrong (Complaint Handling Code 5.14 and 5.15).

    "nothing restricted", "… missing" for words that are not there, "behaviour in the future", "starts in the
    past" and what `check_days` raises.
    """
    if not (asked.ways or asked.often.strip() or asked.through_id):
        raise RuleBroken("nothing restricted")
    for name, rule in _WORDS.items():
        if not getattr(asked, name).strip():
            raise RuleBroken(rule)
    if asked.behaviour_on > today:
        raise RuleBroken("behaviour in the future", behaviour_on=asked.behaviour_on)
    if asked.from_on < today:
        raise RuleBroken("starts in the past", from_on=asked.from_on)
    check_days(asked.from_on, asked.review_on, asked.ends_on)


def check_days(begins_on: date, review_on: date | None, ends_on: date | None) -> tuple[date, date]:
    """The day of the review and the last day, if both are there and in order.

    RuleBroken "dates out of order" unless begin < review <= end, "reviewed too late" for a review more than
    183 days after the begin, "lasts too long" for an end more than 365 days after it.
    """
    if review_on is None or ends_on is None or not begins_on < review_on <= ends_on:
        raise RuleBroken("dates out of order", review_on=review_on, ends_on=ends_on)
    if review_on > begins_on + REVIEWED_WITHIN:
        raise RuleBroken("reviewed too late", review_on=review_on)
    if ends_on > begins_on + LASTS_AT_MOST:
        raise RuleBroken("lasts too long", ends_on=ends_on)
    return review_on, ends_on


def standing(*, approved: bool | None, ended: bool, ends_on: date, today: date) -> Standing:
    """How far it is on that day. It is over with its last day, whether or not any job has ended it."""
    if approved is False:
        return Standing.TURNED_DOWN
    if ended or ends_on < today:
        return Standing.ENDED
    return Standing.ASKED if approved is None else Standing.RUNS
