"""Things to make: the list, one task, the steps of it, and the suppliers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.errors import NotFound, RuleBroken, Stale
from portal.formats.made import MadeFile
from portal.formats.models import FormatTask, Supplier
from portal.formats.services import parts_here
from portal.formats.tasks import SupplierKind, TaskAct, may
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.messaging import staff_forms
from portal.messaging.services import suppliers as supplier_services
from portal.messaging.services import tasks
from portal.messaging.staff.pages import blueprint, day_of, download, seen, sent_file, taken
from portal.messaging.staff_queries import things as queries
from portal.messaging.staff_queries.things import Filters, Thing
from portal.needs.ways import Format
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import Versioned, form_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a task in hand: its form, what came with it, and who does it."""

    task: FormatTask
    form: Any
    file: MadeFile | None
    reader: Reader
    now: datetime

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when, as every service asks."""
        return {"by": self.reader.person_id or 0, "now": self.now}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """How a step is done: with which form, and by which service."""

    form: type[Versioned]
    do: Callable[[Step], object]


@blueprint.get("/things-to-make")
@staff(Ability.MAKE_FORMS)
def things() -> ResponseReturnValue:
    """What people must make, by its date; Braille to read through; forms that failed."""
    reader = staff_reader()
    today = day_of(utc_now())
    filters = Filters(state=request.args.get("state", "open"), form=request.args.get("form", ""))
    return render_template(
        "messaging/staff/things.html",
        page=queries.things_page(reader, today=today, filters=filters, after=request.args.get("after", "")),
        parts=[part for part in parts_here() if not part.here],
        filters=filters,
        forms=tuple(Format),
        today=today,
        done=request.args.get("done"),
    )


@blueprint.get("/things-to-make/<int:task_id>")
@staff(Ability.MAKE_FORMS)
def thing(task_id: int) -> ResponseReturnValue:
    """One task: what is to be made, for whom, by when, and what can be done next."""
    now, reader = utc_now(), staff_reader()
    found = queries.thing_for(reader, task_id, today=day_of(now))
    return seen(
        "messaging/staff/thing.html",
        reader,
        now,
        look="format.task seen",
        record_id=found.task.record_id,
        person_id=found.task.person_id,
        thing=found,
        acts=_acts(found.task),
        today=day_of(now),
        done=request.args.get("done"),
    )


@blueprint.get("/things-to-make/<int:task_id>/file")
@staff(Ability.MAKE_FORMS)
def thing_file(task_id: int) -> ResponseReturnValue:
    """What the supplier returned."""
    now, reader = utc_now(), staff_reader()
    task = queries.thing_for(reader, task_id, today=day_of(now)).task
    file = queries.file_with_content(task)
    if file is None:
        raise NotFound
    about = {"record_id": task.record_id, "person_id": task.person_id}
    return download(file.content, name=file.name, media_type=file.media_type, reader=reader, now=now, **about)


@blueprint.route("/things-to-make/<int:task_id>/<step>", methods=["GET", "POST"])
@staff(Ability.MAKE_FORMS)
def thing_step(task_id: int, step: str) -> ResponseReturnValue:
    """A step of a task: sent out, come back, sent on, read out, a summary agreed, called off."""
    act = _act(step)
    sent = sent_file()
    now, reader = utc_now(), staff_reader()
    found = queries.thing_for(reader, task_id, today=day_of(now))
    form = DEEDS[act].form(posted(), _stored(found, act, now))
    _offer(form, found)

    def save() -> None:
        task = queries.task_to_change(reader, task_id, today=day_of(now))
        if task.version != form.version.data:
            raise Stale(was=form.version.data, now=task.version)
        DEEDS[act].do(Step(task=task, form=form, file=taken(sent), reader=reader, now=now))

    return form_page(
        "messaging/staff/step.html",
        form,
        save,
        done=url_for(".thing", task_id=task_id, done=step),
        stored=lambda: _stored(queries.thing_for(reader, task_id, today=day_of(now)), act, now),
        thing=found,
        act=act,
        files="file" in form,
    )


@blueprint.post("/things-to-make/<int:task_id>/make-here")
@staff(Ability.MAKE_FORMS)
def thing_make_here(task_id: int) -> ResponseReturnValue:
    """The missing program is installed by now: let the worker try."""
    now, reader = utc_now(), staff_reader()
    task = queries.task_to_change(reader, task_id, today=day_of(now))
    try:
        tasks.make_here(task, by=reader.person_id or 0, now=now)
    except RuleBroken:  # pressed twice, or somebody has begun it
        return redirect(url_for(".thing", task_id=task_id, done="already"), 303)
    return redirect(url_for(".thing", task_id=task_id, done="make-here"), 303)


@blueprint.get("/things-to-make/suppliers")
@staff(Ability.MAKE_FORMS)
def suppliers() -> ResponseReturnValue:
    """Who makes what we cannot."""
    return render_template(
        "messaging/staff/suppliers.html",
        suppliers=queries.suppliers(staff_reader()),
        kinds={kind.value: words for kind, words in staff_forms.KIND_WORDS.items()},
        done=request.args.get("done"),
    )


@blueprint.route("/things-to-make/suppliers/new", methods=["GET", "POST"], defaults={"supplier_id": None})
@blueprint.route("/things-to-make/suppliers/<int:supplier_id>", methods=["GET", "POST"])
@staff(Ability.MAKE_FORMS)
def supplier(supplier_id: int | None) -> ResponseReturnValue:
    """Add somebody who makes forms for us, or change them."""
    reader = staff_reader()

    def stored() -> Mapping[str, Any]:
        if supplier_id is None:
            return {"version": 0, "active": True}
        row = queries.supplier_for(reader, supplier_id)
        fields = ("kind", "name", "email", "phone", "languages", "note", "active", "version")
        return {name: getattr(row, name) for name in fields}

    form = staff_forms.SupplierForm(posted(), stored())

    def save() -> None:
        values = form.values()
        supplier_services.save_supplier(
            queries.supplier_for(reader, supplier_id) if supplier_id is not None else None,
            **{**values, "kind": SupplierKind(values["kind"])},
            by=reader.person_id or 0,
            now=utc_now(),
        )

    return form_page(
        "messaging/staff/supplier.html",
        form,
        save,
        done=url_for(".suppliers", done="saved"),
        stored=stored,
        is_new=supplier_id is None,
    )


def _act(step: str) -> TaskAct:
    name = step.replace("-", " ")
    if name not in set(TaskAct):
        raise NotFound
    return TaskAct(name)


def _acts(task: FormatTask) -> tuple[TaskAct, ...]:
    return tuple(act for act in TaskAct if may(task.standing, act, carrier=task.way))


def _stored(found: Thing, act: TaskAct, now: datetime) -> dict[str, Any]:
    return {
        "version": found.task.version,
        "on": day_of(now),
        "text": found.task.document_text if act is TaskAct.AGREE_SUMMARY else "",
    }


def _offer(form: Versioned, found: Thing) -> None:
    if isinstance(form, staff_forms.SendOutForm):
        listed = [(str(supplier.id), _named(supplier)) for supplier in found.suppliers]
        form.supplier.choices = options([*listed, (staff_forms.OURSELVES, gettext("We make it ourselves"))])


def _named(supplier: Supplier) -> str:
    return f"{supplier.name} ({supplier.languages})" if supplier.languages else supplier.name


def _send_out(step: Step) -> None:
    chosen = step.form.supplier.data
    supplier = None if chosen == staff_forms.OURSELVES else queries.supplier_for(step.reader, int(chosen))
    tasks.send_out(step.task, supplier=supplier, on=step.form.on.data, **step.who)


def _take_back(step: Step) -> None:
    tasks.take_back(
        step.task,
        title=step.form.title.data or "",
        text=step.form.text.data or "",
        file=step.file,
        on=step.form.on.data,
        **step.who,
    )


def _finish(step: Step) -> None:
    file = queries.file_with_content(step.task)
    tasks.finish(step.task, file=file, dispatch=step.form.dispatch.data or "", **step.who)


DEEDS = {
    TaskAct.SEND_OUT: Deed(form=staff_forms.SendOutForm, do=_send_out),
    TaskAct.TAKE_BACK: Deed(form=staff_forms.TakeBackForm, do=_take_back),
    TaskAct.FINISH: Deed(form=staff_forms.FinishForm, do=_finish),
    TaskAct.NOTE_DISPATCH: Deed(
        form=staff_forms.DispatchForm,
        do=lambda step: tasks.note_dispatch(step.task, dispatch=step.form.dispatch.data, **step.who),
    ),
    TaskAct.READ_OUT: Deed(
        form=staff_forms.DispatchForm,
        do=lambda step: tasks.read_out(step.task, dispatch=step.form.dispatch.data, **step.who),
    ),
    TaskAct.AGREE_SUMMARY: Deed(
        form=staff_forms.SummaryForm,
        do=lambda step: tasks.agree_summary(step.task, text=step.form.text.data, **step.who),
    ),
    TaskAct.CALL_OFF: Deed(
        form=staff_forms.CallOffForm,
        do=lambda step: tasks.call_off(step.task, why=step.form.why.data, **step.who),
    ),
}
