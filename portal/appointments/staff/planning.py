"""Booking for somebody on the phone or at the desk, and planning a visit unasked: what first, then when.

What is typed on the first page waits in a draft until a time is chosen; nothing of it stands in an address.
"""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal import database
from portal.appointments.asks import Ask
from portal.appointments.services.planning import plan
from portal.appointments.staff.asking import Start, ask_of, fits, form_of, started, wishes_of
from portal.appointments.staff.pages import blueprint, me
from portal.appointments.staff.times import Search, Times, nearest_times, times_for
from portal.appointments.staff_forms.planning import TimeForm, WhatForm
from portal.appointments.wishes import Wishes
from portal.errors import RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.markers import NO_NEEDS
from portal.needs.queries import flag_for
from portal.organisation.queries import landlord
from portal.records.queries import sent_before
from portal.timekeeping import local_date, utc_now
from portal.web import drafts
from portal.web.memory import forget_all
from portal.web.models import Draft

JOURNEY = "book for somebody"


@blueprint.route("/appointments/new", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def new() -> ResponseReturnValue:
    """What it is for, where, what helps; for a visit unasked, why."""
    now, reader = utc_now(), staff_reader()
    start = started(reader, request.args, now)
    if request.method == "POST":
        form = form_of(request.form, start)
        if form.validate() and fits(form, start, now):
            return _keep(start, wishes_of(start, form, now), reader, now)
        database.rollback()
        return _what(start, form, now, has_errors=True), 422
    draft = _draft(reader, now) if "change" in request.args else None
    form = form_of(MultiDict(draft.answers["fields"]) if draft else None, start, now=now)
    return _what(start, form, now)


def _what(start: Start, form: WhatForm, now: datetime, *, has_errors: bool = False) -> str:
    """The first page, with the flag of what they told us: the kinds of help, and instructions for visits."""
    person = start.whom.person
    flags = flag_for([person.id], today=local_date(now, landlord().zone)) if person else {}
    return render_template(
        "appointments/staff/plan.html",
        form=form,
        start=start,
        flag=flags.get(person.id, NO_NEEDS) if person else NO_NEEDS,
        has_errors=has_errors,
    )


@blueprint.route("/appointments/new/time", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def new_time() -> ResponseReturnValue:
    """When; booked once, however often it is sent. Where no time suits it is kept to be arranged."""
    now, reader = utc_now(), staff_reader()
    draft = _draft(reader, now)
    if request.method == "POST" and (kept := sent_before(request.form.get("submission", ""))) is not None:
        return redirect(url_for(".appointment", reference=kept.reference, did="booked"), 303)
    if draft is None:
        return redirect(url_for("cases_staff.log"), 303)
    start = started(reader, draft.answers["start"], now)
    what = form_of(MultiDict(draft.answers["fields"]), start)
    if not what.validate() or not fits(what, start, now):
        return redirect(url_for(".new", **start.address, change=1), 303)
    ask = ask_of(start, what, Wishes.from_json(draft.answers["wishes"]), now)
    form = TimeForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _when(start, ask, form, now)
    return _book(start, ask, form, draft, reader, now)


def _book(
    start: Start, ask: Ask, form: TimeForm, draft: Draft, reader: Reader, now: datetime
) -> ResponseReturnValue:
    later = "later" in request.form
    if not later and not form.validate():
        return _when(start, ask, form, now, status=422)
    time = None if later else form.time.chosen()[0]
    try:
        appointment = plan(ask, time=time, by=me(reader), now=now)
    except RuleBroken as refused:
        form.refuse(refused)
        database.rollback()
        forget_all()
        nearest = refused.facts.get("nearest", ())
        with database.writing(False):
            return _when(start, ask, form, now, status=422, nearest=nearest)
    drafts.done(draft)
    silent = bool(ask.no_notice_reason)
    did = "planned-silently" if silent else "planned" if start.unasked else "booked" if time else "kept"
    return redirect(url_for(".appointment", reference=appointment.record.reference, did=did), 303)


def _when(
    start: Start, ask: Ask, form: TimeForm, now: datetime, *, status: int = 200, nearest: object = ()
) -> ResponseReturnValue:
    """The free times, and what has been said so far."""
    zone = landlord().zone
    search = Search.from_address(request.args, today=local_date(now, zone))
    names = dict(start.officers)
    if isinstance(nearest, tuple) and nearest:
        times = nearest_times(nearest, search, names, zone)
    else:
        times = times_for(ask, search, now=now, names=names)
    form.time.choices = times.choices()
    html = render_template(
        "appointments/staff/plan_time.html",
        form=form,
        start=start,
        ask=ask,
        purpose=next(one for one in start.purposes if one.id == ask.purpose_id),
        times=times,
        submission=ask.submission_id,
        change_url=url_for(".new", **start.address, change=1),
        later_url=_later(times),
        has_errors=status == 422,
    )
    return html, status


def _later(times: Times) -> str:
    if times.later_on is None:
        return ""
    return url_for(".new_time", **times.search.address(**{"from": times.later_on.isoformat()}))


def _draft(reader: Reader, now: datetime) -> Draft | None:
    return drafts.draft_for(JOURNEY, person_id=reader.person_id, now=now)


def _keep(start: Start, wishes: Wishes, reader: Reader, now: datetime) -> ResponseReturnValue:
    fields = [[name, value] for name, value in request.form.items(multi=True) if name != "csrf_token"]
    drafts.keep(
        JOURNEY,
        answers={"fields": fields, "start": start.address, "wishes": wishes.to_json()},
        person_id=reader.person_id,
        now=now,
        draft=_draft(reader, now),
    )
    return redirect(url_for(".new_time"), 303)
