"""Signing in and out, registering, links that were sent, words that were kept."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.accounts import access, queries
from portal.accounts.access import Refusal, network_allowance
from portal.accounts.customer import own
from portal.accounts.customer.answers import form_again, me, refuse, wait_first
from portal.accounts.forms import (
    AskResetForm,
    CodeForm,
    NewPasswordForm,
    RegisterForm,
    RegisterOtherForm,
    SignInForm,
)
from portal.accounts.gateways import code_hash
from portal.accounts.guessing import CODE, REGISTER, REGISTER_NETWORK, RESET
from portal.accounts.passwords import PasswordFault, fault_of
from portal.accounts.registration import CODE_LASTS
from portal.accounts.services.accounts import end_sessions, use_code, use_link
from portal.accounts.services.asking import ask_as_tenant, ask_by_email, ask_for_reset
from portal.charters.standards import Named
from portal.errors import RuleBroken
from portal.identity.access import anyone, signed_in, signed_in_person
from portal.identity.tenancy_file import reference_key
from portal.organisation.queries import landlord
from portal.timekeeping import utc_now
from portal.web.fields import options
from portal.web.kept_words import forget_kept_words, kept_words
from portal.web.posting import posted

blueprint = Blueprint("accounts", __name__)

blueprint.add_url_rule("/account", "account", own.account, methods=["GET", "POST"])
blueprint.add_url_rule("/account/password", "change_password", own.change_password, methods=["GET", "POST"])
blueprint.add_url_rule("/account/address", "change_address", own.change_address, methods=["GET", "POST"])
blueprint.add_url_rule(
    "/account/address/<secret>", "confirm_address", own.confirm_address, methods=["GET", "POST"]
)
blueprint.add_url_rule(
    "/account/authorities/<int:authority_id>/withdraw",
    "withdraw_authority",
    own.withdraw_authority,
    methods=["POST"],
)

# Kinds of person who register as tenants do, and those who are invited as staff.
_NOT_BY_EMAIL = frozenset({"tenant", "leaseholder", "shared-owner", "licensee", "colleague"})


@blueprint.route("/sign-in", methods=["GET", "POST"])
@anyone
def sign_in() -> ResponseReturnValue:
    """Address and password; answers alike whatever of the two is wrong."""
    if request.method == "GET" and signed_in_person() is not None:
        return redirect(access.after_sign_in(request.args.get("next")), 303)
    form = SignInForm(posted(), next=access.own_path(request.args.get("next")) or "")
    if request.method == "GET" or not form.validate():
        return form_again("accounts/sign_in.html", form)
    account = access.try_password(form.email.data or "", form.password.data or "", now=utc_now())
    if isinstance(account, Refusal):
        if account.wait_minutes:
            return wait_first("accounts/sign_in.html", form, account.wait_minutes)
        refuse(form.password, gettext("The email address or the password is not right. Check both."))
        return form_again("accounts/sign_in.html", form)
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
    end_sessions(person_id=me().id, now=utc_now())
    access.end_session()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/reset-password", methods=["GET", "POST"])
@anyone
def reset_password() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    form = AskResetForm(posted())
    if request.method == "GET" or not form.validate():
        return form_again("accounts/reset_password.html", form)
    email = queries.email_key(form.email.data or "")
    now = utc_now()
    wait = access.minutes_to_wait(((RESET, email), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return wait_first("accounts/reset_password.html", form, wait)
    ask_for_reset(email=email, now=now)
    return redirect(url_for("accounts.link_on_its_way", about="reset-password"), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@anyone
def register() -> ResponseReturnValue:
    """A tenant asks for an account; the answer is the same whoever asks."""
    form = RegisterForm(posted())
    if request.method == "GET" or not form.validate() or form.born_on.data is None:
        return form_again("accounts/register.html", form)
    now = utc_now()
    reference = form.tenancy_reference.data or ""
    counted = ((REGISTER, reference_key(reference)), network_allowance(REGISTER_NETWORK))
    wait = access.minutes_to_wait(counted, now=now)
    if wait:
        return wait_first("accounts/register.html", form, wait)
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
    form = RegisterOtherForm(posted())
    form.contact_kind.choices = options((kind.key, kind.name) for kind in _kinds())
    if request.method == "GET" or not form.validate():
        return form_again("accounts/register_other.html", form)
    now = utc_now()
    email = queries.email_key(form.email.data or "")
    wait = access.minutes_to_wait(((REGISTER, email), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return wait_first("accounts/register_other.html", form, wait)
    ask_by_email(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        email=email,
        contact_kind=form.contact_kind.data,
        now=now,
    )
    return redirect(url_for("accounts.link_on_its_way", about="other"), 303)


@blueprint.get("/check-your-email/<any('register', 'other', 'reset-password', 'address'):about>")
@anyone
def link_on_its_way(about: str) -> ResponseReturnValue:
    """What happens next; the same for everybody who asked."""
    return render_template("accounts/link_on_its_way.html", about=about)


@blueprint.route("/register/code", methods=["GET", "POST"])
@anyone
def register_code() -> ResponseReturnValue:
    """A tenant types the code that came by post, and chooses a password."""
    form = CodeForm(posted())
    if request.method == "GET" or not form.validate():
        return form_again("accounts/register_code.html", form)
    now = utc_now()
    reference = reference_key(form.tenancy_reference.data or "")
    wait = access.minutes_to_wait(((CODE, reference), network_allowance(REGISTER_NETWORK)), now=now)
    if wait:
        return wait_first("accounts/register_code.html", form, wait)
    found = queries.registration_by_code(
        tenancy_reference=reference,
        email=form.email.data or "",
        hashed=code_hash(form.code.data or ""),
        since=now - CODE_LASTS,
    )
    hashed = access.hashed(form.password.data or "")
    if found is None:
        refuse(
            form.code, gettext("We cannot find that code with that reference and address. Check all three.")
        )
        return form_again("accounts/register_code.html", form)
    access.begin_session(use_code(registration_id=found, password_hash=hashed, now=now))
    return redirect(access.after_sign_in(_what_helps()), 303)


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
    form = NewPasswordForm(posted())
    facts = {"purpose": purpose, "email": link.email}
    if request.method == "GET" or not form.validate():
        return form_again("accounts/choose_password.html", form, **facts)
    if fault_of(form.password.data or "", email=link.email) is PasswordFault.COMMON:
        refuse(form.password, gettext("Choose a password that is not your email address."))
        return form_again("accounts/choose_password.html", form, **facts)
    hashed = access.hashed(form.password.data or "")
    try:
        account = use_link(purpose=purpose, secret=secret, password_hash=hashed, now=now)
    except RuleBroken as broken:
        return render_template("accounts/link_gone.html", purpose=purpose, because=broken.rule), 422
    access.clear_sign_in_tries(account)
    access.begin_session(account)
    return redirect(access.after_sign_in(_what_helps() if purpose == queries.REGISTER else None), 303)


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


def _what_helps() -> str:
    """The last page of registering: what would help them, told once and from the start."""
    return f"{url_for('needs.index')}?from=registration"


def _kinds() -> list[Named]:
    return [kind for kind in landlord().charter.contact_kinds if kind.key not in _NOT_BY_EMAIL]
