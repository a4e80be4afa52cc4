"""Reports of incidents at visits: written by whoever was there, read by them and managers (HOWM 3.3d)."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import database
from portal.appointments.services.calling import report_incident
from portal.appointments.services.visiting import time_of
from portal.appointments.staff.pages import blueprint, me, seen
from portal.appointments.staff_forms.visiting import IncidentForm
from portal.appointments.staff_queries.incidents import report_for, reports
from portal.appointments.staff_queries.visits import VisitSheet, visit_for
from portal.appointments.visit_acts import happened_at
from portal.errors import RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now


@blueprint.route("/visits/<reference>/incident", methods=["GET", "POST"])
@staff(Ability.SEE_CASES)
def incident_report(reference: str) -> ResponseReturnValue:
    """Write down what happened. The words go nowhere but to this report."""
    now, reader = utc_now(), staff_reader()
    sheet = visit_for(reader, reference, now=now)
    form = IncidentForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():
        try:
            report_id = _report(sheet, form)
            return redirect(url_for(".incident", report_id=report_id, written=1), 303)
        except RuleBroken as broken:
            form.refuse(broken)
    if request.method == "GET":
        return render_template("appointments/staff/incident_new.html", sheet=sheet, form=form)
    database.rollback()
    with database.writing(False):
        sheet = visit_for(reader, reference, now=now)
        return render_template("appointments/staff/incident_new.html", sheet=sheet, form=form), 422


@blueprint.get("/incidents")
@staff(Ability.MANAGE_WORK)
def incidents() -> ResponseReturnValue:
    """Every report, the latest first, without its words; that they looked is kept."""
    now, reader = utc_now(), staff_reader()
    before = request.args.get("before", type=int)
    lines, next_id = reports(reader, before=before, now=now)
    return seen(
        "appointments/staff/incidents.html",
        reader,
        now,
        look="incidents.seen",
        lines=lines,
        before=before,
        next_id=next_id,
    )


@blueprint.get("/incidents/<int:report_id>")
@staff(Ability.SEE_CASES)
def incident(report_id: int) -> ResponseReturnValue:
    """One report, for its writer and for managers; that they looked is kept."""
    now, reader = utc_now(), staff_reader()
    report, record, appointment, writer = report_for(reader, report_id, now=now)
    return seen(
        "appointments/staff/incident.html",
        reader,
        now,
        look="incident.seen",
        record_id=record.id,
        report=report,
        record=record,
        appointment=appointment,
        writer=writer,
        written="written" in request.args,
        manages=reader.may(Ability.MANAGE_WORK),
    )


def _report(sheet: VisitSheet, form: IncidentForm) -> int:
    now, by = utc_now(), me(staff_reader())
    happened = happened_at(
        form.typed_at(), starts_at=time_of(sheet.appointment), now=now, zone=landlord().zone
    )
    report = report_incident(
        sheet.appointment,
        sheet.record,
        happened_at=happened,
        words=form.words.data or "",
        somebody_hurt=bool(form.somebody_hurt.data),
        police_told=bool(form.police_told.data),
        by=by,
        now=now,
    )
    return report.id
