"""Finding a person or a case, and a person's page."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.cases.staff.pages import blueprint, seen
from portal.cases.staff_queries.people import (
    FoundPage,
    people_found,
    person_page_for,
    record_with_reference,
)
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now

LONGEST_QUESTION = 100
# Of records whose pages are not those of a case; a complaint's are of a package above this one.
PAGE_OF = {
    "appointment": "appointments_staff.appointment",
    "complaint": "complaints_staff.complaint",
    "hazard": "hazards_staff.hazard",
}


@blueprint.get("/search")
@staff(Ability.SEE_CASES)
def search() -> ResponseReturnValue:
    """By reference straight to its page; by name, address, postcode or tenancy to people and their cases."""
    now, reader = utc_now(), staff_reader()
    asked = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    meant = record_with_reference(reader, asked, now=now)
    if meant is not None:
        reference, kind = meant
        return redirect(url_for(PAGE_OF.get(kind, "cases_staff.case"), reference=reference))
    may_see = reader.may(Ability.SEE_PEOPLE)
    after = max(request.args.get("after", 0, type=int), 0)
    found = people_found(reader, asked, now=now, after_id=after) if may_see else FoundPage()
    return render_template("cases/staff/search.html", asked=asked, found=found, after=after)


@blueprint.get("/people/<int:person_id>")
@staff(Ability.SEE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """A person: how to reach them, what helps them, their homes, cases and messages."""
    now, reader = utc_now(), staff_reader()
    today = local_date(now, landlord().zone)
    before = request.args.get("before", type=int)
    page = person_page_for(reader, person_id, now=now, before_id=before)
    return seen(
        "cases/staff/person.html",
        reader,
        now,
        look="person.seen",
        person_id=person_id,
        page=page,
        may_log=reader.may(Ability.LOG_CONTACT),
        may_record=reader.may(Ability.APPROVE_REGISTRATIONS),
        did=request.args.get("did", ""),
        today=today,
        before=before,
    )
