"""The worklist, and taking a case from it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.services.handling import assign
from portal.cases.staff.pages import blueprint
from portal.cases.staff_queries.worklist import ON_A_PAGE, counters_for, worklist_for
from portal.cases.worklist import KINDS, Filters, Standing, When, Whose
from portal.charters.standards import Channel
from portal.errors import NotFound, Stale
from portal.hazards.queries import alarms_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.queries import record_for
from portal.timekeeping import local_date, utc_now


@blueprint.get("")
@staff(Ability.SEE_CASES)
def worklist() -> ResponseReturnValue:
    """What falls due first at the top; the filters stand in the address."""
    now, reader = utc_now(), staff_reader()
    filters = Filters.from_address(request.args, has_team=reader.team_id is not None)
    return render_template(
        "cases/staff/worklist.html",
        page=worklist_for(reader, filters, now=now),
        counters=counters_for(reader, filters, now=now),
        alarms=alarms_for(reader, now=now),
        filters=filters,
        has_team=reader.team_id is not None,
        team=landlord().team(reader.team_id).name if reader.team_id is not None else "",
        may_take=reader.may(Ability.WORK_CASES),
        channels=list(Channel),
        kinds=KINDS,
        standings=list(Standing),
        whose=Whose,
        when=When,
        topics=landlord().open_topics,
        on_a_page=ON_A_PAGE,
    )


@blueprint.post("/take")
@staff(Ability.WORK_CASES)
def take() -> ResponseReturnValue:
    """Take a case from the list; on to its page where somebody else was faster."""
    now, reader = utc_now(), staff_reader()
    reference, _, version = request.form.get("take", "").partition(".")
    record = record_for(reader, reference, today=local_date(now, landlord().zone))
    if reader.person_id is None or not (version.isascii() and version.isdigit()):
        raise NotFound
    try:
        assign(record, to=reader.person_id, by=reader.person_id, version=int(version), now=now)
    except Stale:  # also when a colleague pressed at the same moment: `assign` waits for them and sees it
        return redirect(url_for("cases_staff.case", reference=record.reference, did="taken-before"), 303)
    back = Filters.from_address(
        dict(parse_qsl(request.form.get("back", ""))), has_team=reader.team_id is not None
    )
    address: dict[str, Any] = {**back.address(), "did": "taken"}
    return redirect(url_for("cases_staff.worklist", **address), 303)
