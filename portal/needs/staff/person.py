"""A person's needs for staff: the flag for everybody, detail on grounds, telling us for them."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.errors import NotAllowed
from portal.identity.access import staff, staff_reader
from portal.identity.queries.authorities import authorities_about
from portal.identity.roles import Ability
from portal.needs.forms import NeedForm
from portal.needs.gateways import targets
from portal.needs.queries import followed
from portal.needs.services.following import give_reason
from portal.needs.services.telling import end, running, tell
from portal.needs.staff.forms import ReasonForm, staff_need_form
from portal.needs.staff.pages import BOTH, blueprint, kind_of, looked, me, today
from portal.needs.staff_queries import (
    names_of,
    need_for,
    person_for,
    persons_needs_for,
    shown_need_for,
    waiting_for,
)
from portal.needs.steps import BY_SLUG, Journey
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/needs")
@staff(Ability.SEE_NEEDS)
def waiting() -> ResponseReturnValue:
    """What waits for needs staff: to decide, to ask again, to look at again; the earliest date first."""
    return render_template("needs/staff/waiting.html", waiting=waiting_for(staff_reader(), now=utc_now()))


@blueprint.get("/people/<int:person_id>/needs")
@staff(Ability.SEE_PEOPLE)
def person(person_id: int) -> ResponseReturnValue:
    """What helps a person. Without grounds: the flag, and a form to give a reason."""
    reader = staff_reader()
    page = persons_needs_for(reader, person_id, now=utc_now())
    html = render_template(
        "needs/staff/person.html",
        page=page,
        form=ReasonForm(),
        may_tell=reader.may(Ability.LOG_CONTACT),
        may_decide=reader.may(Ability.SEE_NEEDS),
        saved=BY_SLUG.get(request.args.get("saved", "")),
        speakers=[
            (authority, someone)
            for authority, someone in authorities_about(person_id)
            if authority.for_person_id == person_id
        ],
        today=today(),
    )
    act = "needs.seen" if page.grounds is not None else "needs.flag seen"
    return looked(html, reader, act=act, person_id=person_id)


@blueprint.post("/people/<int:person_id>/needs/reason")
@staff(Ability.SEE_PEOPLE)
def reason(person_id: int) -> ResponseReturnValue:
    """Give a reason; the detail opens for fifteen minutes."""
    reader, now = staff_reader(), utc_now()
    page = persons_needs_for(reader, person_id, now=now)
    form = ReasonForm(posted())
    return form_page(
        "needs/staff/person.html",
        form,
        lambda: give_reason(person_id=person_id, reason=form.reason.data or "", by=me(reader), now=now),
        done=url_for(".person", person_id=person_id),
        page=page,
        may_tell=reader.may(Ability.LOG_CONTACT),
        may_decide=reader.may(Ability.SEE_NEEDS),
        saved=None,
        speakers=(),
        today=today(),
    )


@blueprint.route("/people/<int:person_id>/needs/<name>", methods=BOTH)
@staff(Ability.LOG_CONTACT)
def one(person_id: int, name: str) -> ResponseReturnValue:
    """Tell us for the person. What we know already is shown only to those with grounds to see it."""
    kind, reader, now = kind_of(name), staff_reader(), utc_now()
    page = persons_needs_for(reader, person_id, now=now)
    if page.grounds is None and kind in page.flag.kinds:
        return redirect(url_for(".person", person_id=person_id), 303)
    shown = page.need_of(kind)
    form = staff_need_form(kind, posted(), shown)
    answer = form_page(
        "needs/staff/one.html",
        form,
        lambda: _tell(form, person_id, by=me(reader)),
        done=url_for(".person", person_id=person_id, saved=name),
        page=page,
        kind=kind,
        shown=shown,
    )
    return looked(answer, reader, act="needs.seen", person_id=person_id)


@blueprint.post("/people/<int:person_id>/needs/<name>/end")
@staff(Ability.LOG_CONTACT)
def ended(person_id: int, name: str) -> ResponseReturnValue:
    """They told us that they no longer need it."""
    reader, now = staff_reader(), utc_now()
    need = need_for(reader, person_id, kind_of(name), now=now)
    end(need, by=reader.person_id, now=now)
    return redirect(url_for(".person", person_id=person_id), 303)


@blueprint.get("/people/<int:person_id>/needs/<name>/steps")
@staff(Ability.SEE_PEOPLE)
def steps(person_id: int, name: str) -> ResponseReturnValue:
    """The six steps of a need: told, recorded, flagged, shared, met, reviewed."""
    reader = staff_reader()
    someone, shown = shown_need_for(reader, person_id, kind_of(name), now=utc_now())
    if shown is None:
        return redirect(url_for(".person", person_id=person_id), 303)
    html = render_template(
        "needs/staff/steps.html",
        person=someone,
        shown=shown,
        followed=followed(shown.need.id),
        names=names_of(shown.need.told_by_id, shown.need.recorded_by_id, shown.need.decided_by_id),
        may_decide=reader.may(Ability.SEE_NEEDS),
        done=request.args.get("done", ""),
    )
    return looked(html, reader, act="needs.seen", person_id=person_id)


@blueprint.get("/people/<int:person_id>/needs/<name>/health")
@staff(Ability.SEE_PEOPLE)
def health(person_id: int, name: str) -> ResponseReturnValue:
    """What the person said about their health, for those with grounds; a look of its own is recorded."""
    kind, reader, now = kind_of(name), staff_reader(), utc_now()
    try:
        need = need_for(reader, person_id, kind, now=now)
    except NotAllowed:
        return redirect(url_for(".person", person_id=person_id), 303)
    html = render_template(
        "needs/staff/health.html", person=person_for(reader, person_id), kind=kind, words=need.health_detail
    )
    return looked(html, reader, act="need.health seen", person_id=person_id)


def _tell(form: NeedForm, person_id: int, *, by: int) -> None:
    now = utc_now()
    if form.asks_for_nothing:
        need = running(person_id, form.kind)
        if need is not None:
            end(need, by=by, now=now)
        return
    tell(
        form.told(),
        person_id=person_id,
        told_by=person_id,
        told_in=Journey(form["heard_by"].data),
        targets=targets(),
        by=by,
        now=now,
    )
