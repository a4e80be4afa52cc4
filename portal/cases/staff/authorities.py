"""Recording that somebody may act for a person, and ending it; on pages of that person."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts.services.authorities import Agreed, let_act
from portal.cases.staff.pages import blueprint
from portal.cases.staff.people import LONGEST_QUESTION
from portal.cases.staff_forms.people import AuthorityForm
from portal.cases.staff_queries.people import FoundPage, authority_for, people_found, person_for
from portal.errors import NotAllowed
from portal.identity.access import staff, staff_reader
from portal.identity.models import Authority, Person
from portal.identity.roles import Ability
from portal.identity.services.acting import end_authority
from portal.identity.services.people import add_person
from portal.organisation.queries import landlord
from portal.records.services import index_person
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/people/<int:person_id>/authorities")
@staff(Ability.APPROVE_REGISTRATIONS)
def holder(person_id: int) -> ResponseReturnValue:
    """Who is to act for them? Search first, so that nobody is in our books twice."""
    now, reader = utc_now(), staff_reader()
    someone = person_for(reader, person_id)
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    after = max(request.args.get("after", 0, type=int), 0)
    found = people_found(reader, asked, now=now, after_id=after) if asked else FoundPage()
    others = [one for one in found.people if one.person.id != person_id]
    return render_template(
        "cases/staff/holder.html", person=someone, asked=asked, people=others, next_id=found.next_id
    )


@blueprint.route("/people/<int:person_id>/authorities/new", methods=["GET", "POST"])
@staff(Ability.APPROVE_REGISTRATIONS)
def authority(person_id: int) -> ResponseReturnValue:
    """How far they may act, from when until when, and what shows it."""
    now, reader = utc_now(), staff_reader()
    someone = person_for(reader, person_id)
    known = request.args.get("holder", type=int)
    stands_in = person_for(reader, known) if known is not None else None
    form = AuthorityForm(posted(), {"from_on": local_date(now, landlord().zone)})
    if stands_in is not None:
        form.without_holder()
    return form_page(
        "cases/staff/authority.html",
        form,
        lambda: _record(form, stands_in, someone, reader.person_id, now),
        done=url_for("cases_staff.person", person_id=person_id, did="authority") + "#acting",
        title=_title(stands_in, someone),
        back=url_for("cases_staff.holder", person_id=person_id),
        person=someone,
    )


@blueprint.post("/people/<int:person_id>/authorities/<int:authority_id>/end")
@staff(Ability.APPROVE_REGISTRATIONS)
def authority_ended(person_id: int, authority_id: int) -> ResponseReturnValue:
    """From this moment it opens nothing."""
    now, reader = utc_now(), staff_reader()
    found = authority_for(reader, person_id, authority_id)
    end_authority(found, today=local_date(now, landlord().zone), by=reader.person_id, now=now)
    return redirect(url_for("cases_staff.person", person_id=person_id, did="ended") + "#acting", 303)


def _title(stands_in: Person | None, someone: Person) -> str:
    if stands_in is None:
        return str(gettext("Somebody new may act for %(name)s", name=someone.name))
    return str(gettext("%(who)s may act for %(name)s", who=stands_in.name, name=someone.name))


def _record(
    form: AuthorityForm, stands_in: Person | None, someone: Person, by: int | None, now: datetime
) -> Authority:
    if by is None:
        raise NotAllowed
    if stands_in is None:
        stands_in = add_person(**form.holder(), now=now)
        index_person(stands_in)
    return let_act(holder=stands_in, person=someone, agreed=Agreed(**form.agreed()), by=by, now=now)
