"""The page on which a firm answers a question of ours: the question and its day, nothing of a complaint."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.attachments.presenting import judged
from portal.complaints.forms import FirmForm
from portal.complaints.services.asking_firms import FromFirm, answer_question, question_behind
from portal.database import rollback
from portal.errors import NotFound, RuleBroken
from portal.identity.access import anyone
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.posting import arrived, posted


@anyone
def question(token: str) -> ResponseReturnValue:
    """A question by link, and its answer. Once answered, taken back or too old, the link opens nothing."""
    form = FirmForm(posted())
    try:
        asked, _ = question_behind(token, now=utc_now())
        if request.method == "POST" and _answered(token, form):
            return redirect(url_for("complaints.question_answered"), 303)
    except NotFound:
        return render_template("complaints/question_over.html"), 404
    status = 422 if request.method == "POST" else 200
    if status == 422:
        rollback()
        asked, _ = question_behind(token, now=utc_now())
    html = render_template(
        "complaints/question.html",
        form=form,
        asked=asked,
        is_late=local_date(utc_now(), landlord().zone) > asked.answer_by,
        has_errors=status == 422,
    )
    return html, status


@anyone
def question_answered() -> ResponseReturnValue:
    """We have the firm's answer."""
    return render_template("complaints/question_answered.html")


def _answered(token: str, form: FirmForm) -> bool:
    """Whether the answer is kept. Files are looked into before, with no transaction open: it takes time."""
    rollback()
    files = judged(request.files.getlist("files"))
    valid = arrived(form)
    if files.refused:
        form.files.errors = list(files.refused)
    if not valid or files.refused:
        return False
    said = FromFirm(words=form.words.data or "", by=form.by.data or "", files=files.accepted)
    try:
        answer_question(token, said, now=utc_now())
    except RuleBroken as broken:
        if broken.rule == "link no longer opens":  # sent twice at the same moment: the first is kept
            raise NotFound from broken
        raise
    return True
