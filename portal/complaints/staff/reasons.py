"""The landlord's own reasons for refusing, for complaints staff: the list, and one of them."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.complaints.queries import own_reason, own_reasons
from portal.complaints.services.own_reasons import save_own_reason
from portal.complaints.staff.pages import blueprint
from portal.complaints.staff_forms.own_reasons import OwnReasonForm
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page

BOTH = ["GET", "POST"]


@blueprint.get("/reasons")
@staff(Ability.SEE_COMPLAINTS)
def reasons() -> ResponseReturnValue:
    """Which reasons there are for not taking a complaint: the Code's and ours."""
    return render_template("complaints/staff/reasons.html", own=own_reasons(with_old=True))


@blueprint.route("/reasons/new", methods=BOTH, defaults={"reason_id": None})
@blueprint.route("/reasons/<int:reason_id>", methods=BOTH)
@staff(Ability.SEE_COMPLAINTS)
def reason(reason_id: int | None) -> ResponseReturnValue:
    """A reason of our own, new or known."""

    def stored() -> dict[str, Any]:
        if reason_id is None:
            return {"active": True, "version": 0}
        row = own_reason(reason_id)
        return {"words": row.words, "clause": row.clause, "active": row.active, "version": row.version}

    form = OwnReasonForm(posted(), stored())
    return form_page(
        "complaints/staff/reason.html",
        form,
        lambda: save_own_reason(reason_id=reason_id, **form.values(), by=staff_reader(), now=utc_now()),
        done=url_for(".reasons", saved=1),
        stored=stored,
        title=gettext("A reason of our policy") if reason_id else gettext("A new reason of our policy"),
        back=url_for(".reasons"),
    )
