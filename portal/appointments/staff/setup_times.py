"""When somebody or something can be booked: weekly hours by hand or from a file, and times away."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.appointments.diaries import ResourceKind
from portal.appointments.gateways.hours_file import hours_file
from portal.appointments.hours_file import COLUMNS
from portal.appointments.models.resources import Resource
from portal.appointments.services.hours import (
    Dates,
    add_away,
    remove_away,
    remove_hours,
    save_hours,
    store_hours_file,
)
from portal.appointments.staff.pages import blueprint
from portal.appointments.staff.setup_pages import BOTH, administers, me, saved
from portal.appointments.staff_forms.setup_times import AwayForm, HoursFileForm, WeekForm
from portal.appointments.staff_queries.setup import Period, away_of, periods_of, resource_row
from portal.clock.typed_hours import text_of
from portal.errors import NotFound
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted
from portal.web.stored_forms import form_page

_OPEN_END = "open"


@blueprint.route("/appointments/setup/times/<int:resource_id>", methods=BOTH)
@administers
def setup_times(resource_id: int) -> ResponseReturnValue:
    """The weekly hours of an officer, a room or an interpreter, and times away, with one more."""
    now, zone = utc_now(), landlord().zone
    resource = resource_row(resource_id)
    form = AwayForm(posted())

    def save() -> None:
        starts_at, ends_at = form.span(zone)
        why = form.why.data or ""
        add_away(resource_id=resource_id, starts_at=starts_at, ends_at=ends_at, why=why, by=me(), now=now)

    return form_page(
        "appointments/staff/setup/times.html",
        form,
        save,
        done=saved(".setup_times", resource_id=resource_id),
        resource=resource,
        back=_list_of(resource),
        periods=periods_of(resource_id),
        away=away_of(resource_id, now=now, zone=zone),
        today=local_date(now, zone),
        hours_text=text_of,
    )


@blueprint.post("/appointments/setup/times/<int:resource_id>/away/<int:away_id>/remove")
@administers
def setup_away_removed(resource_id: int, away_id: int) -> ResponseReturnValue:
    """There after all."""
    remove_away(resource_id=resource_id, away_id=away_id, by=me(), now=utc_now())
    return redirect(saved(".setup_times", resource_id=resource_id), 303)


@blueprint.route("/appointments/setup/times/<int:resource_id>/week", methods=BOTH, defaults={"dates": None})
@blueprint.route("/appointments/setup/times/<int:resource_id>/week/<dates>", methods=BOTH)
@administers
def setup_week(resource_id: int, dates: str | None) -> ResponseReturnValue:
    """Weekly hours from a day on, new or to change."""
    resource = resource_row(resource_id)
    period = _period(resource_id, dates) if dates else None

    def stored() -> dict[str, Any]:
        shown = WeekForm.stored(period) if period else {}
        return {**shown, "version": resource_row(resource_id).version}

    form = WeekForm(posted(), stored())
    if period is None and request.method == "GET":
        form.replace.data = bool(periods_of(resource_id))

    def save() -> None:
        save_hours(
            resource_id=resource_id,
            was=(period.from_on, period.to_on) if period else None,
            windows=form.windows(),
            replace=form.replace.data,
            version=form.version.data or 0,
            by=me(),
            now=utc_now(),
        )

    return form_page(
        "appointments/staff/setup/week.html",
        form,
        save,
        done=saved(".setup_times", resource_id=resource_id),
        stored=stored,
        title=gettext("Hours of %(name)s", name=resource.name),
        back=url_for(".setup_times", resource_id=resource_id),
        resource=resource,
        dates=dates,
    )


@blueprint.post("/appointments/setup/times/<int:resource_id>/week/<dates>/remove")
@administers
def setup_week_removed(resource_id: int, dates: str) -> ResponseReturnValue:
    """Hours that no longer count, also not for the days that are over."""
    version = request.form.get("version", 0, type=int)
    remove_hours(resource_id=resource_id, dates=_dates(dates), version=version, by=me(), now=utc_now())
    return redirect(saved(".setup_times", resource_id=resource_id), 303)


@blueprint.route("/appointments/setup/hours-file", methods=BOTH)
@administers
def setup_hours_file() -> ResponseReturnValue:
    """Weekly hours of many from a file: all of it or nothing."""
    form = HoursFileForm(posted())

    def save() -> None:
        sent = request.files.get("file")
        replace = bool(form.replace.data)
        read = hours_file(sent.stream.read() if sent else b"", replace=replace)
        store_hours_file(read, replace=replace, by=me(), now=utc_now())

    return form_page(
        "appointments/staff/setup/hours_file.html",
        form,
        save,
        done=saved(".setup_hours_file"),
        columns=COLUMNS,
    )


def _list_of(resource: Resource) -> str:
    endpoints = {
        ResourceKind.OFFICER: ".setup_officers",
        ResourceKind.ROOM: ".setup_rooms",
        ResourceKind.INTERPRETER: ".setup_interpreters",
    }
    return url_for(endpoints[ResourceKind(resource.kind)])


def _period(resource_id: int, dates: str) -> Period:
    from_on, to_on = _dates(dates)
    for period in periods_of(resource_id):
        if (period.from_on, period.to_on) == (from_on, to_on):
            return period
    raise NotFound


def _dates(typed: str) -> Dates:
    """The two dates in an address: "2026-01-05.2026-06-30", or "2026-01-05.open" without an end."""
    first, _, last = typed.partition(".")
    try:
        return date.fromisoformat(first), None if last == _OPEN_END else date.fromisoformat(last)
    except ValueError as error:
        raise NotFound from error
