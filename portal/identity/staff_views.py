"""Who is away and who stands in: staff see it, enter their own, and managers that of everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.errors import NotAllowed, RuleBroken
from portal.identity.absences import Away, span
from portal.identity.access import staff, staff_reader
from portal.identity.forms import AbsenceForm
from portal.identity.models import Absence, Person
from portal.identity.queries.absences import absence_for, absences_since
from portal.identity.queries.people import active_staff
from portal.identity.queries.people import person as person_by_id
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.identity.services.absences import add_absence, change_absence, end_absence
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import form_page

blueprint = Blueprint("identity_staff", __name__, url_prefix="/staff/absences")
sees = staff(Ability.SEE_COLLEAGUES)

BOTH = ("GET", "POST")


@blueprint.get("")
@sees
def absences() -> ResponseReturnValue:
    """Who is away now and soon, and who stands in."""
    now, reader = utc_now(), staff_reader()
    calendar, zone = landlord().calendars().office, landlord().zone
    return render_template(
        "identity/staff/absences.html",
        lines=[
            (absence, someone, deputy, away.last_on(zone), away.back_on(calendar, zone))
            for absence, someone, deputy in absences_since(now)
            for away in [_away(absence)]
        ],
        now=now,
        me=reader.person_id,
        arranges=reader.may(Ability.ARRANGE_COVER),
        works=reader.may(Ability.WORK_CASES),
    )


@blueprint.route("/new", methods=BOTH)
@sees
def new_absence() -> ResponseReturnValue:
    """Say that oneself is away, or for those who arrange cover, that somebody is."""
    reader = staff_reader()
    form = AbsenceForm(posted(), {"version": 0, "person": request.args.get("person", "")})
    _offer(form, reader, None)
    return form_page(
        "identity/staff/absence.html",
        form,
        lambda: add_absence(
            person_id=int(form.person.data) if "person" in form else _me(reader),
            **_values(form),
            by=_me(reader),
            now=utc_now(),
        ),
        done=url_for(".absences", saved=1),
        title=gettext("Away from work") if "person" in form else gettext("You are away"),
        back=url_for(".absences"),
        absence=None,
    )


@blueprint.route("/<int:absence_id>", methods=BOTH)
@sees
def absence(absence_id: int) -> ResponseReturnValue:
    """Other days, or somebody else who stands in."""
    now, reader = utc_now(), staff_reader()
    found = absence_for(reader, absence_id)
    form = AbsenceForm(posted(), _stored(found))
    _offer(form, reader, found)
    return form_page(
        "identity/staff/absence.html",
        form,
        lambda: change_absence(
            found, **_values(form), version=form.version.data or 0, by=_me(reader), now=now
        ),
        done=url_for(".absences", saved=1),
        stored=lambda: _stored(absence_for(reader, absence_id)),
        title=gettext("%(name)s is away", name=person_by_id(found.person_id).name),
        back=url_for(".absences"),
        absence=found,
    )


@blueprint.post("/<int:absence_id>/end")
@sees
def absence_ended(absence_id: int) -> ResponseReturnValue:
    """They are here after all: at once, or not away at all where it had not begun."""
    now, reader = utc_now(), staff_reader()
    found = absence_for(reader, absence_id)
    try:
        end_absence(found, version=request.form.get("version", 0, type=int), by=_me(reader), now=now)
    except RuleBroken as refused:
        if refused.rule != "absence is over":  # pressed twice: they are here
            raise
    return redirect(url_for(".absences", saved=1), 303)


def _me(reader: Reader) -> int:
    if reader.person_id is None:
        raise NotAllowed
    return reader.person_id


def _values(form: AbsenceForm) -> dict[str, Any]:
    from_at, to_at = span(form.first_on.data, form.last_on.data, landlord().zone)
    return {"from_at": from_at, "to_at": to_at, "deputy_id": form.deputy_id()}


def _stored(absence: Absence) -> dict[str, Any]:
    zone = landlord().zone
    return {
        "person": str(absence.person_id),
        "first_on": absence.from_at.astimezone(zone).date(),
        "last_on": _away(absence).last_on(zone),
        "deputy": str(absence.deputy_id or ""),
        "version": absence.version,
    }


def _away(absence: Absence) -> Away:
    return Away(person_id=absence.person_id, from_at=absence.from_at, to_at=absence.to_at)


def _offer(form: AbsenceForm, reader: Reader, absence: Absence | None) -> None:
    """Who may be chosen. Whose absence it is can be said once, by those who arrange cover."""
    everybody = active_staff()
    whose = absence.person_id if absence else None
    if absence is not None or not reader.may(Ability.ARRANGE_COVER):
        whose = whose or reader.person_id
        del form.person
    else:
        form.person.choices = options([("", ""), *_named(everybody)])
    nobody = ("", gettext("Nobody: we give the team’s number"))
    form.deputy.choices = options([nobody, *_named([one for one in everybody if one.id != whose])])


def _named(people: list[Person]) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.name}, {one.staff.job_title}" if one.staff else one.name) for one in people]
