"""Safety instructions: added, looked at again, ended; their history only with a recorded look."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.needs.forms import YES
from portal.needs.models import SafetyMarker
from portal.needs.services.markers import Incident, add_marker, review_marker
from portal.needs.staff.forms import MarkerForm, MarkerReviewForm
from portal.needs.staff.pages import BOTH, blueprint, looked, me, today
from portal.needs.staff_queries import marker_for, markers_for
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/people/<int:person_id>/markers")
@staff(Ability.SEE_NEEDS)
def markers(person_id: int) -> ResponseReturnValue:
    """Every instruction there is or was about a person, without what happened."""
    reader = staff_reader()
    person, found = markers_for(reader, person_id)
    html = render_template(
        "needs/staff/markers.html", person=person, markers=found, today=today(), saved="saved" in request.args
    )
    return looked(html, reader, act="markers.seen", person_id=person_id)


@blueprint.route("/people/<int:person_id>/markers/new", methods=BOTH)
@staff(Ability.SEE_NEEDS)
def new_marker(person_id: int) -> ResponseReturnValue:
    """Add an instruction; whoever adds it has decided it."""
    reader = staff_reader()
    person, _ = markers_for(reader, person_id)
    form = MarkerForm(posted())
    return form_page(
        "needs/staff/marker_form.html",
        form,
        lambda: add_marker(_incident(form), person_id=person_id, by=me(reader), now=utc_now()),
        done=url_for(".markers", person_id=person_id, saved=1),
        person=person,
        marker=None,
    )


@blueprint.get("/markers/<int:marker_id>")
@staff(Ability.SEE_NEEDS)
def marker(marker_id: int) -> ResponseReturnValue:
    """What an instruction rests on and what became of it; a look of its own is recorded."""
    reader = staff_reader()
    found, person, decider, reviews = marker_for(reader, marker_id)
    html = render_template(
        "needs/staff/marker.html",
        marker=found,
        person=person,
        decider=decider,
        reviews=reviews,
        today=today(),
    )
    return looked(html, reader, act="marker.seen", person_id=person.id)


@blueprint.route("/markers/<int:marker_id>/review", methods=BOTH)
@staff(Ability.SEE_NEEDS)
def marker_review(marker_id: int) -> ResponseReturnValue:
    """Look at it again: for longer, or it ends now."""
    reader = staff_reader()
    found, person, *_ = marker_for(reader, marker_id)
    form = MarkerReviewForm(posted(), {"version": found.version})
    return form_page(
        "needs/staff/marker_form.html",
        form,
        lambda: _review(found, form, by=me(reader), now=utc_now()),
        done=url_for(".markers", person_id=person.id, saved=1),
        stored=lambda: {"version": marker_for(reader, marker_id)[0].version},
        person=person,
        marker=found,
    )


def _incident(form: MarkerForm) -> Incident:
    return Incident(
        instruction=form.instruction.data or "",
        incident_on=form.incident_on.data,
        facts=form.facts.data or "",
        told_on=form.told_on.data,
        not_told_because=form.not_told_because.data or "",
        needs_two=form.needs_two.data,
        review_on=form.review_on.data,
        ends_on=form.ends_on.data,
    )


def _review(marker: SafetyMarker, form: MarkerReviewForm, *, by: int, now: datetime) -> None:
    review_marker(
        marker,
        goes_on=form.still.data == YES,
        why=form.why.data or "",
        review_on=form.review_on.data,
        ends_on=form.ends_on.data,
        by=by,
        version=form.version.data or 0,
        now=now,
    )
