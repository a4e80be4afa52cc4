"""Homes at a year's end, for administrators: what was entered, and one year's."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.reports.measures import Year, year_of
from portal.reports.queries.year import homes_at_year_ends
from portal.reports.services.homes import enter_homes
from portal.reports.staff.pages import BOTH, YEARS_OFFERED, blueprint, known_year
from portal.reports.staff_forms.yearly import HomesForm
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/homes")
@staff(Ability.ADMINISTER)
def homes() -> ResponseReturnValue:
    """The last years that have ended, and how many homes we owned on the last day of each."""
    this_year = year_of(local_date(utc_now(), landlord().zone))
    entered = {row.begins: row for row in homes_at_year_ends(staff_reader())}
    ended = [Year(begins=this_year.begins - back) for back in range(1, YEARS_OFFERED + 1)]
    return render_template(
        "reports/staff/homes.html", years=[(year, entered.get(year.begins)) for year in ended]
    )


@blueprint.route("/homes/<int:begins>", methods=BOTH)
@staff(Ability.ADMINISTER)
def homes_of(begins: int) -> ResponseReturnValue:
    """One year's."""
    year, reader = known_year(begins), staff_reader()

    def stored() -> dict[str, Any]:
        row = next((one for one in homes_at_year_ends(reader) if one.begins == begins), None)
        if row is None:
            return {"version": 0}
        return {"rented": row.rented, "ownership": row.ownership, "version": row.version}

    form = HomesForm(posted(), stored())
    return form_page(
        "reports/staff/form.html",
        form,
        lambda: enter_homes(year, **form.values(), by=reader, now=utc_now()),
        done=url_for(".homes", saved=1),
        stored=stored,
        title=gettext("Homes on 31 March %(year)s", year=begins + 1),
        back=url_for(".homes"),
    )
