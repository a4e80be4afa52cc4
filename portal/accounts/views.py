"""Signing in and out, registering, links that were sent, words that were kept, own details."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from wtforms import Field

from portal.accounts import access, queries
from portal.accounts.access import Refusal, network_allowance
from portal.accounts.forms import (
    AskResetForm,
    ChangePasswordForm,
    CodeForm,
    DetailsForm,
    NewPasswordForm,
    RegisterForm,
    RegisterOtherForm,
    SignInForm,
)
from portal.accounts.gateways import code_hash
from portal.accounts.guessing import CODE, REGISTER, REGISTER_NETWORK, RESET
from portal.accounts.passwords import PasswordFault, fault_of
from portal.accounts.registration import CODE_LASTS
from portal.accounts.services.accounts import end_sessions, set_password, use_code, use_link
from portal.accounts.services.asking import ask_as_tenant, ask_by_email, ask_for_reset
from portal.accounts.services.details import Details, may_change_name, save_details
from portal.charters.standards import Named
from portal.errors import NotAllowed, RuleBroken
from portal.identity.access import SignedIn, anyone, signed_in, signed_in_person
from portal.identity.queries import person as person_by_id
from portal.identity.tenancy_file import reference_key
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.kept_words import forget_kept_words, kept_words

blueprint = Blueprint("accounts", __name__)

# Kinds of person who register as tenants do, and those who are invited as staff.
_NOT_BY_EMAIL = frozenset({"tenant", "leaseholder", "shared-owner", "licensee", "colleague"})


@blueprint.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    """Address and password; answers alike whatever of the two is wrong."""
    if request.method == "GET" and signed_in_person() is not None:
        return redirect(access.after_sign_in(request.args.get("next")), 303)
    form = SignInForm(_posted(), next=access.own_path(request.args.get("next")) or "")
    if request.method == "GET" or not form.validate():
        return _form("accounts/sign_in.html", form)
    account = access.try_password(form.email.data or "", form.password.data or "", now=utc_now())
    if isinstance(account, Refusal):
        if account.wait_minutes:
            return _wait("accounts/sign_in.html", form, account.wait_minutes)
        _refuse(form.password, gettext("The email address or the password is not right. Check both."))
        return _form("accounts/sign_in.html", form)
    access.begin_session(account)
    return redirect(access.after_sign_in(form.next.data), 303)


@blueprint.post("/sign-out")
@anyone
def sign_out() -> ResponseReturnValue:
    """End this session; also where it has ended already."""
    access.end_session()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person, on every device."""
    end_sessions(person_id=_me().id, now=utc_now())
    access.end_session()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/reset-password", methods=["GET", "POST"])
