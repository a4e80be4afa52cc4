"""Who works for us: their work, roles and invitation."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.admin.forms.work import StaffForm
from portal.admin.services.members import add_member, change_member, invite_again
from portal.admin.staff.pages import BOTH, administers, all_or_none, blueprint, me, saved
from portal.identity.queries.people import all_staff, person
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/staff")
@administers
def members() -> ResponseReturnValue:
    """Everybody who works for us, and those who did."""
    return render_template("admin/members.html", members=all_staff(), facts=landlord())


@blueprint.route("/staff/new", methods=BOTH, defaults={"person_id": None})
@blueprint.route("/staff/<int:person_id>", methods=BOTH)
@administers
def member(person_id: int | None) -> ResponseReturnValue:
    """A new member of staff, who is written to at work, or one that there is."""

    def stored() -> dict[str, Any]:
        return StaffForm.stored(person(person_id)) if person_id else {"active": True, "version": 0}

    form = StaffForm(posted(), stored())
    form.team_id.choices = all_or_none(landlord().teams, gettext("No team"))
    form.office_id.choices = all_or_none(landlord().offices, gettext("No office"))

    def save() -> None:
        if person_id is None:
            add_member(**form.names(), work=form.work(), by=me(), now=utc_now())
        else:
            standing = form.standing()
            change_member(
                person_id=person_id, **form.names(), **standing, work=form.work(), by=me(), now=utc_now()
            )

    return form_page(
        "admin/member.html",
        form,
        save,
        done=saved(".members"),
        stored=stored,
        title=person(person_id).name if person_id else gettext("A new member of staff"),
        back=url_for(".members"),
        member_id=person_id,
    )


@blueprint.post("/staff/<int:person_id>/invite")
@administers
def member_invited(person_id: int) -> ResponseReturnValue:
    """Send the link to choose a password again; the one before no longer opens."""
    invite_again(person_id=person_id, now=utc_now())
    return redirect(saved(".members"), 303)
