"""Organisations that write to us, and who acts for each of them."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.admin.forms.organisations import MemberForm, OrganisationForm
from portal.admin.queries import all_organisations, member_row, organisation_row, people_of
from portal.admin.services.organisations import add_organisation_person, save_organisation
from portal.admin.staff.pages import BOTH, administers, blueprint, me, saved
from portal.charters.standards import Named
from portal.identity.services.acting import end_membership
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import form_page

# Kinds of people, not of organisations.
_PEOPLE = frozenset(
    {"tenant", "leaseholder", "shared-owner", "licensee", "applicant", "colleague", "service-user", "anyone"}
)


@blueprint.get("/organisations")
@administers
def organisations() -> ResponseReturnValue:
    """Every organisation, and how many people act for it."""
    today = local_date(utc_now(), landlord().zone)
    return render_template(
        "admin/organisations.html", organisations=all_organisations(today), kinds=_kind_names()
    )


@blueprint.route("/organisations/new", methods=BOTH, defaults={"organisation_id": None})
@blueprint.route("/organisations/<int:organisation_id>/details", methods=BOTH)
@administers
def organisation(organisation_id: int | None) -> ResponseReturnValue:
    """A new organisation, or the name and kind of one."""

    def stored() -> dict[str, Any]:
        if organisation_id is None:
            return {"version": 0}
        found = organisation_row(organisation_id)
        return {"name": found.name, "contact_kind": found.contact_kind, "version": found.version}

    form = OrganisationForm(posted(), stored())
    form.contact_kind.choices = options([("", ""), *((kind.key, kind.name) for kind in _kinds())])
    return form_page(
        "admin/form.html",
        form,
        lambda: save_organisation(organisation_id=organisation_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".organisations"),
        stored=stored,
        title=organisation_row(organisation_id).name if organisation_id else gettext("A new organisation"),
        back=url_for(".organisations"),
    )


@blueprint.route("/organisations/<int:organisation_id>", methods=BOTH)
@administers
def organisation_people(organisation_id: int) -> ResponseReturnValue:
    """Who acts for it, and one more."""
    now = utc_now()
    today = local_date(now, landlord().zone)
    found = organisation_row(organisation_id)
    form = MemberForm(posted())
    return form_page(
        "admin/organisation.html",
        form,
        lambda: add_organisation_person(
            organisation_id=organisation_id, **form.values(), today=today, by=me(), now=now
        ),
        done=url_for(".organisation_people", organisation_id=organisation_id, saved=1),
        organisation=found,
        members=people_of(organisation_id),
        kinds=_kind_names(),
        today=today,
    )


@blueprint.post("/organisations/<int:organisation_id>/people/<int:member_id>/end")
@administers
def membership_ended(organisation_id: int, member_id: int) -> ResponseReturnValue:
    """They no longer act for it, and see its cases no more, from this moment."""
    now = utc_now()
    member = member_row(organisation_id, member_id)
    end_membership(member, today=local_date(now, landlord().zone), by=me(), now=now)
    return redirect(url_for(".organisation_people", organisation_id=organisation_id, saved=1), 303)


def _kinds() -> list[Named]:
    return [kind for kind in landlord().charter.contact_kinds if kind.key not in _PEOPLE]


def _kind_names() -> dict[str, str]:
    return {kind.key: kind.name for kind in landlord().charter.contact_kinds}
