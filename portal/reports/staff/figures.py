"""The year's figures of complaints: a page of numbers and the same as CSV. Neither names a complaint."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from portal.attachments.downloads import download_headers
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.reports.measures import LEAST_SHOWN
from portal.reports.presenting import figure_tables
from portal.reports.queries.year import figures_for
from portal.reports.staff.pages import blueprint, years_asked_for
from portal.timekeeping import utc_now


@blueprint.get("/figures")
@staff(Ability.SEE_COMPLAINT_FIGURES)
def figures() -> ResponseReturnValue:
    """Received and answered in time as CH01 and CH02 say, outcomes, refusals, remedies, themes."""
    years = years_asked_for()
    found = figures_for(staff_reader(), years.shown, now=utc_now())
    return render_template(
        "reports/staff/figures.html",
        found=found,
        tables=figure_tables(found),
        years=years.offered,
        least=LEAST_SHOWN,
    )


@blueprint.get("/figures.csv")
@staff(Ability.SEE_COMPLAINT_FIGURES)
def figures_csv() -> Response:
    """The same numbers, one row each: the table, what, and a number for each column."""
    found = figures_for(staff_reader(), years_asked_for().shown, now=utc_now())
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for table in figure_tables(found):
        writer.writerow((table.heading, *table.columns))
        writer.writerows(("", *row) for row in table.rows)
    begins = found.year.begins
    name = f"complaints-{begins}-{begins + 1}.csv"
    return Response("\ufeff" + out.getvalue(), headers=download_headers(name, "text/csv"))
