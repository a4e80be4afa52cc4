"""Restrictions on contact: asked for, decided by another manager, looked at again, ended."""

from __future__ import annotations

from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.errors import RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.queries.people import active_staff
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.forms import YES
from portal.needs.gateways import targets
from portal.needs.markers import NO_NEEDS
from portal.needs.models import ContactRestriction
from portal.needs.queries import flag_for
from portal.needs.restrictions import Standing, standing
from portal.needs.services.restrictions import ask_restriction, decide_restriction, review_restriction
from portal.needs.staff.pages import BOTH, blueprint, looked, me, today
from portal.needs.staff.restriction_forms import DecideForm, RestrictionForm, RestrictionReviewForm
from portal.needs.staff_queries import RestrictionPage, restriction_for, restrictions_for
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/people/<int:person_id>/restrictions")
@staff(Ability.SEE_NEEDS)
def restrictions(person_id: int) -> ResponseReturnValue:
    """Every restriction there is or was on how a person contacts us, without what happened."""
    reader = staff_reader()
    person, found = restrictions_for(reader, person_id)
    html = render_template(
        "needs/staff/restrictions.html",
        person=person,
        restrictions=[(one, _standing(one)) for one in found],
        may_ask=not any(_standing(one) in (Standing.ASKED, Standing.RUNS) for one in found),
        saved="saved" in request.args,
    )
    return looked(html, reader, act="restrictions.seen", person_id=person_id)


@blueprint.route("/people/<int:person_id>/restrictions/new", methods=BOTH)
@staff(Ability.SEE_NEEDS)
def new_restriction(person_id: int) -> ResponseReturnValue:
    """Ask for one; another manager decides."""
    reader = staff_reader()
    person, _ = restrictions_for(reader, person_id)
    form = RestrictionForm(posted(), {"from_on": today()})
    others = [(str(one.id), one.name) for one in active_staff() if one.id != person_id]
    form.through_id.choices = options([("", gettext("No, whoever has the matter")), *others])
    return form_page(
        "needs/staff/restriction_ask.html",
        form,
        lambda: ask_restriction(
            form.asked(),
            person_id=person_id,
            decide_working_days=targets().decide_working_days,
            by=me(reader),
            now=utc_now(),
        ),
        done=url_for(".restrictions", person_id=person_id, saved=1),
        person=person,
        flag=flag_for([person_id], today=today()).get(person_id, NO_NEEDS),
        title=gettext("Ask to restrict contact"),
        back=url_for(".restrictions", person_id=person_id),
    )


@blueprint.get("/restrictions/<int:restriction_id>")
@staff(Ability.SEE_NEEDS)
def restriction(restriction_id: int) -> ResponseReturnValue:
    """What a restriction rests on and what became of it; a look of its own is recorded."""
    reader = staff_reader()
    page = restriction_for(reader, restriction_id)
    html = render_template(
        "needs/staff/restriction.html",
        page=page,
        standing=_standing(page.restriction),
        may_decide=reader.may(Ability.MANAGE_WORK) and page.restriction.asked_by_id != me(reader),
        saved="saved" in request.args,
    )
    return looked(html, reader, act="restriction.seen", person_id=page.person.id)


@blueprint.route("/restrictions/<int:restriction_id>/decide", methods=BOTH)
@staff(Ability.MANAGE_WORK)
def restriction_decided(restriction_id: int) -> ResponseReturnValue:
    """Another manager agrees to it, or does not."""
    reader = staff_reader()
    page = restriction_for(reader, restriction_id)
    found = page.restriction
    stored = {"version": found.version, "review_on": found.review_on, "ends_on": found.ends_on}
    form = DecideForm(posted(), stored)
    answer = form_page(
        "needs/staff/restriction_act.html",
        form,
        lambda: _decide(found, form, by=me(reader), now=utc_now()),
        done=url_for(".restriction", restriction_id=restriction_id, saved=1),
        stored=lambda: _version(restriction_for(reader, restriction_id)),
        title=gettext("Decide on a restriction"),
        page=page,
        decides=True,
        back=url_for(".restriction", restriction_id=restriction_id),
    )
    return looked(answer, reader, act="restriction.seen", person_id=page.person.id)


@blueprint.route("/restrictions/<int:restriction_id>/review", methods=BOTH)
@staff(Ability.SEE_NEEDS)
def restriction_review(restriction_id: int) -> ResponseReturnValue:
    """Look at it again: for longer, or it ends now."""
    reader = staff_reader()
    page = restriction_for(reader, restriction_id)
    form = RestrictionReviewForm(posted(), _version(page))
    answer = form_page(
        "needs/staff/restriction_act.html",
        form,
        lambda: _review(page.restriction, form, by=reader, now=utc_now()),
        done=url_for(".restriction", restriction_id=restriction_id, saved=1),
        stored=lambda: _version(restriction_for(reader, restriction_id)),
        title=gettext("Look at it again"),
        page=page,
        decides=False,
        back=url_for(".restriction", restriction_id=restriction_id),
    )
    return looked(answer, reader, act="restriction.seen", person_id=page.person.id)


def _standing(restriction: ContactRestriction) -> Standing:
    return standing(
        approved=restriction.approved,
        ended=restriction.ended_at is not None,
        ends_on=restriction.ends_on,
        today=today(),
    )


def _version(page: RestrictionPage) -> dict[str, int]:
    return {"version": page.restriction.version}


def _decide(restriction: ContactRestriction, form: DecideForm, *, by: int, now: datetime) -> None:
    decide_restriction(
        restriction,
        approve=form.approve.data == YES,
        why=form.why.data or "",
        review_on=form.review_on.data,
        ends_on=form.ends_on.data,
        by=by,
        version=form.version.data or 0,
        now=now,
    )


def _review(
    restriction: ContactRestriction, form: RestrictionReviewForm, *, by: Reader, now: datetime
) -> None:
    goes_on = form.still.data == YES
    if goes_on and not by.may(Ability.MANAGE_WORK):
        raise RuleBroken("needs a manager")
    review_restriction(
        restriction,
        goes_on=goes_on,
        why=form.why.data or "",
        review_on=form.review_on.data,
        ends_on=form.ends_on.data,
        by=me(by),
        version=form.version.data or 0,
        now=now,
    )
