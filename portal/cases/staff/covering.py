"""Handing the open cases of somebody away to the one who stands in, and saying who is away in lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import database
from portal.appointments.queries.handover import how_many_fall_into
from portal.cases.services.covering import Chosen, hand_over_work
from portal.cases.staff.pages import blueprint
from portal.cases.staff_forms.people import CoverForm
from portal.cases.staff_queries.covering import OpenCase, name_of, open_work_of
from portal.errors import NotAllowed, NotFound, RuleBroken
from portal.identity.absences import cover_of
from portal.identity.access import staff, staff_reader
from portal.identity.models import Absence, Person
from portal.identity.queries.absences import absence_to_cover, absences_at
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.posting import posted


@blueprint.route("/absences/<int:absence_id>/cases", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def cover(absence_id: int) -> ResponseReturnValue:
    """The open cases of somebody who is away, with one button to hand the chosen ones to the deputy."""
    now, reader = utc_now(), staff_reader()
    absence = absence_to_cover(reader, absence_id)
    work = open_work_of(reader, absence.person_id, now=now)
    form = CoverForm(posted(), data={"chosen": [one.value for one in work]})
    form.chosen.choices = options([(one.value, _label(one)) for one in work])
    if request.method == "POST" and form.validate():
        return _hand_over(absence, form, work, reader.person_id, now)
    page = _page(absence, form, work)
    return (page, 422) if request.method == "POST" else page


def names_with_absence(people: Iterable[Person], *, now: datetime) -> list[tuple[Person, str]]:
    """Each member of staff with name, job and, for those who are away, until when and who covers."""
    away, calendar, zone = absences_at(now), landlord().calendars().office, landlord().zone
    away_words = get_template_attribute("identity/words.html", "away_words")
    named = []
    for one in people:
        found = cover_of(away, one.id, calendar, zone)
        label = f"{one.name}, {one.staff.job_title}" if one.staff is not None else one.name
        named.append((one, f"{label} ({away_words(found)})" if found else label))
    return named


def _hand_over(
    absence: Absence, form: CoverForm, work: Iterable[OpenCase], by: int | None, now: datetime
) -> ResponseReturnValue:
    if by is None:
        raise NotAllowed
    if absence.deputy_id is None:
        raise NotFound
    known = {one.value: one.record for one in work}
    chosen = [
        Chosen(record=known[value], version=int(value.rpartition(".")[2]))
        for value in form.chosen.data or ()
        if value in known
    ]
    missed = len(form.chosen.data or ()) - len(chosen)
    try:
        left = hand_over_work(
            chosen,
            absent_id=absence.person_id,
            deputy_id=absence.deputy_id,
            reason=form.body.data or "",
            by=by,
            now=now,
        )
    except RuleBroken as refused:
        form.body.errors = [*form.body.errors, gettext("Write the reason")]
        del refused
        database.rollback()
        return _page(absence, form, tuple(work)), 422
    done, stay = len(chosen) - len(left), len(left) + missed
    return redirect(url_for(".cover", absence_id=absence.id, done=done, left=stay), 303)


def _page(absence: Absence, form: CoverForm, work: Iterable[OpenCase]) -> str:
    return render_template(
        "cases/staff/cover.html",
        absence=absence,
        form=form,
        work=list(work),
        visits=how_many_fall_into(staff_reader(), absence, now=utc_now()),
        away=name_of(absence.person_id),
        deputy=name_of(absence.deputy_id),
        done=request.args.get("done", type=int),
        left=request.args.get("left", 0, type=int),
    )


def _label(one: OpenCase) -> str:
    due_words = get_template_attribute("cases/staff/words.html", "due_words")
    title, who = one.record.title, one.who or gettext("Name not given")
    if one.is_hazard:
        title = gettext("Dangerous in the home: %(what)s", what=title)
    due = str(due_words(one.due)).strip()
    return f"{title} · {who}, {due} · {one.record.reference}"
