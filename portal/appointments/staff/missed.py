"""The year's appointments that did not take place: missed by us, and those at which nobody let us in."""

from __future__ import annotations

from flask import render_template, request

from portal.appointments.listing import Cursor
from portal.appointments.staff.pages import blueprint
from portal.appointments.staff_queries.missed import FIRST_YEAR, missed_in
from portal.appointments.states import State
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

_STATES = {"missed": State.MISSED_BY_US, "nobody-in": State.NO_ACCESS}


@blueprint.get("/appointments/missed")
@staff(Ability.MANAGE_WORK)
def missed() -> str:
    """Figures of a year and, below, either list; year, list and place in it stand in the address."""
    now, reader = utc_now(), staff_reader()
    this_year = local_date(now, landlord().zone).year
    asked = request.args.get("year", this_year, type=int)
    year = asked if FIRST_YEAR <= asked <= this_year else this_year
    which = request.args.get("which", "")
    which = which if which in _STATES else "missed"
    after = Cursor.from_text(request.args.get("after", ""))
    return render_template(
        "appointments/staff/missed.html",
        page=missed_in(reader, year=year, state=_STATES[which], after=after, now=now),
        year=year,
        this_year=this_year,
        first_year=FIRST_YEAR,
        which=which,
        is_later=after is not None,
    )
