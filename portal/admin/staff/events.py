"""Exceptional events: entered, published, told to residents, over (Complaint Handling Code 8.5)."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.admin.forms.events import EventForm, EventOverForm, EventTellForm
from portal.admin.queries import messages_of_events
from portal.admin.staff.pages import BOTH, administers, blueprint, me, saved
from portal.charters.ombudsman import CODE
from portal.errors import NotFound
from portal.organisation.queries import landlord
from portal.organisation.services.events import ask_telling, end_event, publish_event, save_event
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/events")
@administers
def events() -> ResponseReturnValue:
    """Every event, how far it is, and what is to be done with it."""
    facts = landlord()
    return render_template(
        "admin/events.html",
        facts=facts,
        sent=messages_of_events(),
        under_code=any(regime.key == CODE for regime in facts.charter.regimes),
        today=local_date(utc_now(), facts.zone),
    )


@blueprint.route("/events/new", methods=BOTH, defaults={"event_id": None})
@blueprint.route("/events/<int:event_id>", methods=BOTH)
@administers
def event(event_id: int | None) -> ResponseReturnValue:
    """A new event, or what is said of one."""

    def stored() -> dict[str, Any]:
        if event_id is None:
            return {"from_on": local_date(utc_now(), landlord().zone), "version": 0}
        return EventForm.stored(landlord().event(event_id))

    form = EventForm(posted(), stored())
    form.offer(landlord())
    return form_page(
        "admin/form.html",
        form,
        lambda: save_event(event_id=event_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".events"),
        stored=stored,
        title=landlord().event(event_id).title if event_id else gettext("An exceptional event"),
        back=url_for(".events"),
    )


@blueprint.post("/events/<int:event_id>/publish")
@administers
def event_published(event_id: int) -> ResponseReturnValue:
    """On every page from now on."""
    publish_event(event_id=event_id, by=me(), now=utc_now())
    return redirect(saved(".events"), 303)


@blueprint.route("/events/<int:event_id>/tell", methods=BOTH)
@administers
def event_told(event_id: int) -> ResponseReturnValue:
    """Send word to customers with an open case that it touches; asked first, because it cannot be undone."""
    found = landlord().event(event_id)
    if found.published_at is None:
        raise NotFound
    return form_page(
        "admin/event_tell.html",
        EventTellForm(posted()),
        lambda: ask_telling(event_id=event_id, by=me(), now=utc_now()),
        done=saved(".events"),
        title=gettext("Tell residents"),
        back=url_for(".events"),
        event=found,
    )


@blueprint.route("/events/<int:event_id>/over", methods=BOTH)
@administers
def event_over(event_id: int) -> ResponseReturnValue:
    """We comply again."""

    def stored() -> dict[str, Any]:
        found = landlord().event(event_id)
        return {"back_on": found.back_on or local_date(utc_now(), landlord().zone), "version": found.version}

    form = EventOverForm(posted(), stored())
    return form_page(
        "admin/form.html",
        form,
        lambda: end_event(
            event_id=event_id,
            back_on=form.back_on.data,
            version=form.version.data or 0,
            by=me(),
            now=utc_now(),
        ),
        done=saved(".events"),
        stored=stored,
        title=gettext("It is over: %(title)s", title=landlord().event(event_id).title),
        back=url_for(".events"),
    )
