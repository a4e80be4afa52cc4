"""Setting up appointments: what there is, the landlord's rules, purposes, rooms, ways between areas."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.appointments.diaries import ResourceKind
from portal.appointments.models.resources import Rules
from portal.appointments.queries.rules import rules
from portal.appointments.services.resources import (
    add_road,
    remove_road,
    save_purpose,
    save_room,
    save_rules,
)
from portal.appointments.staff.pages import blueprint
from portal.appointments.staff.setup_pages import BOTH, administers, me, named, saved
from portal.appointments.staff_forms.setup import PurposeForm, RoomForm, RulesForm
from portal.appointments.staff_forms.setup_times import RoadForm
from portal.appointments.staff_queries.setup import (
    all_purposes,
    all_roads,
    everything,
    purpose_row,
    resource_row,
    resources_of,
    road_row,
    rules_row,
)
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page


@blueprint.get("/appointments/setup")
@administers
def setup() -> ResponseReturnValue:
    """What can be set up, and what is missing before anybody can book."""
    facts = landlord()
    found = everything(today=local_date(utc_now(), facts.zone))
    return render_template("appointments/staff/setup/home.html", found=found)


@blueprint.route("/appointments/setup/rules", methods=BOTH)
@administers
def setup_rules() -> ResponseReturnValue:
    """The landlord's own rules."""

    def stored() -> dict[str, Any]:
        row: Rules | None = rules_row()
        return RulesForm.stored(row) if row else {**RulesForm.stored(rules()), "version": 0}

    form = RulesForm(posted(), stored())
    return form_page(
        "appointments/staff/setup/form.html",
        form,
        lambda: save_rules(**form.values(), by=me(), now=utc_now()),
        done=saved(".setup"),
        stored=stored,
        title=gettext("Rules for appointments"),
        back=url_for(".setup"),
    )


@blueprint.get("/appointments/setup/purposes")
@administers
def setup_purposes() -> ResponseReturnValue:
    """Every purpose."""
    return render_template(
        "appointments/staff/setup/purposes.html", purposes=all_purposes(), facts=landlord()
    )


@blueprint.route("/appointments/setup/purposes/new", methods=BOTH, defaults={"purpose_id": None})
@blueprint.route("/appointments/setup/purposes/<int:purpose_id>", methods=BOTH)
@administers
def setup_purpose(purpose_id: int | None) -> ResponseReturnValue:
    """A new purpose, or one that there is."""

    def stored() -> dict[str, Any]:
        if purpose_id is not None:
            return PurposeForm.stored(purpose_row(purpose_id))
        return {**_NEW_PURPOSE, "version": 0}

    form = PurposeForm(posted(), stored())
    form.team_id.choices = named(landlord().teams, gettext("Officers of every team"))
    return form_page(
        "appointments/staff/setup/form.html",
        form,
        lambda: save_purpose(purpose_id=purpose_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".setup_purposes"),
        stored=stored,
        title=purpose_row(purpose_id).name if purpose_id else gettext("A new purpose"),
        back=url_for(".setup_purposes"),
    )


_NEW_PURPOSE = {
    "length_minutes": 30,
    "break_minutes": 10,
    "notice_minutes": 120,
    "horizon_days": 28,
    "offered": True,
    "active": True,
    "position": 0,
}


@blueprint.get("/appointments/setup/rooms")
@administers
def setup_rooms() -> ResponseReturnValue:
    """Every room, by name."""
    facts = landlord()
    rooms = resources_of(ResourceKind.ROOM, today=local_date(utc_now(), facts.zone))
    return render_template("appointments/staff/setup/rooms.html", rooms=rooms, facts=facts)


@blueprint.route("/appointments/setup/rooms/new", methods=BOTH, defaults={"resource_id": None})
@blueprint.route("/appointments/setup/rooms/<int:resource_id>", methods=BOTH)
@administers
def setup_room(resource_id: int | None) -> ResponseReturnValue:
    """A new room, or one that there is."""

    def stored() -> dict[str, Any]:
        if resource_id is None:
            return {"seats": 4, "active": True, "version": 0}
        return RoomForm.stored(resource_row(resource_id, ResourceKind.ROOM))

    form = RoomForm(posted(), stored())
    form.office_id.choices = named(landlord().offices)
    return form_page(
        "appointments/staff/setup/form.html",
        form,
        lambda: save_room(resource_id=resource_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".setup_rooms"),
        stored=stored,
        title=resource_row(resource_id).name if resource_id else gettext("A new room"),
        back=url_for(".setup_rooms"),
    )


@blueprint.route("/appointments/setup/roads", methods=BOTH)
@administers
def setup_roads() -> ResponseReturnValue:
    """How long the ways between areas take."""
    form = RoadForm(posted())
    return form_page(
        "appointments/staff/setup/roads.html",
        form,
        lambda: add_road(**form.values(), by=me(), now=utc_now()),
        done=saved(".setup_roads"),
        roads=all_roads(),
        rules=rules(),
    )


@blueprint.route("/appointments/setup/roads/<int:road_id>/remove", methods=BOTH)
@administers
def setup_road_removed(road_id: int) -> ResponseReturnValue:
    """Between these two the rules count again; asked first, because nobody remembers the minutes."""
    if request.method == "GET":
        road = road_row(road_id)
        return render_template("appointments/staff/setup/road_removed.html", road=road, rules=rules())
    remove_road(road_id=road_id, by=me(), now=utc_now())
    return redirect(saved(".setup_roads"), 303)
