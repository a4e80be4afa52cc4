"""Who deals with complaints about how we use personal data."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.admin.forms.work import DataProtectionForm
from portal.admin.staff.pages import BOTH, administers, blueprint, me, saved
from portal.identity.queries.people import active_staff
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.organisation.services.details import name_for_data_protection
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.route("/data-protection", methods=BOTH)
@administers
def data_protection() -> ResponseReturnValue:
    """Name somebody, or leave it to the complaints staff."""

    def stored() -> dict[str, Any]:
        named = landlord().data_protection_id
        return {"person_id": str(named) if named else "", "version": landlord().details_version}

    form = DataProtectionForm(posted(), stored())
    form.person_id.choices = _choices()
    return form_page(
        "admin/data_protection.html",
        form,
        lambda: name_for_data_protection(**form.values(), by=me(), now=utc_now()),
        done=saved(".home"),
        stored=stored,
        title=gettext("Complaints about personal data"),
        back=url_for(".home"),
    )


def _choices() -> list[Any]:
    able = [
        (str(person.id), f"{person.name}, {person.staff.job_title}")
        for person in active_staff()
        if person.staff is not None and Ability.WORK_CASES in person.staff.abilities
    ]
    return options([("", gettext("Nobody in particular: the complaints staff")), *able])
