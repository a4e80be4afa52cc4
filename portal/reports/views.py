"""What everybody may read of reports: which yearly reports on complaints there are."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.identity.access import anyone
from portal.reports.queries.reports import published_reports

blueprint = Blueprint("reports", __name__)


@blueprint.get("/how-to-complain/reports")
@anyone
def yearly() -> ResponseReturnValue:
    """The reports that are published, each with the governing body's response (Code 8.2)."""
    return render_template("reports/yearly.html", reports=published_reports())
