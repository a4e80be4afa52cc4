"""What helps you: a person's own pages. Told once here, it is used everywhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.errors import NotFound
from portal.identity.access import customer_reader, signed_in
from portal.identity.queries.authorities import authorities_about
from portal.identity.readers import Reader
from portal.needs.forms import HealthForm, NeedForm, need_form
from portal.needs.gateways import targets
from portal.needs.markers import NeedKind
from portal.needs.queries import followed, own_health, own_needs
from portal.needs.services.telling import end, keep_health, running, tell, withdraw_health
from portal.needs.steps import BY_SLUG, Journey
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page

blueprint = Blueprint("needs", __name__, url_prefix="/account/needs")

BOTH = ("GET", "POST")
# Where somebody comes from, as it stands in the address; the page leads back there.
_JOURNEYS = {"ask": Journey.ASKING, "registration": Journey.REGISTRATION}


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """What you have told us, what we said to it, and what else you may tell."""
    told = own_needs(customer_reader(), today=_today())
    return render_template(
        "needs/index.html",
        told=told,
        kinds={shown.kind for shown in told},
        came_from=_came_from(),
        saved=BY_SLUG.get(request.args.get("saved", "")),
        ended=BY_SLUG.get(request.args.get("ended", "")),
    )


@blueprint.route("/<name>", methods=BOTH)
@signed_in
def one(name: str) -> ResponseReturnValue:
    """One kind of help: ask for it, change it, see what happened with it."""
    kind, reader = _kind(name), customer_reader()
    shown = next((s for s in own_needs(reader, today=_today()) if s.kind is kind), None)
    form = need_form(kind, posted(), shown)
    return form_page(
        "needs/one.html",
        form,
        lambda: _keep(form, reader),
        done=_back(saved=name),
        kind=kind,
        shown=shown,
        followed=followed(shown.need.id) if shown else None,
        speakers=_speakers(reader) if kind is NeedKind.SPEAKER else (),
        came_from=_came_from(),
    )


@blueprint.post("/<name>/end")
@signed_in
def ended(name: str) -> ResponseReturnValue:
    """They no longer need it; also where it has ended already."""
    kind, reader = _kind(name), customer_reader()
    need = running(_me(reader), kind)
    if need is not None:
        end(need, by=reader.person_id, now=utc_now())
    return redirect(_back(ended=name), 303)


@blueprint.route("/<name>/health", methods=BOTH)
@signed_in
def health(name: str) -> ResponseReturnValue:
    """Something about health, if they like, with consent that can be taken back."""
    reader = customer_reader()
    need, kept = own_health(reader, _kind(name))
    form = HealthForm(posted(), {"words": kept})
    return form_page(
        "needs/health.html",
        form,
        lambda: keep_health(need, words=form.words.data or "", by=reader.person_id, now=utc_now()),
        done=url_for(".health", name=name, saved=1),
        name=name,
        kind=_kind(name),
        kept=bool(kept),
        saved="saved" in request.args,
        wiped="wiped" in request.args,
    )


@blueprint.post("/<name>/health/wipe")
@signed_in
def health_wiped(name: str) -> ResponseReturnValue:
    """Consent is taken back: what was kept about health is wiped."""
    reader = customer_reader()
    need, _ = own_health(reader, _kind(name))
    withdraw_health(need, by=reader.person_id, now=utc_now())
    return redirect(url_for(".health", name=name, wiped=1), 303)


def _keep(form: NeedForm, reader: Reader) -> None:
    me, now = _me(reader), utc_now()
    if form.asks_for_nothing:
        need = running(me, form.kind)
        if need is not None:
            end(need, by=me, now=now)
        return
    journey = _JOURNEYS.get(_came_from() or "", Journey.PROFILE)
    tell(form.told(), person_id=me, told_by=me, told_in=journey, targets=targets(), by=me, now=now)


def _kind(name: str) -> NeedKind:
    if name not in BY_SLUG:
        raise NotFound
    return BY_SLUG[name]


def _me(reader: Reader) -> int:
    if reader.person_id is None:
        raise NotFound
    return reader.person_id


def _came_from() -> str | None:
    given = request.args.get("from", "")
    return given if given in _JOURNEYS else None


def _back(**said: str) -> str:
    """The address of the list, going back where they came from."""
    came_from = _came_from()
    values: dict[str, Any] = {**said, **({"from": came_from} if came_from else {})}
    return url_for(".index", **values)


def _speakers(reader: Reader) -> list[str]:
    """Who may act for whoever asks, today."""
    today, me = _today(), _me(reader)
    return [
        someone.name
        for authority, someone in authorities_about(me)
        if authority.for_person_id == me
        and authority.from_on <= today
        and (authority.to_on is None or authority.to_on >= today)
    ]


def _today() -> date:
    return local_date(utc_now(), landlord().zone)
