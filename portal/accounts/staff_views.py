"""Registrations that staff must look at: who it is, then a link, a code by post, or no."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import queries
from portal.accounts.forms import DecideForm, RefuseForm
from portal.accounts.gateways import code_hash, posted_code
from portal.accounts.models import Registration
from portal.accounts.registration import CODE_LASTS, State, same_name
from portal.accounts.services.approving import approve, print_code, refuse
from portal.audit.services import record_look
from portal.errors import NotFound, RuleBroken
from portal.identity.access import staff, staff_reader
from portal.identity.models import TenancyMember
from portal.identity.queries.tenancies import people_by_tenancy
from portal.identity.roles import Ability
from portal.timekeeping import local_date, utc_now
from portal.web.fields import options
from portal.web.settings import settings

blueprint = Blueprint("accounts_staff", __name__, url_prefix="/staff/registrations")


@blueprint.get("")
@staff(Ability.APPROVE_REGISTRATIONS)
def registrations() -> ResponseReturnValue:
    """Who waits for us, and whose code is in the post."""
    reader = staff_reader()
    return render_template(
        "accounts/staff/registrations.html",
        waiting=queries.registrations_waiting(reader),
        posted=queries.codes_by_post(reader),
        done=request.args.get("done"),
    )


@blueprint.get("/<int:registration_id>")
@staff(Ability.APPROVE_REGISTRATIONS)
def registration(registration_id: int) -> ResponseReturnValue:
    """What was typed beside what we hold; that somebody looked is written down."""
    reader = staff_reader()
    found = queries.registration_for(reader, registration_id)
    page = _page(found, _decide_form(found), refused=None)
    record_look(act="registration.seen", by=reader.person_id or 0, now=utc_now(), person_id=found.person_id)
    return page


@blueprint.post("/<int:registration_id>")
@staff(Ability.APPROVE_REGISTRATIONS)
def decide(registration_id: int) -> ResponseReturnValue:
    """Send the link, or print a code to post."""
    reader = staff_reader()
    found = queries.registration_for(reader, registration_id)
    form = _decide_form(found)
    if not form.validate():
        return _page(found, form, refused=None), 422
    by_post = request.form.get("how") == "code"
    facts = {"person_id": form.person_id.data, "version": form.version.data or 0, "now": utc_now()}
    try:
        if by_post:
            print_code(found, **facts, secret=settings().secret_key, by=reader.person_id or 0)
        else:
            approve(found, **facts, by=reader.person_id or 0)
    except RuleBroken as broken:
        if broken.rule == "stale":
            raise
        return _page(found, form, refused=broken.rule), 422
    if by_post:
        return redirect(url_for("accounts_staff.letter", registration_id=registration_id), 303)
    return redirect(url_for("accounts_staff.registrations", done="sent"), 303)


@blueprint.post("/<int:registration_id>/refuse")
@staff(Ability.APPROVE_REGISTRATIONS)
def turn_down(registration_id: int) -> ResponseReturnValue:
    """Refuse it; nothing is sent."""
    reader = staff_reader()
    found = queries.registration_for(reader, registration_id)
    form = RefuseForm(request.form)
    if not form.validate():
        return _page(found, _decide_form(found), refused=None), 422
    refuse(found, version=form.version.data or 0, by=reader.person_id or 0, now=utc_now())
    return redirect(url_for("accounts_staff.registrations", done="refused"), 303)


@blueprint.get("/<int:registration_id>/letter")
@staff(Ability.APPROVE_REGISTRATIONS)
def letter(registration_id: int) -> ResponseReturnValue:
    """The letter with the code, to print and post to the home."""
    reader = staff_reader()
    found = queries.registration_for(reader, registration_id)
    member = next((m for m in _members(found) if m.person_id == found.person_id), None)
    if found.state != State.CODE_BY_POST or found.decided_at is None or member is None:
        raise NotFound
    code = posted_code(found.id, found.decided_at, settings().secret_key)
    if code_hash(code) != found.code_hash:  # the portal's secret has changed since
        raise NotFound
    page = render_template(
        "accounts/staff/letter.html",
        registration=found,
        person=member.person,
        code=code,
        today=local_date(utc_now(), settings().tz),
        until=local_date(found.decided_at + CODE_LASTS, settings().tz),
    )
    record_look(
        act="registration.letter seen", by=reader.person_id or 0, now=utc_now(), person_id=found.person_id
    )
    return page


def _decide_form(found: Registration) -> DecideForm:
    form = DecideForm(
        request.form if request.method == "POST" else None, person_id=found.person_id, version=found.version
    )
    form.person_id.choices = options((str(m.person_id), m.person.name) for m in _members(found))
    return form


def _members(found: Registration) -> list[TenancyMember]:
    return people_by_tenancy(found.tenancy_reference)


def _page(found: Registration, form: DecideForm, *, refused: str | None) -> str:
    says = {
        "account exists": gettext("This person has an account already. Ring them, or refuse this one."),
        "address taken": gettext("Somebody else signs in with this address. Agree another one, or refuse."),
        "not on the tenancy": gettext("That person is not on this tenancy. Choose somebody who is."),
    }
    members = _members(found)
    return render_template(
        "accounts/staff/registration.html",
        registration=found,
        form=form,
        members=members,
        agrees={
            m.person_id: (
                same_name(m.person.family_name, found.family_name),
                m.person.born_on is not None and m.person.born_on == found.born_on,
                m.held_email.casefold() == found.email.casefold(),
            )
            for m in members
        },
        today=local_date(utc_now(), settings().tz),
        refused=says.get(refused or ""),
    )
