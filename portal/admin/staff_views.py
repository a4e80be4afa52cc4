"""The administrator's pages: landlord, offices, closed days, teams, topics, targets, charter."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.admin.forms.places import AgencyForm, ClosureForm, HolidayForm, LandlordForm, OfficeForm
from portal.admin.forms.work import EditionForm, TargetForm, TeamForm, TopicForm
from portal.admin.staff import data_protection, events, organisations, people
from portal.admin.staff.pages import BOTH, administers, all_or_none, blueprint, me, saved, values_of
from portal.charters.ombudsman import CODE
from portal.clock.bank_holidays import DIVISION_NAMES
from portal.commitments.services.changing import recalculate
from portal.errors import NotFound, RuleBroken
from portal.organisation.queries import editions, landlord, text_in_force
from portal.organisation.services.details import remove_agency, save_agency, set_landlord
from portal.organisation.services.editions import add_edition
from portal.organisation.services.offices import (
    add_closure,
    change_holiday,
    remove_closure,
    save_office,
    undo_holiday_change,
)
from portal.organisation.services.work import add_target, end_target, save_team, save_topic
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.posting import posted
from portal.web.settings import settings
from portal.web.stored_forms import form_page

__all__ = ["blueprint", "data_protection", "events", "organisations", "people"]


@blueprint.get("")
@administers
def home() -> ResponseReturnValue:
    """What can be set, and what is missing or due for a check."""
    facts = landlord()
    return render_template(
        "admin/home.html",
        facts=facts,
        today=local_date(utc_now(), facts.zone),
        under_code=any(regime.key == CODE for regime in facts.charter.regimes),
    )


@blueprint.route("/landlord", methods=BOTH)
@administers
def details() -> ResponseReturnValue:
    """Phones, whom to ask for, and what to do in an emergency."""

    def stored() -> dict[str, Any]:
        return {**values_of(landlord()), "version": landlord().details_version}

    form = LandlordForm(posted(), stored())
    return form_page(
        "admin/form.html",
        form,
        lambda: set_landlord(**form.values(), by=me(), now=utc_now()),
        done=saved(".home"),
        stored=stored,
        title=gettext("Our details and emergency words"),
        back=url_for(".home"),
    )


@blueprint.get("/offices")
@administers
def offices() -> ResponseReturnValue:
    """Every office, with its hours."""
    return render_template("admin/offices.html", offices=landlord().offices, divisions=DIVISION_NAMES)


@blueprint.route("/offices/new", methods=BOTH, defaults={"office_id": None})
@blueprint.route("/offices/<int:office_id>", methods=BOTH)
@administers
def office(office_id: int | None) -> ResponseReturnValue:
    """A new office, or one that there is, with its opening windows."""

    def stored() -> dict[str, Any]:
        if office_id is None:
            return {"division": landlord().charter.division, "version": 0}
        return OfficeForm.stored(landlord().office(office_id))

    form = OfficeForm(posted(), stored())
    return form_page(
        "admin/form.html",
        form,
        lambda: save_office(office_id=office_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".offices"),
        stored=stored,
        title=landlord().office(office_id).name if office_id else gettext("A new office"),
        back=url_for(".offices"),
    )


@blueprint.route("/closures", methods=BOTH)
@administers
def closures() -> ResponseReturnValue:
    """When offices are closed or open for shorter; adding one counts open promises again (rule 13)."""
    facts = landlord()
    form = ClosureForm(posted())
    form.office_id.choices = all_or_none(facts.offices, gettext("Every office"))

    def save() -> None:
        add_closure(**form.values(), by=me(), now=utc_now())
        recalculate(now=utc_now())

    return form_page("admin/closures.html", form, save, done=saved(".closures"), facts=facts)


@blueprint.post("/closures/<int:closure_id>/remove")
@administers
def closure_removed(closure_id: int) -> ResponseReturnValue:
    """Open after all; open promises are counted again."""
    remove_closure(closure_id=closure_id, by=me(), now=utc_now())
    recalculate(now=utc_now())
    return redirect(saved(".closures"), 303)


@blueprint.route("/holidays", methods=BOTH)
@administers
def holidays() -> ResponseReturnValue:
    """The bank holidays of each division, with ours added and those struck."""
    facts = landlord()
    form = HolidayForm(posted(), {"division": facts.charter.division})

    def save() -> None:
        change_holiday(**form.values(), struck=False, by=me(), now=utc_now())
        recalculate(now=utc_now())

    return form_page(
        "admin/holidays.html",
        form,
        save,
        done=saved(".holidays"),
        holidays=facts.holidays,
        changes=facts.holiday_changes,
        divisions=DIVISION_NAMES,
        today=local_date(utc_now(), facts.zone),
    )


@blueprint.post("/holidays/<division>/<on>/strike")
@administers
def holiday_struck(division: str, on: str) -> ResponseReturnValue:
    """That day is a working day after all; open promises are counted again."""
    try:
        day = date.fromisoformat(on)
        change_holiday(division=division, on=day, name="", struck=True, by=me(), now=utc_now())
    except (ValueError, RuleBroken) as error:  # an address nobody was given, or a page from yesterday
        raise NotFound from error
    recalculate(now=utc_now())
    return redirect(saved(".holidays"), 303)


@blueprint.post("/holidays/<int:change_id>/undo")
@administers
def holiday_undone(change_id: int) -> ResponseReturnValue:
    """Back to the published list for that day; open promises are counted again."""
    undo_holiday_change(change_id=change_id, by=me(), now=utc_now())
    recalculate(now=utc_now())
    return redirect(saved(".holidays"), 303)


@blueprint.get("/teams")
@administers
def teams() -> ResponseReturnValue:
    """Every team."""
    return render_template("admin/teams.html", teams=landlord().teams)


@blueprint.route("/teams/new", methods=BOTH, defaults={"team_id": None})
@blueprint.route("/teams/<int:team_id>", methods=BOTH)
@administers
def team(team_id: int | None) -> ResponseReturnValue:
    """A new team, or one that there is."""

    def stored() -> dict[str, Any]:
        return values_of(landlord().team(team_id)) if team_id else {"may_be_named": True, "version": 0}

    form = TeamForm(posted(), stored())
    return form_page(
        "admin/form.html",
        form,
        lambda: save_team(team_id=team_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".teams"),
        stored=stored,
        title=landlord().team(team_id).name if team_id else gettext("A new team"),
        back=url_for(".teams"),
    )


@blueprint.get("/topics")
@administers
def topics() -> ResponseReturnValue:
    """Every topic, and who gets it."""
    facts = landlord()
    return render_template("admin/topics.html", topics=facts.topics, facts=facts)


@blueprint.route("/topics/new", methods=BOTH, defaults={"topic_id": None})
@blueprint.route("/topics/<int:topic_id>", methods=BOTH)
@administers
def topic(topic_id: int | None) -> ResponseReturnValue:
    """A new topic, or one that there is."""

    def stored() -> dict[str, Any]:
        return values_of(landlord().topic(topic_id)) if topic_id else {"active": True, "version": 0}

    form = TopicForm(posted(), stored())
    form.team_id.choices = options((str(team.id), team.name) for team in landlord().teams)
    return form_page(
        "admin/form.html",
        form,
        lambda: save_topic(topic_id=topic_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".topics"),
        stored=stored,
        title=landlord().topic(topic_id).name if topic_id else gettext("A new topic"),
        back=url_for(".topics"),
    )


@blueprint.get("/agencies")
@administers
def agencies() -> ResponseReturnValue:
    """Others who can help, as the contact page shows them."""
    return render_template("admin/agencies.html", agencies=landlord().other_agencies)


@blueprint.route("/agencies/new", methods=BOTH, defaults={"agency_id": None})
@blueprint.route("/agencies/<int:agency_id>", methods=BOTH)
@administers
def agency(agency_id: int | None) -> ResponseReturnValue:
    """Another agency, new or known."""

    def stored() -> dict[str, Any]:
        return values_of(landlord().agency(agency_id)) if agency_id else {"version": 0}

    form = AgencyForm(posted(), stored())
    return form_page(
        "admin/form.html",
        form,
        lambda: save_agency(agency_id=agency_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".agencies"),
        stored=stored,
        title=landlord().agency(agency_id).name if agency_id else gettext("Another agency"),
        back=url_for(".agencies"),
    )


@blueprint.post("/agencies/<int:agency_id>/remove")
@administers
def agency_removed(agency_id: int) -> ResponseReturnValue:
    """Show it no longer."""
    remove_agency(agency_id=agency_id, by=me(), now=utc_now())
    return redirect(saved(".agencies"), 303)


@blueprint.route("/targets", methods=BOTH)
@administers
def targets() -> ResponseReturnValue:
    """Targets of our own where the policy gives no number (rule 17)."""
    facts = landlord()
    form = TargetForm(posted())
    return form_page(
        "admin/targets.html",
        form,
        lambda: add_target(**form.values(), by=me(), now=utc_now()),
        done=saved(".targets"),
        targets=facts.targets,
        today=local_date(utc_now(), facts.zone),
    )


@blueprint.post("/targets/<int:target_id>/end")
@administers
def target_ended(target_id: int) -> ResponseReturnValue:
    """In force today for the last time; what has begun under it goes on."""
    end_target(target_id=target_id, by=me(), now=utc_now())
    return redirect(saved(".targets"), 303)


@blueprint.route("/charter", methods=BOTH)
@administers
def charter() -> ResponseReturnValue:
    """The editions of the charter, and a new one through the same check as `flask charter check`."""
    facts = landlord()
    form = EditionForm(posted(), charter=settings().charter, today=local_date(utc_now(), facts.zone))
    file = request.files.get("file")
    if file is not None and file.filename:
        form.take_file(file.read())

    return form_page(
        "admin/charter.html",
        form,
        lambda: add_edition(charter=settings().charter, **form.values(), by=me(), now=utc_now()),
        done=saved(".charter"),
        editions=editions(),
        charter=facts.charter,
    )


@blueprint.get("/charter/text")
@administers
def charter_text() -> ResponseReturnValue:
    """The text of the edition in force, to begin a new one from."""
    response = Response(text_in_force(), mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{settings().charter}.toml"'
    return response
