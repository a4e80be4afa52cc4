"""The sheet of one visit, what is done on the day, the calling card to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import database
from portal.appointments.services import calling, visiting
from portal.appointments.staff.pages import blueprint, me, seen
from portal.appointments.staff_forms.visiting import LateForm, form_of
from portal.appointments.staff_queries.visits import VisitSheet, is_mailed, visit_for
from portal.appointments.states import State
from portal.appointments.visit_acts import VisitAct, happened_at, possible
from portal.appointments.visit_codes import spelled as code_spelled
from portal.clock.zones import local_day
from portal.commitments.presenting import Links, all_shown
from portal.errors import NotFound, RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.needs.languages import language_name
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.memory import forget_all
from portal.web.stored_forms import StoredForm

# One press is enough; when it was is asked only of those who say it was earlier.
ONE_PRESS = (VisitAct.ON_THE_WAY, VisitAct.ARRIVED, VisitAct.IDENTITY)
Doing = Callable[[VisitSheet, Any, int, datetime], object]


@blueprint.get("/visits/<reference>")
@staff(Ability.SEE_CASES)
def visit(reference: str) -> ResponseReturnValue:
    """Who, where, when, why, what helps, and the next thing to press."""
    now, reader = utc_now(), staff_reader()
    sheet = visit_for(reader, reference, now=now)
    return _sheet(sheet, now, did=request.args.get("did", ""))


@blueprint.post("/visits/<reference>/read")
@staff(Ability.SEE_CASES)
def instruction_read(reference: str) -> ResponseReturnValue:
    """The safety instruction has been read by whoever pressed, one of those who go there."""
    now, reader = utc_now(), staff_reader()
    sheet = visit_for(reader, reference, now=now)
    if not sheet.is_visitor:  # the word of another would open the door to somebody who knows nothing
        return _back(sheet, "not-now")
    try:
        visiting.read_instruction(sheet.appointment, sheet.record, by=me(reader), now=now)
    except RuleBroken:
        return _back(sheet, "not-now")
    return _back(sheet, "read")


@blueprint.route("/visits/<reference>/do/<name>", methods=["GET", "POST"])
@staff(Ability.SEE_CASES)
def visit_act(reference: str, name: str) -> ResponseReturnValue:
    """An act of the day: by one press, or with a form of its own."""
    if name not in list(VisitAct):
        raise NotFound
    act, now, reader = VisitAct(name), utc_now(), staff_reader()
    sheet = visit_for(reader, reference, now=now)
    form = form_of(act, request.form if request.method == "POST" else None)
    if act not in possible(sheet.on_the_day):
        return _back(sheet, "not-now") if request.method == "GET" else _refused(sheet, act, form, "not now")
    if request.method == "GET":
        return _form(sheet, act, form, now), 200
    if form.validate():
        try:
            _DO[act](sheet, form, me(reader), now)
            return _back(sheet, _did(sheet, act, form))
        except RuleBroken as broken:
            return _refused(sheet, act, form, broken.rule)
    return _refused(sheet, act, form, "")


@blueprint.get("/visits/<reference>/card")
@staff(Ability.SEE_CASES)
def calling_card(reference: str) -> ResponseReturnValue:
    """The calling card on paper: who called, when, how to reach us (TPP Appointments 6, RHA 2.5e)."""
    now, reader = utc_now(), staff_reader()
    sheet = visit_for(reader, reference, now=now)
    if sheet.appointment.state != State.NO_ACCESS:
        raise NotFound
    return seen(
        "appointments/staff/card.html",
        reader,
        now,
        look="visit.seen",
        record_id=sheet.record.id,
        sheet=sheet,
    )


def _sheet(sheet: VisitSheet, now: datetime, *, did: str) -> str:
    acts = possible(sheet.on_the_day)
    starts_at, zone = sheet.appointment.starts_at, landlord().zone
    return seen(
        "appointments/staff/visit.html",
        staff_reader(),
        now,
        look="visit.seen",
        record_id=sheet.record.id,
        person_id=sheet.record.person_id if sheet.grounds is not None else None,
        sheet=sheet,
        acts=acts,
        primary=next((act for act in (*ONE_PRESS, VisitAct.FINISHED) if act in acts), None),
        one_press=ONE_PRESS,
        interpreted=language_name(sheet.wishes.language),
        code=sheet.appointment.code or "",
        code_spelled=code_spelled(sheet.appointment.code or ""),
        promise_lines=all_shown(sheet.lines, now=now, zone=zone, links=_links(sheet)),
        diary_on=local_day(starts_at, zone).isoformat() if starts_at else None,
        me=me(staff_reader()),
        did=did,
    )


def _links(sheet: VisitSheet) -> Links:
    reference = sheet.record.reference
    return Links(
        explain=lambda step: url_for(
            "appointments_staff.how_we_counted", reference=reference, commitment_id=step.commitment_id
        )
    )


def _form(sheet: VisitSheet, act: VisitAct, form: StoredForm, now: datetime) -> str:
    return render_template(
        "appointments/staff/visit_act.html",
        sheet=sheet,
        act=act,
        form=form,
        must_ring=act is VisitAct.LATE and not is_mailed(sheet, now=now),
    )


def _refused(sheet: VisitSheet, act: VisitAct, form: StoredForm, rule: str) -> ResponseReturnValue:
    """The form with all that was typed, once the write lock is let go."""
    if rule:
        form.refuse(RuleBroken(rule))
    reference, now = sheet.record.reference, utc_now()
    database.rollback()
    forget_all()
    with database.writing(False):
        return _form(visit_for(staff_reader(), reference, now=now), act, form, now), 422


def _back(sheet: VisitSheet, did: str) -> ResponseReturnValue:
    return redirect(url_for(".visit", reference=sheet.record.reference, did=did), 303)


def _did(sheet: VisitSheet, act: VisitAct, form: Any) -> str:
    if sheet.appointment.no_notice_reason and act in (VisitAct.ON_THE_WAY, VisitAct.LATE, VisitAct.MISSED):
        return "silently"
    return "rang" if isinstance(form, LateForm) and form.rang else act.value


def _when(sheet: VisitSheet, form: Any, now: datetime) -> datetime:
    starts_at = visiting.time_of(sheet.appointment)
    return happened_at(form.typed_at(), starts_at=starts_at, now=now, zone=landlord().zone)


def _on_the_way(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    visiting.on_the_way(sheet.appointment, sheet.record, at=_when(sheet, form, now), by=by, now=now)


def _late(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    rang_at = _when(sheet, form, now) if form.rang else None
    visiting.tell_other_time(
        sheet.appointment,
        sheet.record,
        minutes=form.signed_minutes(),
        rang_at=rang_at,
        reason=(form.why.data or "").strip(),
        by=by,
        now=now,
    )


def _arrived(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    visiting.arrive(sheet.appointment, sheet.record, at=_when(sheet, form, now), by=by, now=now)


def _identity(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    visiting.show_identity(sheet.appointment, sheet.record, at=_when(sheet, form, now), by=by, now=now)


def _finished(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    visiting.finish(
        sheet.appointment,
        sheet.record,
        outcome=form.outcome.data or "",
        follows=form.follows.data or "",
        at=_when(sheet, form, now),
        by=by,
        now=now,
    )


def _no_access(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    calling.no_access(
        sheet.appointment,
        sheet.record,
        at=_when(sheet, form, now),
        words=form.words.data or "",
        by=by,
        now=now,
    )


def _missed(sheet: VisitSheet, form: Any, by: int, now: datetime) -> None:
    calling.missed_by_us(sheet.appointment, sheet.record, words=form.words.data or "", by=by, now=now)


_DO: Mapping[VisitAct, Doing] = {
    VisitAct.ON_THE_WAY: _on_the_way,
    VisitAct.LATE: _late,
    VisitAct.ARRIVED: _arrived,
    VisitAct.IDENTITY: _identity,
    VisitAct.FINISHED: _finished,
    VisitAct.NO_ACCESS: _no_access,
    VisitAct.MISSED: _missed,
}
