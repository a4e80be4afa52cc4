"""Moving an appointment, choosing a time for one that has none, cancelling, and asking for another one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.appointments.customer.own import to_page
from portal.appointments.customer.pages import blueprint
from portal.appointments.customer.seeing import Seen, to_act_on
from portal.appointments.customer.standing import book_again
from portal.appointments.customer.times import (
    Times,
    offer_times,
    shown_times,
    time_choices,
    times_for,
)
from portal.appointments.diaries import Slot
from portal.appointments.forms.booking import WhenForm
from portal.appointments.forms.own import CancelForm, PlainForm
from portal.appointments.journey import NONE_SUITS, Page
from portal.appointments.services.booking import agree
from portal.appointments.services.booking import move as move_to
from portal.appointments.services.cancelling import cancel_by_customer
from portal.appointments.slot_days import picked
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.access import anyone, customer_reader
from portal.timekeeping import utc_now
from portal.web.posting import arrived, posted

_OVERTAKEN = ("too late to change", "not now")


@blueprint.route("/appointments/<reference>/move", methods=["GET", "POST"])
@anyone
def move(reference: str) -> ResponseReturnValue:
    """Another time; or, where none is agreed yet, one that is free now."""
    found = to_act_on(reference, now=utc_now())
    form = WhenForm(posted())
    if not found.may_change:
        return to_page(found)
    if not arrived(form):
        times = times_for(found.appointment, now=found.now, without=found.appointment)
        offer_times(form, times)
        return _move_page(found, form, times, status=422 if request.method == "POST" else 200)
    if form.slot.data == NONE_SUITS:
        where = "appointments.times" if found.wants_a_time else "appointments.appointment"
        return redirect(url_for(where, reference=found.record.reference), 303)
    return _take(found, form)


def _take(found: Seen, form: WhenForm) -> ResponseReturnValue:
    chosen = picked(str(form.slot.data))
    if chosen is None:  # the form has seen to it
        return to_page(found)
    me, had_none = customer_reader().person_id, found.wants_a_time
    appointment, record = found.appointment, found.record
    came = appointment.officer_id
    try:
        with db.session.begin_nested():
            if had_none:
                agree(appointment, record, starts_at=chosen.starts_at, by=me, now=found.now, by_staff=False)
            else:
                move_to(
                    appointment, record, starts_at=chosen.starts_at, by=me, now=found.now, by_customer=True
                )
    except RuleBroken as broken:
        if broken.rule in _OVERTAKEN:
            return to_page(found)
        if broken.rule == "taken":
            return _taken(found, broken.facts["nearest"])
        raise
    if had_none:
        return to_page(found, "booked")
    return to_page(found, "moved" if appointment.officer_id == came else "moved-other")


def _taken(found: Seen, nearest: object) -> ResponseReturnValue:
    """Somebody was faster: the old time is still held, and the nearest others can be chosen at once."""
    slots: Sequence[Slot] = list(nearest) if isinstance(nearest, tuple | list) else []
    form = WhenForm()
    form.slot.choices = time_choices(slots, none_suits=False)
    html = render_template(
        "appointments/taken.html",
        form=form,
        times=shown_times(slots, stays_with=found.appointment.officer_id),
        submission=None,
        action=url_for("appointments.move", reference=found.record.reference),
        other=url_for("appointments.move", reference=found.record.reference),
        kept_at=found.appointment.starts_at,
    )
    return html, 409


def _move_page(found: Seen, form: WhenForm, times: Times, *, status: int) -> ResponseReturnValue:
    html = render_template(
        "appointments/move.html",
        seen=found,
        form=form,
        times=times,
        here=url_for("appointments.move", reference=found.record.reference),
        gone="gone" in request.args,
        has_errors=status == 422,
    )
    return html, status


@blueprint.route("/appointments/<reference>/cancel", methods=["GET", "POST"])
@anyone
def cancel(reference: str) -> ResponseReturnValue:
    """It is not wanted any more."""
    found = to_act_on(reference, now=utc_now())
    form = CancelForm(posted())
    if not found.may_change:
        return to_page(found)
    if not arrived(form):
        status = 422 if request.method == "POST" else 200
        html = render_template("appointments/cancel.html", seen=found, form=form, has_errors=status == 422)
        return html, status
    words, me = form.words.data or "", customer_reader().person_id
    try:
        with db.session.begin_nested():
            cancel_by_customer(found.appointment, found.record, by=me, now=found.now, words=words)
    except RuleBroken as broken:
        if broken.rule in _OVERTAKEN:
            return to_page(found)
        raise
    return to_page(found, "cancelled")


@blueprint.post("/appointments/<reference>/again")
@anyone
def again(reference: str) -> ResponseReturnValue:
    """Another time for one that nobody held: everything but the time is known."""
    found = to_act_on(reference, now=utc_now())
    if not (arrived(PlainForm(posted())) and found.may_have_another):
        return to_page(found)
    book_again(found.record, now=found.now)
    return redirect(url_for("appointments.question", name=Page.WHEN.value), 303)
