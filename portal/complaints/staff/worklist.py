"""The list of complaints, what we said we would do, and how people say they were treated since."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portal.complaints.staff.pages import blueprint, looked
from portal.complaints.staff_queries.lists import (
    BELOW_THE_LIST,
    ON_A_PAGE,
    actions_due_for,
    worklist_for,
)
from portal.complaints.staff_queries.since import answers_since_for
from portal.complaints.worklist import ActionPlace, Place, Shown
from portal.hazards.queries import alarms_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now


@blueprint.get("")
@staff(Ability.SEE_COMPLAINTS)
def worklist() -> ResponseReturnValue:
    """Who is at risk first, then what falls due first; below the first page, what we said we would do."""
    now, reader = utc_now(), staff_reader()
    shown = Shown.from_address(request.args.get("show", ""))
    after = Place.from_text(request.args.get("after", ""))
    is_top = shown is Shown.OPEN and after is None
    html = render_template(
        "complaints/staff/worklist.html",
        page=worklist_for(reader, shown, after=after, now=now),
        actions=actions_due_for(reader, most=BELOW_THE_LIST, now=now) if is_top else None,
        alarms=alarms_for(reader, now=now),
        shown=shown,
        is_later=after is not None,
        on_a_page=ON_A_PAGE,
    )
    return looked(html, reader)


@blueprint.get("/promised")
@staff(Ability.SEE_COMPLAINTS)
def promised() -> ResponseReturnValue:
    """All that we said in complaints we would do and have not done yet."""
    now, reader = utc_now(), staff_reader()
    after = ActionPlace.from_text(request.args.get("after", ""))
    html = render_template(
        "complaints/staff/promised.html",
        page=actions_due_for(reader, after=after, now=now),
        is_later=after is not None,
        on_a_page=ON_A_PAGE,
    )
    return looked(html, reader)


@blueprint.get("/since")
@staff(Ability.SEE_COMPLAINTS)
def since() -> ResponseReturnValue:
    """How people say we treated them since they complained: read by nobody who handled the complaint."""
    now, reader = utc_now(), staff_reader()
    after = Place.from_text(request.args.get("after", ""))
    html = render_template(
        "complaints/staff/since.html",
        page=answers_since_for(reader, after=after, now=now),
        is_later=after is not None,
        on_a_page=ON_A_PAGE,
    )
    return looked(html, reader)
