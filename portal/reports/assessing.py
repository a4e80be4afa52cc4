"""The self-assessment against the Complaint Handling Code: which provisions, what each line needs. Pure.

Source: Code 8.1, 8.3, 8.4 and its introduction: where we do not comply we say why, and by when we shall.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.complaints.provisions import PROVISIONS, Provision


class Why(StrEnum):
    """Why we assess ourselves (again)."""

    YEARLY = "every year"
    RESTRUCTURE = "restructure or merger"
    PROCEDURE = "change of procedure"
    OMBUDSMAN = "the Ombudsman asks"


class Lack(StrEnum):
    """What one line still needs. The value is the rule that says no."""

    ANSWER = "not answered"
    EVIDENCE = "evidence missing"
    EXPLANATION = "explanation missing"
    DATE = "date missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What we say of one provision. `complies` None: nothing yet. `comply_by`: the last day to do so."""

    complies: bool | None
    evidence: str = ""
    explanation: str = ""
    comply_by: date | None = None


# What asks nothing of software is assessed too; the rest of our list is advice or comes from elsewhere.
_OBJECTIVE = Provision(
    number="9.8", checked="P", asks="A standard objective for all staff: working together on complaints"
)
ASSESSED: tuple[Provision, ...] = (*(row for row in PROVISIONS if row.number[0].isdigit()), _OBJECTIVE)
ASKS = {row.number: row.asks for row in ASSESSED}


def lacking(answer: Answer) -> Lack | None:
    """The first thing the line needs: evidence where we comply, else an explanation and a date."""
    if answer.complies is None:
        return Lack.ANSWER
    if answer.complies:
        return None if answer.evidence.strip() else Lack.EVIDENCE
    if not answer.explanation.strip():
        return Lack.EXPLANATION
    return None if answer.comply_by else Lack.DATE
