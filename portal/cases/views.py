"""Cases, for customers: asking, following by link, reading, writing again, choosing, how we counted."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.access import minutes_to_wait, network_allowance
from portal.attachments.downloads import download_headers
from portal.attachments.queries import file_for
from portal.cases import uploads
from portal.cases.customer import asking, speaking
from portal.cases.feedback import Where, named
from portal.cases.finding import FIND, FIND_NETWORK
from portal.cases.forms.asking import NamingForm
from portal.cases.forms.following import (
    ChooseForm,
    FindForm,
    NotAnsweredForm,
    PlainForm,
    WriteAgainForm,
)
from portal.cases.queries import (
    ON_A_PAGE,
    CaseView,
    case_head,
    case_page,
    cases_of,
    counting_for,
)
from portal.cases.services.choosing import choose
from portal.cases.services.complaining import offer
from portal.cases.services.customers import say_not_answered, write_again
from portal.cases.services.following import opened_by, send_link
from portal.cases.services.referring import may_be_named
from portal.cases.stages import Status
from portal.charters.standards import CaseKind
from portal.clock.day_lines import day_lines
from portal.commitments.presenting import Links, all_shown
from portal.commitments.promise_line import PromiseLine, Step
from portal.database import rollback
from portal.errors import NotAllowed, NotFound
from portal.identity.access import anyone, customer_reader, signed_in
from portal.organisation.queries import landlord
from portal.records.access import readers_of, remember_followed
from portal.records.models import Record
from portal.records.references import spelled
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.posting import arrived, posted

blueprint = Blueprint("cases", __name__)

COMPLAINT_PAGE = "complaints.complaint"

blueprint.add_url_rule("/speak", "speak", speaking.speak, methods=["GET", "POST"])
blueprint.add_url_rule("/speak/check", "speak_check", speaking.speak_check, methods=["GET", "POST"])
blueprint.add_url_rule("/speak/help", "speak_help", speaking.speak_help, methods=["GET", "POST"])
blueprint.add_url_rule("/speak/leaflet", "leaflet", speaking.leaflet)
blueprint.add_url_rule("/speak/<name>", "speak_question", speaking.speak_question, methods=["GET", "POST"])
blueprint.add_url_rule("/you-said-we-did", "we_did", speaking.we_did)
blueprint.add_url_rule("/cases/<reference>/unhappy", "unhappy", speaking.unhappy, methods=["GET", "POST"])
blueprint.add_url_rule("/ask", "start", asking.start, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/help", "help_with_form", asking.help_with_form, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/check", "check", asking.check, methods=["GET", "POST"])
blueprint.add_url_rule("/ask/sent/<reference>", "sent", asking.sent)
blueprint.add_url_rule("/ask/<name>", "question", asking.question, methods=["GET", "POST"])


@blueprint.app_template_global()
def feedback_name(kind: str) -> str:
    """What this landlord calls a kind of feedback; for macros, which see no page's context."""
    return named(landlord().charter.feedback_kinds, kind) or kind


@blueprint.get("/cases")
@signed_in
def mine() -> ResponseReturnValue:
    """My cases, newest first."""
    now = utc_now()
    before = request.args.get("before", type=int)
    rows = cases_of(customer_reader(), now=now, before_id=before)
    shown = rows[:ON_A_PAGE]
    older = shown[-1].record.id if len(rows) > ON_A_PAGE else None
    return render_template("cases/mine.html", rows=shown, older=older, before=before, now=now)


@blueprint.get("/cases/<reference>")
@anyone
def case(reference: str) -> ResponseReturnValue:
    """One case: what we promised, who deals with it, what was said, and what its customer may do."""
    return _page(reference)


