"""A complaint for its customer: what we understand, found and do; and how to complain."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.commitments.presenting import Links
from portal.complaints.customer import question
from portal.complaints.forms import CorrectForm, FurtherForm, SinceForm
from portal.complaints.presenting import foreseen_stage_2, shown_lines
from portal.complaints.queries import ComplaintView, complaint_page, landlords_way, own_reasons
from portal.complaints.services.closing import say_how_since
from portal.complaints.services.defining import correct_definition
from portal.complaints.services.going_further import escalate
from portal.complaints.stages import Act, allows, may_escalate
from portal.database import rollback
from portal.errors import NotAllowed
from portal.identity.access import anyone, customer_reader
from portal.organisation.queries import landlord
from portal.records.access import readers_of
from portal.records.models import Record
from portal.records.references import spelled
from portal.timekeeping import local_date, utc_now
from portal.web.posting import arrived, posted

blueprint = Blueprint("complaints", __name__)

blueprint.add_url_rule("/question/<token>", "question", question.question, methods=["GET", "POST"])
blueprint.add_url_rule("/question/answered", "question_answered", question.question_answered)


@blueprint.get("/how-to-complain")
@anyone
def how() -> ResponseReturnValue:
    """How to complain, plain and to be printed: stages and times from the charter, who else can help."""
    today = local_date(utc_now(), landlord().zone)
    return render_template(
        "complaints/how.html",
        way=landlords_way(today),
        data_way=landlords_way(today, data_protection=True),
        own_reasons=own_reasons(),
    )


@blueprint.get("/complaints/<reference>")
@anyone
def complaint(reference: str) -> ResponseReturnValue:
    """One complaint, for whoever made it, joined it, or acts for them."""
    return _page(reference)


@blueprint.post("/complaints/<reference>/correct")
@anyone
def correct(reference: str) -> ResponseReturnValue:
    """We have not understood it."""
    now = utc_now()
    form = CorrectForm(posted())
    record = _to_act_on(reference, now)
    if not arrived(form):
        return _page(reference, correct_form=form)
    correct_definition(record, words=form.wrong.data or "", by=customer_reader().person_id, now=now)
    return _to(record, "corrected")


@blueprint.post("/complaints/<reference>/stage-2")
@anyone
def further(reference: str) -> ResponseReturnValue:
    """Look at it again, with or without a reason."""
    now = utc_now()
    form = FurtherForm(posted())
    record = _to_act_on(reference, now)
    if not arrived(form):
        return _page(reference, further_form=form)
    escalate(record, words=form.why.data or "", by=customer_reader().person_id, now=now)
    return _to(record, "further")


@blueprint.post("/complaints/<reference>/since")
@anyone
def since(reference: str) -> ResponseReturnValue:
    """Have we treated you differently since?"""
    now = utc_now()
    form = SinceForm(posted())
    record = _to_act_on(reference, now)
    if not arrived(form):
        return _page(reference, since_form=form)
    say_how_since(
        record, was=form.was.data == "yes", words=form.how.data or "", by=customer_reader().person_id, now=now
    )
    return _to(record, "said")


def _to_act_on(reference: str, now: datetime) -> Record:
    """The record, for somebody who may do more than see it; NotAllowed for others who see it."""
    view = complaint_page(readers_of(reference), reference, now=now)
    if not view.head.may_write:
        raise NotAllowed
    return view.record


def _page(
    reference: str,
    *,
    correct_form: CorrectForm | None = None,
    further_form: FurtherForm | None = None,
    since_form: SinceForm | None = None,
) -> ResponseReturnValue:
    wrong = any((correct_form, further_form, since_form))
    if wrong:
        rollback()
    now = utc_now()
    view = complaint_page(readers_of(reference), reference, now=now)
    may_go_further = may_escalate(view.standing) and view.head.may_write
    html = render_template(
        "complaints/complaint.html",
        view=view,
        promise_lines=shown_lines(view.lines, links=_links(view), now=now),
        spelled=spelled(view.record.reference),
        correct_form=correct_form or CorrectForm(),
        further_form=further_form or FurtherForm(),
        since_form=since_form or SinceForm(),
        may_correct=allows(view.standing, Act.CORRECTED) and view.head.may_write,
        may_go_further=may_go_further,
        effects=foreseen_stage_2(view.record, now=now) if may_go_further else None,
        did=request.args.get("did", ""),
        has_errors=wrong,
    )
    return html, 422 if wrong else 200


def _links(view: ComplaintView) -> Links:
    reference = view.record.reference
    return Links(
        explain=lambda step: url_for(
            "cases.how_we_counted", reference=reference, commitment_id=step.commitment_id
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
    )


def _to(record: Record, did: str) -> ResponseReturnValue:
    return redirect(url_for("complaints.complaint", reference=record.reference, did=did), 303)
