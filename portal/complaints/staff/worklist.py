"""The list of complaints, what we said we would do, and how people say they were treated since."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.complaints.staff.pages import blueprint, looked
from portal.complaints.staff_queries import ON_A_PAGE, actions_due_for, answers_since_for, worklist_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now


@blueprint.get("")
@staff(Ability.SEE_COMPLAINTS)
def worklist() -> ResponseReturnValue:
    """Who is at risk first, then what falls due first; below, what we said we would do."""
    now, reader = utc_now(), staff_reader()
    shown = request.args.get("show", "")
    rows = worklist_for(reader, mine=shown == "mine", closed=shown == "closed", now=now)
    html = render_template(
        "complaints/staff/worklist.html",
        rows=rows[:ON_A_PAGE],
        has_more=len(rows) > ON_A_PAGE,
        actions=actions_due_for(reader, now=now),
        shown=shown,
    )
    return looked(html, reader)


@blueprint.get("/since")
@staff(Ability.SEE_COMPLAINTS)
def since() -> ResponseReturnValue:
    """How people say we treated them since they complained: read by nobody who handled the complaint."""
    now, reader = utc_now(), staff_reader()
    html = render_template("complaints/staff/since.html", answers=answers_since_for(reader, now=now))
    return looked(html, reader)
