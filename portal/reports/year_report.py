"""The yearly report on complaints: its parts, and what it lacks before it can be published. Pure.

Source: Complaint Handling Code 8.1 (its parts), 8.2 (the governing body's response beside it).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.reports.measures import Year


class Missing(StrEnum):
    """A part of the report that is not there yet. The value is the rule that says no."""

    YEAR_GOES_ON = "the year goes on"
    FIGURES = "figures not frozen"
    ANALYSIS = "analysis missing"
    IMPROVEMENTS = "improvements missing"
    OMBUDSMAN = "ombudsman missing"
    ASSESSMENT = "assessment missing"
    RESPONSE = "response missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What there is of a report. `assessed_on`: when the last self-assessment was finished."""

    figures_frozen: bool = False
    analysis: str = ""
    improvements: str = ""
    ombudsman: str = ""
    assessed_on: date | None = None
    response: str = ""


def missing(year: Year, parts: Parts, *, today: date) -> tuple[Missing, ...]:
    """What it lacks, in the order to do it. A self-assessment from before the year is over a year old."""
    lacks = {
        Missing.YEAR_GOES_ON: today <= year.last_on,
        Missing.FIGURES: not parts.figures_frozen,
        Missing.ANALYSIS: not parts.analysis.strip(),
        Missing.IMPROVEMENTS: not parts.improvements.strip(),
        Missing.OMBUDSMAN: not parts.ombudsman.strip(),
        Missing.ASSESSMENT: parts.assessed_on is None or parts.assessed_on < year.first_on,
        Missing.RESPONSE: not parts.response.strip(),
    }
    return tuple(part for part, is_missing in lacks.items() if is_missing)


def key_of(year: Year) -> str:
    """Under which it is published."""
    return f"complaints-{year.begins}-{year.begins + 1}"
