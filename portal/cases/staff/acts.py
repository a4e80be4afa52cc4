"""The pages on which staff act on a case: one view for all of them, two more for other roles.

A form that cannot be taken comes back with everything typed: 422, or 409 with what somebody else did since.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from portal import database
from portal.cases.next_acts import Task, possible
from portal.cases.staff import enclosures
from portal.cases.staff.deeds import Doing
from portal.cases.staff.doing import DEEDS
from portal.cases.staff.foreseeing import foreseen_effects
from portal.cases.staff.letters import (
    KeptLetter,
    forget_letter,
    keep_letter,
    kept_letter,
    last_message,
)
from portal.cases.staff.pages import blueprint, promise_lines, seen
from portal.cases.staff_forms.parts import ActForm
from portal.cases.staff_queries.case_page import (
    CaseHead,
    case_head_for,
    entries_since,
    notes_for,
    templates_for,
)
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Entry
from portal.timekeeping import local_date, utc_now
from portal.web.memory import forget_all

NOT_HERE = (Task.RECEIVED, Task.NOTE)  # other roles may do these


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How an act's page is shown again: the form, the letter looked at, what others did meanwhile."""

    form: ActForm
    letter: KeptLetter | None = None
    since: tuple[Entry, ...] = ()
    status: int = 200


