"""What is to be arranged, and what is coming; the filters stand in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.listing import Filters, Whose
from portal.appointments.services.handling import take_on
from portal.appointments.staff.pages import blueprint, me
from portal.appointments.staff_queries.appointment_page import head_for
from portal.appointments.staff_queries.arranging import ON_A_PAGE, arranging_for
from portal.errors import NotFound, RuleBroken, Stale
from portal.hazards.queries import alarms_for
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

# Lists from which somebody takes one, and where they go on.
_LISTS = {"work": "cases_staff.worklist", "appointments": "appointments_staff.arranging"}


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
        alarms=alarms_for(reader, now=now),
        filters=filters,
        whose=Whose,
        has_team=has_team,
        team=facts.team(reader.team_id).name if has_team else "",
        on_a_page=ON_A_PAGE,
        may_see_missed=reader.may(Ability.MANAGE_WORK),
        may_take=reader.may(Ability.WORK_CASES),
        address=filters.address(),
        today=local_date(now, facts.zone),
    )


@blueprint.post("/appointments/take")
@staff(Ability.WORK_CASES)
def take() -> ResponseReturnValue:
    """Take an appointment that nobody deals with from a list; on to its page where somebody was faster."""
    now, reader = utc_now(), staff_reader()
    reference, _, version = request.form.get("take", "").partition(".")
    record = head_for(reader, reference, now=now).record
    if not (version.isascii() and version.isdigit() and len(version) <= 18):
        raise NotFound
    try:
        take_on(record, by=me(reader), version=int(version), now=now)
    except (Stale, RuleBroken):
        return redirect(url_for(".appointment", reference=record.reference, did="taken-before"), 303)
    typed = parse_qsl(request.form.get("back", ""))
    back: dict[str, Any] = {name: value for name, value in typed if not name.startswith("_")}
    where = _LISTS.get(request.args.get("list", ""), _LISTS["appointments"])
    return redirect(url_for(where, **{**back, "did": "taken"}), 303)
