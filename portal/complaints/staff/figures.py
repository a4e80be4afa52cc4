"""The year's figures of complaints: a page of numbers and the same as CSV. Neither names a complaint."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, get_template_attribute, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.attachments.downloads import download_headers
from portal.complaints.answers import Decision
from portal.complaints.figures import LEAST_SHOWN, Ending, Measure, Tenure, Year, without_small, year_of
from portal.complaints.learning import Theme
from portal.complaints.refusals import Reason
from portal.complaints.remedies import RemedyKind
from portal.complaints.report_queries.year import YearFigures, figures_for
from portal.complaints.staff.pages import blueprint
from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

_EARLIEST = 2000  # a year before it is a slip of the keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A table as it is shown: its heading, those of its columns, its rows of words and numbers."""

    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@blueprint.get("/figures")
@staff(Ability.SEE_COMPLAINT_FIGURES)
def figures() -> ResponseReturnValue:
    """Received and answered in time as CH01 and CH02 say, outcomes, refusals, remedies, themes."""
    found = _asked_for()
    now = local_date(utc_now(), landlord().zone)
    return render_template(
        "complaints/staff/figures.html",
        found=found,
        tables=_tables(found),
        years=[Year(begins=year_of(now).begins - back) for back in range(4)],
        least=LEAST_SHOWN,
    )


@blueprint.get("/figures.csv")
@staff(Ability.SEE_COMPLAINT_FIGURES)
def figures_csv() -> Response:
    """The same numbers, one row each: the table, what, and a number for each column."""
    found = _asked_for()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for table in _tables(found):
        writer.writerow((table.heading, *table.columns))
        writer.writerows(("", *row) for row in table.rows)
    begins = found.year.begins
    name = f"complaints-{begins}-{begins + 1}.csv"
    return Response("\ufeff" + out.getvalue(), headers=download_headers(name, "text/csv"))


def _asked_for() -> YearFigures:
    now = utc_now()
    this_year = year_of(local_date(now, landlord().zone))
    begins = request.args.get("year", this_year.begins, type=int)
    if not _EARLIEST <= begins <= this_year.begins:
        raise NotFound
    return figures_for(staff_reader(), Year(begins=begins), now=now)


def _tables(found: YearFigures) -> list[Shown]:
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
        (_words("found_words", one), *(str(stage.found.get(one, 0)) for stage in both)) for one in Decision
    ]
    tables.append(Shown(heading=gettext("What we found"), columns=("", *stages), rows=outcomes))
    number = ("", gettext("Number"))
    refused = {_words("refusal_words", one): found.refused.get(one, 0) for one in Reason}
    remedies = {_words("remedy_words", one): found.remedies.get(one, 0) for one in RemedyKind}
    themes = without_small({_words("theme_words", one): found.themes.get(one, 0) for one in Theme})
    tables.append(Shown(heading=gettext("Refused, by reason"), columns=number, rows=_numbers(refused)))
    tables.append(Shown(heading=gettext("Remedies promised"), columns=number, rows=_numbers(remedies)))
    tables.append(Shown(heading=gettext("What they were about"), columns=number, rows=_numbers(themes)))
    return tables


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


def _numbers(counts: Mapping[str, int | None] | Mapping[str, int]) -> list[tuple[str, ...]]:
    hidden = gettext("not shown")
    return [(words, hidden if number is None else str(number)) for words, number in counts.items()]


def _words(macro: str, value: str) -> str:
    return str(get_template_attribute("complaints/words.html", macro)(value)).strip()