@blueprint.post("/cases/<reference>/messages")
@anyone
def write(reference: str) -> ResponseReturnValue:
    """Write again, with files."""
    now = utc_now()
    form = WriteAgainForm(posted())
    _to_act_on(reference, now)
    rollback()
    judged = uploads.judged(request.files.getlist("files"))
    valid = arrived(form)
    if judged.refused:
        form.files.errors = list(judged.refused)
    if not valid or judged.refused:
        return _page(reference, write_form=form)
    record = _to_act_on(reference, now)
    write_again(
        record,
        words=form.words.data or "",
        files=judged.accepted,
        by=customer_reader().person_id,
        now=now,
        submission_id=form.submission.data,
    )
    if form.is_unhappy.data and speaking.may_complain(record):
        offer(record, where=Where.REPLY, words=form.words.data or "", by=None, now=now)
        return redirect(url_for("cases.unhappy", reference=record.reference, did="said"), 303)
    return _to(record, "said")


@blueprint.post("/cases/<reference>/not-answered")
@anyone
def not_answered(reference: str) -> ResponseReturnValue:
    """The answer does not answer it: the case opens again, with new dates."""
    now = utc_now()
    record = _to_act_on(reference, now)
    form = NotAnsweredForm(posted())
    if not arrived(form):
        return _page(reference, unanswered_form=form)
    words = form.missing.data or ""
    say_not_answered(record, words=words, by=customer_reader().person_id, now=now)
    if speaking.may_complain(record):
        offer(record, where=Where.NOT_ANSWERED, words=words, by=None, now=now)
        return redirect(url_for("cases.unhappy", reference=record.reference, did="opened"), 303)
    return _to(record, "opened")


@blueprint.post("/cases/<reference>/choice")
@anyone
def choice(reference: str) -> ResponseReturnValue:
    """Choose one of the options that were put."""
    now = utc_now()
    _to_act_on(reference, now)
    view = case_page(readers_of(reference), reference, now=now)
    form = _choose_form(view)
    if not arrived(form):
        return _page(reference, choose_form=form)
    choose(view.record, option_id=int(form.option.data), by=customer_reader().person_id, now=now)
    return _to(view.record, "chosen")


@blueprint.post("/cases/<reference>/name")
@anyone
def naming(reference: str) -> ResponseReturnValue:
    """May we name you to the authority that your request is for?"""
    now = utc_now()
    record = _to_act_on(reference, now)
    form = NamingForm(posted())
    if not arrived(form):
        return _page(reference, naming_form=form)
    may_be_named(record, yes=form.may_name.data == "yes", by=customer_reader().person_id, now=now)
    return _to(record, "chosen")


@blueprint.get("/cases/<reference>/files/<int:file_id>/<name>")
@anyone
def file(reference: str, file_id: int, name: str) -> ResponseReturnValue:
    """A file of the case, also for somebody who follows it by link. `name` is only for people to read."""
    now = utc_now()
    record = case_head(readers_of(reference), reference, now=now).record
    for reader in readers_of(reference):
        try:
            found = file_for(reader, file_id, today=local_date(now, landlord().zone))
        except NotFound:
            continue
        if found.record_id == record.id:
            return Response(found.content, headers=download_headers(found.name, found.media_type))
    raise NotFound


@blueprint.get("/cases/<reference>/how-we-counted/<int:commitment_id>")
@anyone
def how_we_counted(reference: str, commitment_id: int) -> ResponseReturnValue:
    """How one date was reached: the days counted, the days skipped and why (product rule 15)."""
    record, commitment, counting = counting_for(
        readers_of(reference), reference, commitment_id, now=utc_now()
    )
    standard = landlord().charter.standard(commitment.standard)
    return render_template(
        "cases/counting.html",
        record=record,
        commitment=commitment,
        counting=counting,
        lines=day_lines(counting),
        reading=standard.reading if standard else "",
        zone=landlord().zone,
    )


@blueprint.route("/follow/<token>", methods=["GET", "POST"])
@anyone
def follow(token: str) -> ResponseReturnValue:
    """A link we sent. Only pressing the button opens it, because programs that check mail open links too."""
    form = PlainForm(posted())
    if arrived(form):
        record = opened_by(token, now=utc_now())
        remember_followed(record)
        return redirect(url_for("cases.case", reference=record.reference), 303)
    return render_template("cases/follow.html", form=form)


