"""What the governing body sees of complaints: numbers, themes, lessons, the Ombudsman; no record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.complaints.answers import Decision
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.reports.measures import LEAST_SHOWN, without_small
from portal.reports.presenting import few_words, refused_by, words_of
from portal.reports.quarters import QuarterCount
from portal.reports.queries.governing import ThemeOfAll, for_the_body
from portal.reports.staff.pages import blueprint, years_asked_for
from portal.timekeeping import utc_now


@blueprint.get("/body")
@staff(Ability.OVERSEE_COMPLAINTS)
def body() -> ResponseReturnValue:
    """Volumes, outcomes and times, themes and lessons, what the Ombudsman decided and ordered (Code 9.7)."""
    years = years_asked_for()
    found = for_the_body(staff_reader(), years.shown, now=utc_now())
    return render_template(
        "reports/staff/body.html",
        found=found,
        quarters={stage: _drawn(counts) for stage, counts in found.quarters.items() if stage <= found.stages},
        outcomes=[
            (words_of("found_words", one), *(stage.found.get(one, 0) for stage in found.measures))
            for one in Decision
        ],
        refused=list(refused_by(found.refused).items()),
        themes=_themes(found.themes),
        years=years.offered,
        least=LEAST_SHOWN,
    )


def _drawn(counts: Sequence[QuarterCount]) -> list[tuple[QuarterCount, str]]:
    """Each quarter, and how long its bar is in hundredths of the longest."""
    longest = max((one.received for one in counts), default=0) or 1
    return [(one, str(round(Decimal(100 * one.received) / longest, 1))) for one in counts]


def _themes(found: Sequence[ThemeOfAll]) -> list[tuple[str, ...]]:
    """A row a theme; in each column small numbers are hidden by themselves."""
    named = [words_of("theme_words", one.name) for one in found]
    columns = (
        [one.complaints for one in found],
        [one.complaints_before for one in found],
        [one.comments for one in found],
        [one.thanks for one in found],
    )
    shown = [without_small(dict(zip(named, column, strict=True))) for column in columns]
    return [
        (name, *(few_words(column[i], hidden[name]) for column, hidden in zip(columns, shown, strict=True)))
        for i, name in enumerate(named)
    ]