@blueprint.route("/cases/<reference>/do/<name>", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def act(reference: str, name: str) -> ResponseReturnValue:
    """An act of those who work on cases."""
    if name not in list(Task) or Task(name) in NOT_HERE:
        raise NotFound
    return _act(reference, Task(name))


@blueprint.route("/cases/<reference>/note", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def note(reference: str) -> ResponseReturnValue:
    """A note, also of those who only take contacts down."""
    return _act(reference, Task.NOTE)


@blueprint.route("/cases/<reference>/received", methods=["GET", "POST"])
@staff(Ability.MANAGE_WORK)
def received(reference: str) -> ResponseReturnValue:
    """Correct when it truly reached us; a manager's name stands under it."""
    return _act(reference, Task.RECEIVED)


def _act(reference: str, task: Task) -> ResponseReturnValue:
    now, reader = utc_now(), staff_reader()
    return (
        _done(reference, task, reader, now)
        if request.method == "POST"
        else _look(reference, task, reader, now)
    )


def _look(reference: str, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    head = case_head_for(reader, reference, now=now)
    if task not in possible(head.standing(reader)):
        return redirect(url_for("cases_staff.case", reference=head.record.reference, did="not-now"))
    record_id = head.record.id
    goes_on = "look" in request.args or "kept" in request.args
    letter = kept_letter(record_id, task, reader=reader, now=now) if goes_on else None
    form = _fresh(head, task, letter, now)
    context = _context(head, task, Shown(form=form, letter=letter), reader, now)
    return seen("cases/staff/act.html", reader, now, look="case.seen", record_id=record_id, **context)


def _done(reference: str, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    head, refused = _head_and_files(reference, task, reader, now)
    form = DEEDS[task].form(request.form)
    DEEDS[task].offer(form, head)
    if DEEDS[task].takes_files and "remove" in request.form:
        return _without_a_file(head, task, reader, now)
    valid = form.validate()
    if refused:
        form["files"].errors = refused
    if not valid or refused:
        return _again(reference, task, form, reader, now, 422)
    try:
        DEEDS[task].do(_doing(head, task, form, reader, now))
        db.session.flush()
    except (Stale, StaleDataError):
        return _again(reference, task, form, reader, now, 409)
    except RuleBroken as broken:
        form.refuse(broken)
        return _again(reference, task, form, reader, now, 422)
    if "look" in request.form and DEEDS[task].sends:
        return _keep_to_look_at(head, task, reader, now)
    forget_letter(head.record.id, task, reader=reader, now=now)
    return redirect(url_for("cases_staff.case", reference=head.record.reference, did=task.value), 303)


def _head_and_files(
    reference: str, task: Task, reader: Reader, now: datetime
) -> tuple[CaseHead, tuple[str, ...]]:
    """The case, once the files that came are kept; and what is wrong with those that cannot be."""
    head = case_head_for(reader, reference, now=now)
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files or not DEEDS[task].takes_files:
        return head, ()
    refused = enclosures.take_in(head.record.id, task, files=files, reader=reader, now=now)
    return case_head_for(reader, reference, now=now), refused  # as it is in the transaction that now begins


def _doing(head: CaseHead, task: Task, form: Any, reader: Reader, now: datetime) -> Doing:
    takes = DEEDS[task].takes_files
    files = enclosures.for_sending(head.record.id, task, reader=reader, now=now) if takes else ()
    return Doing(head=head, form=form, reader=reader, now=now, files=files)


def _keep_to_look_at(head: CaseHead, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    """What would be sent is found by doing it, and undoing it: so the page shows exactly that."""
    record_id, reference = head.record.id, head.record.reference
    message = last_message(head.record)
    subject, text = (message.subject, message.text) if message else ("", "")
    database.rollback()
    keep_letter(record_id, task, fields=request.form, subject=subject, text=text, reader=reader, now=now)
    return redirect(url_for("cases_staff.act", reference=reference, name=task.value, look=1) + "#look", 303)


def _without_a_file(head: CaseHead, task: Task, reader: Reader, now: datetime) -> ResponseReturnValue:
    """One file is taken out again; the words stay."""
    record_id, reference = head.record.id, head.record.reference
    enclosures.remove(record_id, task, request.form["remove"], reader=reader, now=now)
    keep_letter(record_id, task, fields=request.form, subject="", text="", reader=reader, now=now)
    return redirect(url_for("cases_staff.act", reference=reference, name=task.value, kept=1) + "#held", 303)


def _again(
    reference: str, task: Task, form: Any, reader: Reader, now: datetime, status: int
) -> ResponseReturnValue:
    """The form with all that was typed, the write lock let go; stale, with what happened meanwhile."""
    database.rollback()
    forget_all()
    with database.writing(False):
        head = case_head_for(reader, reference, now=now)
        since: tuple[Entry, ...] = ()
        if status == 409:
            since = tuple(entries_since(head.record.id, form.seen.data or 0))
            form.go_on_from(version=head.record.version, seen=head.last_entry_id)
        context = _context(head, task, Shown(form=form, since=since, status=status), reader, now)
        return render_template("cases/staff/act.html", **context), status


def _fresh(head: CaseHead, task: Task, letter: KeptLetter | None, now: datetime) -> ActForm:
    deed = DEEDS[task]
    made_from = {"version": head.record.version, "seen": head.last_entry_id}
    form = deed.form(letter.fields if letter else None, data={**deed.filled(head, now), **made_from})
    deed.offer(form, head)
    template = request.args.get("template", type=int)
    if task is Task.ANSWER and letter is None and template is not None:
        form["body"].data = next(
            (t.body for t in templates_for(head.record.topic_id) if t.id == template), ""
        )
    return form


def _context(head: CaseHead, task: Task, shown: Shown, reader: Reader, now: datetime) -> dict[str, Any]:
    answering, record_id = task is Task.ANSWER, head.record.id
    takes_files = DEEDS[task].takes_files
    return {
        "head": head,
        "record": head.record,
        "task": task,
        "form": shown.form,
        "letter": shown.letter if shown.letter and shown.letter.text else None,
        "held": enclosures.held_for(record_id, task, reader=reader, now=now) if takes_files else (),
        "since": shown.since,
        "stale": shown.status == 409,
        "has_errors": shown.status == 422,
        "sends": DEEDS[task].sends,
        "effects": foreseen_effects(head, task, now),
        "promise_lines": promise_lines(head, reader, now=now, with_acts=False),
        "still_possible": task in possible(head.standing(reader)),
        "templates": templates_for(head.record.topic_id) if answering else (),
        "notes": notes_for(head.record.topic_id) if answering else (),
        "today": local_date(now, landlord().zone),
    }
