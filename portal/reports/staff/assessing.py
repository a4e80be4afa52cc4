"""The self-assessment against the Code: again, one provision after the other, finished."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.reports.assessing import ASKS, Why
from portal.reports.queries.reports import assessment_for, line_for
from portal.reports.services.assessing import answer_provision, assess_again, finish_assessment
from portal.reports.staff.pages import BOTH, blueprint
from portal.reports.staff_forms.assessing import AgainForm, ProvisionForm
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.route("/assessments/new", methods=BOTH)
@staff(Ability.KEEP_COMPLAINT_REPORT)
def assess_anew() -> ResponseReturnValue:
    """Begin one, with the reason; the answers of the last one stand in it to be looked at."""
    form, reader = AgainForm(posted()), staff_reader()
    return form_page(
        "reports/staff/form.html",
        form,
        lambda: assess_again(why=Why(form.why.data), words=form.words.data or "", by=reader, now=utc_now()),
        done=url_for(".reports", saved=1),
        title=gettext("Assess ourselves against the Code"),
        back=url_for(".reports"),
    )


@blueprint.get("/assessments/<int:assessment_id>")
@staff(Ability.OVERSEE_COMPLAINTS)
def assessment(assessment_id: int) -> ResponseReturnValue:
    """Every provision, whether we comply, and what shows it."""
    found = assessment_for(staff_reader(), assessment_id)
    return render_template("reports/staff/assessment.html", found=found, asks=ASKS)


@blueprint.route("/assessments/<int:assessment_id>/<number>", methods=BOTH)
@staff(Ability.KEEP_COMPLAINT_REPORT)
def assess_provision(assessment_id: int, number: str) -> ResponseReturnValue:
    """One provision; then on to the next that is not answered."""
    reader = staff_reader()
    if number not in ASKS:
        raise NotFound

    def stored() -> dict[str, Any]:
        return ProvisionForm.stored(line_for(reader, assessment_id, number))

    form = ProvisionForm(posted(), stored())
    return form_page(
        "reports/staff/provision.html",
        form,
        lambda: answer_provision(
            assessment_id=assessment_id,
            number=number,
            answer=form.answer(),
            by=reader,
            version=form.version.data or 0,
            now=utc_now(),
        ),
        done=_next(assessment_id, number),
        stored=stored,
        title=gettext("Provision %(number)s", number=number),
        asks=ASKS[number],
        back=url_for(".assessment", assessment_id=assessment_id),
    )


@blueprint.post("/assessments/<int:assessment_id>/finish")
@staff(Ability.KEEP_COMPLAINT_REPORT)
def assessment_finished(assessment_id: int) -> ResponseReturnValue:
    """It stands from now on."""
    reader = staff_reader()
    found = assessment_for(reader, assessment_id)
    here = url_for(".assessment", assessment_id=assessment_id)
    if any(line.complies is None for line in found.lines):
        return redirect(f"{here}?missing=1", 303)
    finish_assessment(assessment_id=assessment_id, by=reader, now=utc_now())
    return redirect(f"{here}?saved=1", 303)


def _next(assessment_id: int, number: str) -> str:
    lines = assessment_for(staff_reader(), assessment_id).lines
    following = next((line.number for line in lines if line.complies is None and line.number != number), None)
    if following is None:
        return url_for(".assessment", assessment_id=assessment_id, saved=1)
    return url_for(".assess_provision", assessment_id=assessment_id, number=following)