@blueprint.route("/find", methods=["GET", "POST"])
@anyone
def find() -> ResponseReturnValue:
    """Ask for a fresh link to a case. The answer is the same whether or not there is such a case."""
    form = FindForm(posted())
    if not arrived(form):
        return _form("cases/find.html", form)
    now = utc_now()
    wait = minutes_to_wait(((FIND, form.reference.data or ""), network_allowance(FIND_NETWORK)), now=now)
    if wait:
        form.contact.errors = []
        return render_template("cases/find.html", form=form, wait=wait, has_errors=True), 429
    send_link(reference=form.reference.data or "", contact=form.contact.data or "", now=now)
    return redirect(url_for("cases.link_sent"), 303)


@blueprint.get("/find/sent")
@anyone
def link_sent() -> ResponseReturnValue:
    """If the two belong together, a link is on its way."""
    return render_template("cases/link_sent.html")


def links_of(record: Record) -> Links:
    """Where the promise line of a customer's page leads."""
    here = url_for("cases.case", reference=record.reference) + "#unhappy"
    may_complain = speaking.may_complain(record)

    def complain(step: Step) -> str:
        if not may_complain:
            return here
        return url_for("cases.unhappy", reference=record.reference, promise=step.commitment_id)

    return Links(
        explain=lambda step: url_for(
            "cases.how_we_counted", reference=record.reference, commitment_id=step.commitment_id
        ),
        promise=lambda step: url_for("pages.promise", key=step.standard),
        complain=complain,
    )


def _to_act_on(reference: str, now: datetime) -> Record:
    """The record, for somebody who may do more than see it; NotAllowed for others who see it."""
    head = case_head(readers_of(reference), reference, now=now)
    if not head.may_write:
        raise NotAllowed
    return head.record


def _page(
    reference: str,
    *,
    write_form: WriteAgainForm | None = None,
    unanswered_form: NotAnsweredForm | None = None,
    choose_form: ChooseForm | None = None,
    naming_form: NamingForm | None = None,
) -> ResponseReturnValue:
    now = utc_now()
    view = case_page(readers_of(reference), reference, now=now)
    wrong = any((write_form, unanswered_form, choose_form, naming_form))
    html = render_template(
        "cases/case.html",
        view=view,
        promise_lines=shown_lines(view.record, view.lines, now=now),
        spelled=spelled(view.record.reference),
        write_form=write_form or WriteAgainForm(data={"submission": secrets.token_urlsafe(24)}),
        unanswered_form=unanswered_form or NotAnsweredForm(),
        choose_form=choose_form or _choose_form(view, fresh=True),
        naming_form=naming_form or NamingForm(),
        may_say_not_answered=view.case.status != Status.OPEN and view.record.kind != CaseKind.COMPLAINT,
        may_complain=speaking.may_complain(view.record),
        complaint_url=_complaint_url(view.record),
        did=request.args.get("did"),
        has_errors=wrong,
    )
    return html, 422 if wrong else 200


def _complaint_url(record: Record) -> str:
    """The page of a complaint, which a package above this one has; "" for any other case."""
    has_page = record.kind == CaseKind.COMPLAINT and COMPLAINT_PAGE in current_app.view_functions
    return url_for(COMPLAINT_PAGE, reference=record.reference) if has_page else ""


def shown_lines(record: Record, lines: tuple[PromiseLine, ...], *, now: datetime) -> object:
    """The record's promise lines as the component takes them, with a customer's links."""
    return all_shown(lines, now=now, zone=landlord().zone, links=links_of(record))


def _choose_form(view: CaseView, *, fresh: bool = False) -> ChooseForm:
    form = ChooseForm() if fresh else ChooseForm(posted())
    form.option.choices = options([(str(o.id), o.words) for o in view.options])
    return form


def _form(template: str, form: FindForm) -> ResponseReturnValue:
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, wait=0, has_errors=status == 422), status


def _to(record: Record, did: str) -> ResponseReturnValue:
    return redirect(url_for("cases.case", reference=record.reference, did=did), 303)
