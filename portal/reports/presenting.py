"""The year's figures as tables of words and numbers: for the page, the download and the yearly report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import get_template_attribute
from flask_babel import gettext

from portal.complaints.answers import Decision
from portal.complaints.refusals import Reason
from portal.complaints.remedies import RemedyKind
from portal.reports.measures import LEAST_SHOWN, Ending, Measure, Tenure, without_small
from portal.reports.queries.year import YearFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A table as it is shown: its heading, those of its columns, its rows of words and numbers."""

    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def figure_tables(found: YearFigures) -> list[Shown]:
    """Received and answered in time as CH01 and CH02 say, outcomes, refusals, remedies, themes."""
    headings = {
        Tenure.RENTED: gettext("Rented homes"),
        Tenure.OWNERSHIP: gettext("Low-cost ownership"),
        None: gettext("Both together"),
    }
    stages = (gettext("Stage 1"), gettext("Stage 2"))
    tables = [
        Shown(heading=headings[scope], columns=("", *stages), rows=_measures(measures))
        for scope, measures in found.measures.items()
    ]
    both = found.measures[None]
    outcomes = [
        (words_of("found_words", one), *(str(stage.found.get(one, 0)) for stage in both)) for one in Decision
    ]
    number = ("", gettext("Number"))
    remedies = {words_of("remedy_words", one): found.remedies.get(one, 0) for one in RemedyKind}
    refusals = _numbers(refused_by(found.refused))
    return [
        *tables,
        Shown(heading=gettext("What we found"), columns=("", *stages), rows=outcomes),
        Shown(heading=gettext("Refused, by reason"), columns=number, rows=refusals),
        Shown(heading=gettext("Remedies promised"), columns=number, rows=_numbers(remedies)),
        Shown(
            heading=gettext("What they were about"), columns=number, rows=few(themes_in_words(found.themes))
        ),
    ]


def refused_by(counts: Mapping[str, int]) -> dict[str, int]:
    """The listed reasons in their order, also those nobody gave, then our own as they stood."""
    listed = {words_of("refusal_words", one): counts.get(one, 0) for one in Reason if one is not Reason.OWN}
    own = {words: number for words, number in counts.items() if words not in set(Reason)}
    return {**listed, **dict(sorted(own.items()))}


def themes_in_words(counts: Mapping[str, int]) -> dict[str, int]:
    """The themes by what they are called, the most frequent first."""
    named = {words_of("theme_words", name): number for name, number in counts.items()}
    return dict(sorted(named.items(), key=lambda one: (-one[1], one[0])))


def few(counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Rows in which nobody is known by a small number."""
    shown = without_small(counts)
    return [(words, few_words(counts[words], shown[words])) for words in counts]


def few_words(number: int, shown: int | None) -> str:
    """A number, or why it is not shown: too small, or it would give a small one away."""
    if shown is not None:
        return str(shown)
    return str(
        gettext("fewer than %(num)s", num=LEAST_SHOWN) if number < LEAST_SHOWN else gettext("not shown")
    )


def words_of(macro: str, value: str) -> str:
    """A value of complaints in words."""
    return str(get_template_attribute("complaints/words.html", macro)(value)).strip()


def _measures(measures: Sequence[Measure]) -> list[tuple[str, ...]]:
    """Received, CH01, in time, CH02, then how the rest stand."""
    none = gettext("no number")
    endings = {
        Ending.LATE: gettext("Answered late"),
        Ending.NO_CLOCK: gettext("Answered without a date of the Code"),
        Ending.OVERDUE: gettext("Not answered, overdue"),
        Ending.OPEN: gettext("Not answered yet"),
        Ending.REFUSED: gettext("Refused"),
        Ending.WITHDRAWN: gettext("Withdrawn by the customer"),
    }
    rate = tuple(none if one.per_thousand is None else str(one.per_thousand) for one in measures)
    share = tuple(none if one.in_time_share is None else f"{one.in_time_share}%" for one in measures)
    return [
        (gettext("Homes"), *(str(one.homes) for one in measures)),
        (gettext("Received"), *(str(one.received) for one in measures)),
        (gettext("Received for each 1,000 homes (CH01)"), *rate),
        (gettext("Answered in the Code’s time"), *(str(one.in_time) for one in measures)),
        (gettext("Answered in the Code’s time, of all received (CH02)"), *share),
        *((words, *(str(one.endings.get(key, 0)) for one in measures)) for key, words in endings.items()),
    ]


def _numbers(counts: Mapping[str, int]) -> list[tuple[str, ...]]:
    return [(words, str(number)) for words, number in counts.items()]
