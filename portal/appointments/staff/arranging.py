"""What is to be arranged, and what is coming; the filters stand in the address."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.appointments.listing import Filters, Whose
from portal.appointments.staff.pages import blueprint
from portal.appointments.staff_queries.arranging import ON_A_PAGE, arranging_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now


@blueprint.get("/appointments")
@staff(Ability.SEE_CASES)
def arranging() -> ResponseReturnValue:
    """Both lists: the earliest promise at the top of the first, the next to come at the top of the second."""
    now, reader, facts = utc_now(), staff_reader(), landlord()
    has_team = reader.team_id is not None
    filters = Filters.from_address(request.args, has_team=has_team)
    return render_template(
        "appointments/staff/arranging.html",
        page=arranging_for(reader, filters, now=now),
        filters=filters,
        whose=Whose,
        has_team=has_team,
        team=facts.team(reader.team_id).name if has_team else "",
        on_a_page=ON_A_PAGE,
        today=local_date(now, facts.zone),
    )
