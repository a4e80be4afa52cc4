"""One's own account: details, password, the address one signs in with, who may act for one."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import access, queries
from portal.accounts.access import Refusal
from portal.accounts.customer.answers import form_again, me, refuse, wait_first
from portal.accounts.forms import ChangeAddressForm, ChangePasswordForm, DetailsForm
from portal.accounts.guessing import ADDRESS
from portal.accounts.services.accounts import set_password
from portal.accounts.services.addresses import ask_for_address, use_address
from portal.accounts.services.authorities import withdraw
from portal.accounts.services.details import Details, may_change_name, save_details
from portal.errors import RuleBroken
from portal.identity.access import anyone, customer_reader, signed_in, signed_in_person
from portal.identity.queries.authorities import authorities_about
from portal.identity.queries.people import person as person_by_id
from portal.needs.queries import own_restriction
from portal.organisation.queries import landlord
from portal.timekeeping import local_date, utc_now
from portal.web.posting import posted


@signed_in
def account() -> ResponseReturnValue:
    """Own details, who may act for one, what restricts contact, the ways to change how one signs in."""
    person = person_by_id(me().id)
    form = DetailsForm(posted(), obj=person)
    today = local_date(utc_now(), landlord().zone)
    facts = {
        "person": person,
        "sign_in_email": queries.credential(person.id).email,
        "may_change_name": may_change_name(person),
        "authorities": authorities_about(person.id),
        "restriction": own_restriction(customer_reader(), today=today),
        "today": today,
        "done": request.args.get("done", ""),
    }
    if not facts["may_change_name"]:
        del form.given_name, form.family_name
    if request.method == "GET" or not form.validate():
        return form_again("accounts/account.html", form, **facts)
    details = Details(
        given_name=form.given_name.data or "" if "given_name" in form else person.given_name,
        family_name=form.family_name.data or "" if "family_name" in form else person.family_name,
        email=form.email.data or "",
        phone=form.phone.data or "",
        prefers=form.prefers.data or "",
    )
    save_details(person_id=person.id, details=details, version=form.version.data or 0, now=utc_now())
    return redirect(url_for("accounts.account", done="saved"), 303)


@signed_in
def change_password() -> ResponseReturnValue:
    """Another password; every other session of this person ends."""
    form = ChangePasswordForm(posted())
    if request.method == "GET" or not form.validate():
        return form_again("accounts/change_password.html", form)
    now = utc_now()
    if (refused := _refused("accounts/change_password.html", form)) is not None:
        return refused
    hashed = access.hashed(form.password.data or "")
    changed = set_password(person_id=me().id, password_hash=hashed, now=now)
    access.begin_session(changed)
    return redirect(url_for("accounts.account", done="saved"), 303)


@signed_in
def change_address() -> ResponseReturnValue:
    """Ask to sign in with another address; nothing changes before the link sent there is used."""
    form = ChangeAddressForm(posted())
    page = "accounts/change_address.html"
    if request.method == "GET" or not form.validate():
        return form_again(page, form)
    now = utc_now()
    if (refused := _refused(page, form)) is not None:
        return refused
    wait = access.minutes_to_wait(((ADDRESS, str(me().id)),), now=now)
    if wait:
        return wait_first(page, form, wait)
    try:
        ask_for_address(person_id=me().id, email=form.email.data or "", now=now)
    except RuleBroken as broken:
        if broken.rule != "address unchanged":
            raise
        refuse(form.email, gettext("You sign in with this address already. Enter another one."))
        return form_again(page, form)
    return redirect(url_for("accounts.link_on_its_way", about="address"), 303)


@anyone
def confirm_address(secret: str) -> ResponseReturnValue:
    """The link in that mail: opening it changes nothing, the button does; also where nobody is signed in."""
    now = utc_now()
    link = queries.open_link(queries.NEW_ADDRESS, secret, now)
    if link is None:
        return render_template("accounts/link_gone.html", purpose="address", because="gone"), 404
    if request.method == "GET":
        return render_template("accounts/confirm_address.html", email=link.email)
    here = signed_in_person()
    try:
        changed = use_address(secret=secret, now=now)
    except RuleBroken as broken:
        return render_template("accounts/link_gone.html", purpose="address", because=broken.rule), 422
    if here is None or here.id != changed.person_id:
        return redirect(url_for("accounts.sign_in"), 303)
    access.begin_session(changed)
    return redirect(url_for("accounts.account", done="saved"), 303)


@signed_in
def withdraw_authority(authority_id: int) -> ResponseReturnValue:
    """Somebody may no longer act for oneself, from this moment on."""
    now = utc_now()
    withdraw(authority_id=authority_id, by=me().id, today=local_date(now, landlord().zone), now=now)
    return redirect(url_for("accounts.account", done="withdrawn") + "#acting", 303)


def _refused(page: str, form: ChangePasswordForm | ChangeAddressForm) -> ResponseReturnValue | None:
    """The page again, unless the password typed is the person's own; tries are counted."""
    right = access.is_own_password(me().id, form.old_password.data or "", now=utc_now())
    if isinstance(right, Refusal):
        return wait_first(page, form, right.wait_minutes)
    if not right:
        refuse(form.old_password, gettext("That is not the password you use now."))
        return form_again(page, form)
    return None
