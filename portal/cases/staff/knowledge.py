"""Answer templates and knowledge notes by topic: what there is, what is to be reviewed, and changing one."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import database
from portal.cases.models import AnswerTemplate, KnowledgeNote
from portal.cases.services.knowing import Piece, keep_piece
from portal.cases.staff.pages import blueprint
from portal.cases.staff_forms.knowledge import PieceForm
from portal.cases.staff_queries.knowledge import piece_for, pieces
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options

KINDS: dict[str, type[AnswerTemplate] | type[KnowledgeNote]] = {
    "answers": AnswerTemplate,
    "notes": KnowledgeNote,
}


@blueprint.get("/knowledge")
@staff(Ability.WORK_CASES)
def knowledge() -> ResponseReturnValue:
    """Everything we keep, what is to be reviewed first at the top."""
    reader = staff_reader()
    return render_template(
        "cases/staff/knowledge.html",
        shelves={name: pieces(reader, kind) for name, kind in KINDS.items()},
        topics={topic.id: topic.name for topic in landlord().topics},
        today=local_date(utc_now(), landlord().zone),
        did=request.args.get("did", ""),
    )


@blueprint.route("/knowledge/<shelf>/<int:piece_id>", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def piece(shelf: str, piece_id: int) -> ResponseReturnValue:
    """Change one, or with 0 write a new one. Whoever saves it owns it."""
    if shelf not in KINDS:
        raise NotFound
    kind, now, reader = KINDS[shelf], utc_now(), staff_reader()
    row = piece_for(reader, kind, piece_id) if piece_id else None
    form = _form(row)
    if request.method == "GET":
        return render_template("cases/staff/piece.html", form=form, shelf=shelf, row=row, stale=False)
    if not form.validate():
        return _again(shelf, piece_id, form, 422)
    try:
        keep_piece(kind, row, _piece(form), version=form.version.data or 0, by=reader.person_id or 0, now=now)
    except Stale:
        return _again(shelf, piece_id, form, 409)
    except RuleBroken:
        form.body.errors = [gettext("Write something first")]
        return _again(shelf, piece_id, form, 422)
    return redirect(url_for("cases_staff.knowledge", did="kept"), 303)


def _form(row: AnswerTemplate | KnowledgeNote | None) -> PieceForm:
    fields = request.form if request.method == "POST" else None
    form = PieceForm(fields, obj=row, data={"version": 0} if row is None else None)
    every = ("", gettext("Every topic"))
    form.topic.choices = options([every, *((str(t.id), t.name) for t in landlord().open_topics)])
    if fields is None and row is not None:
        form.topic.data = str(row.topic_id or "")
    return form


def _piece(form: PieceForm) -> Piece:
    return Piece(
        title=form.title.data or "",
        body=form.body.data or "",
        review_on=form.review_on.data,
        topic_id=int(form.topic.data) if form.topic.data else None,
    )


def _again(shelf: str, piece_id: int, form: Any, status: int) -> ResponseReturnValue:
    """The form with all that was typed; stale, beside the words that stand there now."""
    database.rollback()
    row = piece_for(staff_reader(), KINDS[shelf], piece_id) if piece_id else None
    if status == 409 and row is not None:
        form.version.raw_data = None
        form.version.data = row.version
    html = render_template("cases/staff/piece.html", form=form, shelf=shelf, row=row, stale=status == 409)
    return html, status
