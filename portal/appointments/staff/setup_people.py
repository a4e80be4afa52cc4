"""Setting up who can be booked: officers, with their photo, and interpreters."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.appointments.diaries import ResourceKind
from portal.appointments.pictures import photo_headers
from portal.appointments.queries.photos import photo_for_staff
from portal.appointments.services.photos import remove_photo, save_photo
from portal.appointments.services.resources import save_interpreter, save_officer
from portal.appointments.staff.pages import blueprint
from portal.appointments.staff.setup_pages import BOTH, administers, me, named, saved
from portal.appointments.staff_forms.setup import InterpreterForm, OfficerForm
from portal.appointments.staff_forms.setup_times import PhotoForm
from portal.appointments.staff_queries.setup import (
    all_purposes,
    has_photo,
    resource_row,
    resources_of,
    staff_not_booked,
)
from portal.attachments.services import read_portrait
from portal.database import rollback
from portal.errors import RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.roles import Ability
from portal.needs.languages import LANGUAGES
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.memory import forget_all
from portal.web.posting import posted
from portal.web.settings import settings
from portal.web.stored_forms import form_page


@blueprint.get("/appointments/setup/officers")
@administers
def setup_officers() -> ResponseReturnValue:
    """Every officer who can be booked."""
    today = local_date(utc_now(), landlord().zone)
    officers = resources_of(ResourceKind.OFFICER, today=today)
    return render_template("appointments/staff/setup/officers.html", officers=officers)


@blueprint.route("/appointments/setup/officers/new", methods=BOTH, defaults={"resource_id": None})
@blueprint.route("/appointments/setup/officers/<int:resource_id>", methods=BOTH)
@administers
def setup_officer(resource_id: int | None) -> ResponseReturnValue:
    """Somebody of our staff to be booked, or one who can be already."""
    known = resource_row(resource_id, ResourceKind.OFFICER) if resource_id else None
    stored: dict[str, Any] = OfficerForm.stored(known) if known else {"active": True, "version": 0}
    form = OfficerForm(posted(), stored)
    form.purposes.choices = named(one for one in all_purposes() if one.active)
    if known is not None:
        del form.person_id
    else:
        form.person_id.choices = options([("", ""), *((str(p.id), p.name) for p in staff_not_booked())])

    def save() -> None:
        person_id = known.person_id if known else int(form.person_id.data)
        save_officer(
            resource_id=resource_id, person_id=person_id or 0, **form.values(), by=me(), now=utc_now()
        )

    return form_page(
        "appointments/staff/setup/officer.html",
        form,
        save,
        done=saved(".setup_officers"),
        stored=lambda: OfficerForm.stored(resource_row(resource_id or 0, ResourceKind.OFFICER)),
        title=known.name if known else gettext("An officer people can book"),
        back=url_for(".setup_officers"),
        officer=known,
    )


@blueprint.route("/appointments/setup/officers/<int:resource_id>/photo", methods=BOTH)
@administers
def setup_photo(resource_id: int) -> ResponseReturnValue:
    """The photo that those see whom the officer visits."""
    officer = resource_row(resource_id, ResourceKind.OFFICER)
    person_id, name = officer.person_id or 0, officer.name
    form = PhotoForm(posted())

    def save() -> None:
        rollback()  # a picture takes time, and the write lock is not ours meanwhile
        forget_all()
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise RuleBroken("no file")
        most = settings().attachment_max_bytes
        content = read_portrait(sent.filename, io.BytesIO(sent.stream.read(most + 1)), max_bytes=most)
        save_photo(person_id=person_id, content=content, by=me(), now=utc_now())

    return form_page(
        "appointments/staff/setup/photo.html",
        form,
        save,
        done=saved(".setup_photo", resource_id=resource_id),
        resource_id=resource_id,
        person_id=person_id,
        name=name,
        has_photo=has_photo(person_id),
    )


@blueprint.post("/appointments/setup/officers/<int:resource_id>/photo/remove")
@administers
def setup_photo_removed(resource_id: int) -> ResponseReturnValue:
    """No photo any more."""
    officer = resource_row(resource_id, ResourceKind.OFFICER)
    remove_photo(person_id=officer.person_id or 0, by=me(), now=utc_now())
    return redirect(saved(".setup_photo", resource_id=resource_id), 303)


@blueprint.get("/people/<int:person_id>/photo")
@staff(Ability.SEE_COLLEAGUES)
def staff_photo(person_id: int) -> ResponseReturnValue:
    """The photo of a colleague."""
    return Response(photo_for_staff(staff_reader(), person_id), headers=photo_headers())


@blueprint.get("/appointments/setup/interpreters")
@administers
def setup_interpreters() -> ResponseReturnValue:
    """Every interpreter, by name."""
    today = local_date(utc_now(), landlord().zone)
    interpreters = resources_of(ResourceKind.INTERPRETER, today=today)
    return render_template(
        "appointments/staff/setup/interpreters.html", interpreters=interpreters, languages=LANGUAGES
    )


@blueprint.route("/appointments/setup/interpreters/new", methods=BOTH, defaults={"resource_id": None})
@blueprint.route("/appointments/setup/interpreters/<int:resource_id>", methods=BOTH)
@administers
def setup_interpreter(resource_id: int | None) -> ResponseReturnValue:
    """A new interpreter, or one that there is."""

    def stored() -> dict[str, Any]:
        if resource_id is None:
            return {"active": True, "lead_minutes": 24 * 60, "version": 0}
        return InterpreterForm.stored(resource_row(resource_id, ResourceKind.INTERPRETER))

    form = InterpreterForm(posted(), stored())
    return form_page(
        "appointments/staff/setup/form.html",
        form,
        lambda: save_interpreter(resource_id=resource_id, **form.values(), by=me(), now=utc_now()),
        done=saved(".setup_interpreters"),
        stored=stored,
        title=resource_row(resource_id).name if resource_id else gettext("A new interpreter"),
        back=url_for(".setup_interpreters"),
    )
