"""When a complaint may be refused: the listed reasons, their evidence, and the twelve months. Pure.

Source: Complaint Handling Code 2.1 to 2.5. Nothing here refuses by itself: it says what a refusal lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class Reason(StrEnum):
    """The listed reasons (2.2). None of them decides alone (2.5).

    `OWN`: one that the landlord's own policy names with a clause; which one stands beside it.
    """

    TWELVE_MONTHS = "happened over twelve months ago"
    IN_COURT = "in court"
    CONSIDERED = "considered before"
    OWN = "our policy"


class Lack(StrEnum):
    """What a refusal still needs. The value is the rule that says no."""

    EVIDENCE = "evidence missing"
    EXPLANATION = "explanation missing"
    DATES = "dates missing"
    NOT_OVER = "twelve months are not over"
    DISCRETION = "discretion not considered"
    COURT_DATE = "court date missing"
    OWN_REASON = "own reason missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why somebody asks to refuse. `explanation` is what the customer is told, `evidence` what shows it.

    `occurred_on` and `aware_on`: when it happened, and when the customer came to know. `filed_on`: when claim
    form and particulars were filed at court; a solicitor's letter alone is no proceedings. `own_words`: a
    reason of our own as the customer reads it, with its clause.
    """

    reason: Reason
    evidence: str
    explanation: str
    occurred_on: date | None = None
    aware_on: date | None = None
    discretion: str = ""
    filed_on: date | None = None
    own_reason_id: int | None = None
    own_words: str = ""


def last_day_within_a_year(day: date) -> date:
    """Twelve months after `day`, inclusive; from 29 February it is 1 March, in the customer's favour."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 2, 28) + _DAY


def is_beyond_twelve_months(occurred_on: date | None, aware_on: date | None, *, received_on: date) -> bool:
    """Whether it reached us after twelve months, counted from the event or from the day they became aware,
    whichever is later (2.3). Without any date it is not."""
    known = [day for day in (occurred_on, aware_on) if day is not None]
    return bool(known) and received_on > last_day_within_a_year(max(known))


def lacking(grounds: Grounds, *, received_on: date, today: date) -> tuple[Lack, ...]:
    """What is missing before the refusal may be put to a second person.

    Beyond twelve months it asks whether discretion was considered, whatever the reason; it never blocks
    taking the complaint on (2.3).
    """
    beyond = is_beyond_twelve_months(grounds.occurred_on, grounds.aware_on, received_on=received_on)
    by_time = grounds.reason is Reason.TWELVE_MONTHS
    undated = grounds.occurred_on is None and grounds.aware_on is None
    in_court = grounds.reason is Reason.IN_COURT
    lacks = {
        Lack.EVIDENCE: not grounds.evidence.strip(),
        Lack.EXPLANATION: not grounds.explanation.strip(),
        Lack.DATES: by_time and undated,
        Lack.NOT_OVER: by_time and not undated and not beyond,
        Lack.DISCRETION: beyond and not grounds.discretion.strip(),
        Lack.OWN_REASON: grounds.reason is Reason.OWN and not grounds.own_words.strip(),
        Lack.COURT_DATE: in_court and (grounds.filed_on is None or grounds.filed_on > today),
    }
    return tuple(lack for lack, is_missing in lacks.items() if is_missing)
