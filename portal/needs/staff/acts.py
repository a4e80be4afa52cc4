"""What needs staff do with a need: agree, decline, ask again, note sharing and how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.errors import NotFound
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.needs.forms import YES
from portal.needs.gateways import targets
from portal.needs.markers import NeedKind
from portal.needs.models import Need
from portal.needs.services.deciding import agree, decline, review
from portal.needs.services.following import met, share
from portal.needs.staff.forms import AgreeForm, DeclineForm, MetForm, ReviewForm, ShareForm
from portal.needs.staff.pages import BOTH, blueprint, kind_of, looked, me, today
from portal.needs.staff_queries import need_for, shown_need_for
from portal.needs.steps import Means
from portal.timekeeping import utc_now
from portal.web.posting import posted
from portal.web.stored_forms import StoredForm, form_page

_MONTH = timedelta(days=30.4375)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing to do: its form, and what it does with what was typed."""

    form: type[StoredForm]
    do: Callable[[Need, Any, int, datetime], object]


def _agree(need: Need, form: AgreeForm, by: int, now: datetime) -> None:
    agree(need, review_on=form.review_on.data, by=by, version=form.version.data or 0, now=now)


def _decline(need: Need, form: DeclineForm, by: int, now: datetime) -> None:
    decline(
        need,
        because=form.because.data or "",
        instead=form.instead.data or "",
        by=by,
        version=form.version.data or 0,
        now=now,
    )


def _review(need: Need, form: ReviewForm, by: int, now: datetime) -> None:
    review(
        need,
        still=form.still.data == YES,
        next_on=form.next_on.data,
        by=by,
        version=form.version.data or 0,
        now=now,
    )


def _share(need: Need, form: ShareForm, by: int, now: datetime) -> None:
    share(need, shared_with=form.shared_with.data or "", purpose=form.purpose.data or "", by=by, now=now)


def _met(need: Need, form: MetForm, by: int, now: datetime) -> None:
    met(
        person_id=need.person_id,
        kinds=[NeedKind(need.kind)],
        how=Means(form.how.data),
        succeeded=form.worked.data == YES,
        note=form.note.data or "",
        by=by,
        now=now,
    )


ACTS = {
    "agree": Act(form=AgreeForm, do=_agree),
    "decline": Act(form=DeclineForm, do=_decline),
    "review": Act(form=ReviewForm, do=_review),
    "share": Act(form=ShareForm, do=_share),
    "met": Act(form=MetForm, do=_met),
}


@blueprint.route(
    "/people/<int:person_id>/needs/<name>/<any('agree','decline','review','share','met'):act>", methods=BOTH
)
@staff(Ability.SEE_NEEDS)
def act(person_id: int, name: str, act: str) -> ResponseReturnValue:
    """One act on a need, on a page of its own."""
    kind, reader, now = kind_of(name), staff_reader(), utc_now()
    person, shown = shown_need_for(reader, person_id, kind, now=now)
    if shown is None:
        raise NotFound
    need, todo = shown.need, ACTS[act]
    form = todo.form(posted(), _suggested(need))
    answer = form_page(
        "needs/staff/act.html",
        form,
        lambda: todo.do(need, form, me(reader), now),
        done=url_for(".person", person_id=person_id)
        if act == "review"
        else url_for(".steps", person_id=person_id, name=name, done=act),
        stored=lambda: _suggested(need_for(reader, person_id, kind, now=now)),
        person=person,
        shown=shown,
        kind=kind,
        act=act,
    )
    return looked(answer, reader, act="needs.seen", person_id=person_id)


def _suggested(need: Need) -> dict[str, Any]:
    """The version, what was decided before, and the day on which it would be asked again."""
    again_on = today() + targets().review_months * _MONTH
    return {
        "version": need.version,
        "review_on": again_on,
        "next_on": again_on,
        "because": need.declined_because,
        "instead": need.offered_instead,
    }
