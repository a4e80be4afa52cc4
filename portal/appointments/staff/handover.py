"""The appointments that fall into somebody's absence: the deputy takes them, or they are rearranged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from portal import database
from portal.appointments.queries.handover import Covering, Falling, covering, falling_into
from portal.appointments.services.handover import ChosenVisit, hand_over_visits, rearrange_visits
from portal.appointments.staff.pages import blueprint, me
from portal.appointments.staff_forms.handover import HandoverForm
from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.formats import moment
from portal.web.posting import posted

_TAKE, _REARRANGE = "take", "rearrange"


@blueprint.route("/absences/<int:absence_id>/appointments", methods=["GET", "POST"])
@staff(Ability.WORK_CASES)
def handover(absence_id: int) -> ResponseReturnValue:
    """Those the deputy is free for and those nobody can keep, each with one button for the chosen ones."""
    now, reader = utc_now(), staff_reader()
    cover = covering(reader, absence_id)
    falling = falling_into(reader, cover, now=now)
    forms = {_TAKE: _form(_TAKE, falling), _REARRANGE: _form(_REARRANGE, falling)}
    act = request.form.get("act", "")
    if request.method == "POST":
        if act not in forms or (act == _TAKE and cover.officer_id is None):
            raise NotFound
        form = forms[act]
        if form.validate():
            done: dict[str, Any] = _do(act, cover, form, falling, by=me(reader))
            return redirect(url_for(".handover", absence_id=absence_id, **done), 303)
    page = _page(cover, falling, forms, wrong=forms.get(act))
    return (page, 422) if request.method == "POST" else page


def _form(act: str, falling: Sequence[Falling]) -> HandoverForm:
    offered = [one for one in falling if one.deputy_free == (act == _TAKE)]
    sent = posted() if request.form.get("act") == act else None
    form = HandoverForm(sent, data={"chosen": [one.value for one in offered]}, prefix=f"{act}-")
    form.chosen.choices = options([(one.value, _label(one)) for one in offered])
    return form


def _do(
    act: str, cover: Covering, form: HandoverForm, falling: Sequence[Falling], *, by: int
) -> dict[str, int]:
    """Do it, and say for the page that follows how many were done and how many left."""
    known = {one.value: one for one in falling}
    values = form.chosen.data or ()
    chosen = [
        ChosenVisit(
            appointment=known[value].appointment,
            record=known[value].record,
            version=int(value.rpartition(".")[2]),
        )
        for value in values
        if value in known
    ]
    words, now = form.body.data or "", utc_now()
    service: Callable[[], tuple[Record, ...]] = (
        (lambda: hand_over_visits(chosen, officer_id=cover.officer_id, reason=words, by=by, now=now))
        if act == _TAKE
        else (lambda: rearrange_visits(chosen, reason=words, by=by, now=now))
    )
    left = len(service())
    return {act: len(chosen) - left, "left": left + len(values) - len(chosen)}


def _page(
    cover: Covering,
    falling: Sequence[Falling],
    forms: dict[str, HandoverForm],
    *,
    wrong: HandoverForm | None,
) -> str:
    if wrong is not None:
        database.rollback()
    return render_template(
        "appointments/staff/handover.html",
        absence=cover.absence,
        falling=falling,
        take=forms[_TAKE],
        rearrange=forms[_REARRANGE],
        wrong=wrong,
        away=cover.away,
        deputy=cover.deputy,
        taken=request.args.get(_TAKE, type=int),
        rearranged=request.args.get(_REARRANGE, type=int),
        left=request.args.get("left", 0, type=int),
    )


def _label(one: Falling) -> str:
    starts_at = one.appointment.starts_at
    when = moment(starts_at, get_locale() or "en_GB", landlord().zone) if starts_at else ""
    who = one.appointment.contact_name or gettext("Name not given")
    return f"{when}: {one.record.title}, {who} · {one.record.reference}"