@anyone
def reset_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = AskResetForm(_posted())
    if request.method == "GET" or not form.validate():
        return _form("accounts/reset_password.html", form)
    email = queries.email_key(form.email.data or "")
    now = utc_now()
    wait = access.minutes_to_wait(((RESET, email), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return _wait("accounts/reset_password.html", form, wait)
    ask_for_reset(email=email, now=now)
    return redirect(url_for("accounts.link_on_its_way", about="reset-password"), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@anyone
def register() -> ResponseReturnValue:
    """A tenant asks for an account; the answer is the same whoever asks."""
    form = RegisterForm(_posted())
    if request.method == "GET" or not form.validate() or form.born_on.data is None:
        return _form("accounts/register.html", form)
    now = utc_now()
    reference = form.tenancy_reference.data or ""
    counted = ((REGISTER, reference_key(reference)), network_allowance(REGISTER_NETWORK))
    wait = access.minutes_to_wait(counted, now=now)
    if wait:
        return _wait("accounts/register.html", form, wait)
    ask_as_tenant(
        tenancy_reference=reference,
        family_name=form.family_name.data or "",
        born_on=form.born_on.data,
        email=form.email.data or "",
        now=now,
    )
    return redirect(url_for("accounts.link_on_its_way", about="register"), 303)


@blueprint.route("/register/other", methods=["GET", "POST"])
@anyone
def register_other() -> ResponseReturnValue:
    """Somebody without a tenancy asks for an account."""
    form = RegisterOtherForm(_posted())
    form.contact_kind.choices = options((kind.key, kind.name) for kind in _kinds())
    if request.method == "GET" or not form.validate():
        return _form("accounts/register_other.html", form)
    now = utc_now()
    email = queries.email_key(form.email.data or "")
    wait = access.minutes_to_wait(((REGISTER, email), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return _wait("accounts/register_other.html", form, wait)
    ask_by_email(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=email,
        contact_kind=form.contact_kind.data,
        now=now,
    )
    return redirect(url_for("accounts.link_on_its_way", about="other"), 303)


@blueprint.get("/check-your-email/<any('register', 'other', 'reset-password'):about>")
@anyone
def link_on_its_way(about: str) -> ResponseReturnValue:
    """What happens next; the same for everybody who asked."""
    return render_template("accounts/link_on_its_way.html", about=about)


@blueprint.route("/register/code", methods=["GET", "POST"])
@anyone
def register_code() -> ResponseReturnValue:
    """A tenant types the code that came by post, and chooses a password."""
    form = CodeForm(_posted())
    if request.method == "GET" or not form.validate():
        return _form("accounts/register_code.html", form)
    now = utc_now()
    reference = reference_key(form.tenancy_reference.data or "")
    wait = access.minutes_to_wait(((CODE, reference), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return _wait("accounts/register_code.html", form, wait)
    found = queries.registration_by_code(
        tenancy_reference=reference,
        email=form.email.data or "",
        hashed=code_hash(form.code.data or ""),
        since=now - CODE_LASTS,
    )
    hashed = access.hashed(form.password.data or "")
    if found is None:
        _refuse(
            form.code, gettext("We cannot find that code with that reference and address. Check all three.")
        )
        return _form("accounts/register_code.html", form)
    access.begin_session(use_code(registration_id=found, password_hash=hashed, now=now))
    return redirect(access.after_sign_in(None), 303)


@blueprint.route("/register/<secret>", methods=["GET", "POST"], defaults={"purpose": queries.REGISTER})
@blueprint.route("/invitation/<secret>", methods=["GET", "POST"], defaults={"purpose": queries.INVITE})
@blueprint.route("/reset-password/<secret>", methods=["GET", "POST"], defaults={"purpose": queries.RESET})
@anyone
def choose_password(purpose: str, secret: str) -> ResponseReturnValue:
    """A link that was sent: opening it changes nothing, for mail scanners open links; the button does."""
    now = utc_now()
    link = queries.open_link(purpose, secret, now)
    if link is None:
        return render_template("accounts/link_gone.html", purpose=purpose, because="gone"), 404
    form = NewPasswordForm(_posted())
    facts = {"purpose": purpose, "email": link.email}
    if request.method == "GET" or not form.validate():
        return _form("accounts/choose_password.html", form, **facts)
    if fault_of(form.password.data or "", email=link.email) is PasswordFault.COMMON:
        _refuse(form.password, gettext("Choose a password that is not your email address."))
        return _form("accounts/choose_password.html", form, **facts)
    hashed = access.hashed(form.password.data or "")
    try:
        account = use_link(purpose=purpose, secret=secret, password_hash=hashed, now=now)
    except RuleBroken as broken:
        return render_template("accounts/link_gone.html", purpose=purpose, because=broken.rule), 422
    access.clear_sign_in_tries(account)
    access.begin_session(account)
    return redirect(access.after_sign_in(None), 303)


@blueprint.route("/kept-words", methods=["GET", "POST"])
@anyone
def words_kept() -> ResponseReturnValue:
    """What somebody typed before their session ended, to be sent now; by POST, to be thrown away."""
    someone = signed_in_person()
    words = kept_words(person_id=someone.id if someone else None, now=utc_now())
    if request.method == "POST":
        forget_kept_words()
    if words is None or request.method == "POST":
        return redirect(access.home_of(someone), 303)
    return render_template("accounts/kept_words.html", words=words)


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    """Own details, and the ways to change password and sign out everywhere."""
    person = person_by_id(_me().id)
    sign_in_email = queries.credential(person.id).email
    form = DetailsForm(_posted(), obj=person)
    facts = {"person": person, "sign_in_email": sign_in_email, "may_change_name": may_change_name(person)}
    if not facts["may_change_name"]:
        del form.given_name, form.family_name
    if request.method == "GET" or not form.validate():
        return _form("accounts/account.html", form, saved="saved" in request.args, **facts)
    details = Details(
        given_name=form.given_name.data or "" if "given_name" in form else person.given_name,
        family_name=form.family_name.data or "" if "family_name" in form else person.family_name,
        email=form.email.data or "",
        phone=form.phone.data or "",
        prefers=form.prefers.data or "",
    )
    save_details(person_id=person.id, details=details, version=form.version.data or 0, now=utc_now())
    return redirect(url_for("accounts.account", saved="1"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Another password; every other session of this person ends."""
    form = ChangePasswordForm(_posted())
    if request.method == "GET" or not form.validate():
        return _form("accounts/change_password.html", form)
    now = utc_now()
    right = access.is_own_password(_me().id, form.old_password.data or "", now=now)
    if isinstance(right, Refusal):
        return _wait("accounts/change_password.html", form, right.wait_minutes)
    if not right:
        _refuse(form.old_password, gettext("That is not the password you use now."))
        return _form("accounts/change_password.html", form)
    hashed = access.hashed(form.password.data or "")
    changed = set_password(person_id=_me().id, password_hash=hashed, now=now)
    access.begin_session(changed)
    return redirect(url_for("accounts.account", saved="1"), 303)


def _me() -> SignedIn:
    someone = signed_in_person()
    if someone is None:
        raise NotAllowed
    return someone


def _kinds() -> list[Named]:
    return [kind for kind in landlord().charter.contact_kinds if kind.key not in _NOT_BY_EMAIL]


def _posted() -> MultiDict[str, str] | None:
    return request.form if request.method == "POST" else None


def _refuse(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]


def _form(template: str, form: object, **facts: object) -> ResponseReturnValue:
    page = render_template(template, form=form, **facts)
    return (page, 422) if request.method == "POST" else page


def _wait(template: str, form: object, minutes: int) -> ResponseReturnValue:
    """The form again with what was typed, saying how long to wait; 429."""
    says = ngettext(
        "You have tried many times. Wait %(num)d minute and try again, or ring us.",
        "You have tried many times. Wait %(num)d minutes and try again, or ring us.",
        minutes,
    )
    page = render_template(template, form=form, wait=says)
    return page, 429, {"Retry-After": str(minutes * 60)}
