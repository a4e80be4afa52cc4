"""Naming something dangerous in any case, a complaint too; from there the hazard has pages of its own."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import get_template_attribute, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import database
from portal.cases.services.hazards import name_in_case
from portal.cases.staff.pages import blueprint, seen
from portal.cases.staff_forms.hazards import DangerForm
from portal.errors import RuleBroken
from portal.hazards.kinds import Grade, HazardKind
from portal.hazards.presenting import if_judged
from portal.hazards.services.naming import Danger
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import record_for
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.posting import posted

YES, NO = "yes", "no"


@blueprint.route("/cases/<reference>/danger", methods=["GET", "POST"])
@staff(Ability.LOG_CONTACT)
def danger(reference: str) -> ResponseReturnValue:
    """What is dangerous where, with the dates it begins before anybody presses."""
    now, reader = utc_now(), staff_reader()
    record = record_for(reader, reference, today=local_date(now, landlord().zone))
    form = _form(now)
    if request.method == "POST":
        named = _named(form, record, by=reader.person_id, now=now)
        if named:
            return redirect(url_for("hazards_staff.hazard", reference=named, did="named"), 303)
        database.rollback()
    html = seen(
        "cases/staff/danger.html",
        reader,
        now,
        look="case.seen",
        record_id=record.id,
        form=form,
        record=record,
        back=url_for("cases_staff.case", reference=record.reference),
        judged=[if_judged(record, HazardKind.DAMP, g, at=now) for g in (Grade.EMERGENCY, Grade.SIGNIFICANT)],
    )
    return html, 422 if form.errors else 200


def _form(now: datetime) -> DangerForm:
    local = now.astimezone(landlord().zone)
    known: dict[str, Any] = {
        "submission": secrets.token_urlsafe(24),
        "known_on": local.date(),
        "known_at": local.time().replace(second=0, microsecond=0),
    }
    form = DangerForm(posted(), known)
    words = get_template_attribute("hazards/words.html", "kind_words")
    form.kind.choices = options([(kind.value, str(words(kind.value)).strip()) for kind in HazardKind])
    form.today.choices = options([(YES, gettext("Yes")), (NO, gettext("No"))])
    return form


def _named(form: DangerForm, record: Record, *, by: int | None, now: datetime) -> str:
    """The reference of the hazard that was named, also when it was sent twice; "" where the form is wrong."""
    if not form.validate():
        return ""
    said = Danger(
        kind=HazardKind(form.kind.data),
        place=form.place.data or "",
        known_at=form.known(landlord().zone),
        today=form.today.data == YES,
        words=form.words.data or "",
        risk=form.risk.data or "",
    )
    try:
        hazard = name_in_case(record, said, by=by, now=now, submission_id=form.submission.data)
    except RuleBroken as broken:
        if broken.rule == "already submitted":
            return str(broken.facts["reference"])
        form.refuse(broken)
        return ""
    return database.db.session.get_one(Record, hazard.id).reference
