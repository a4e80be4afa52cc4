"""Forms of signing in, registering and own details. Shape only; CSRF is checked before any form is read."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.accounts.passwords import PasswordFault, fault_of
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import LINE, is_email, trimmed


def _given(sentence: Any) -> InputRequired:
    return InputRequired(message=sentence)


def _line(label: Any, missing: Any, hint: Any = "", **drawn: Any) -> StringField:
    """One line that must be filled in; `drawn` is for the page: width, autocomplete."""
    return StringField(
        label,
        description=hint,
        filters=[trimmed],
        validators=[_given(missing), Length(max=LINE)],
        render_kw={"spellcheck": False, **drawn},
    )


_EMAIL_ADDRESS = _l("Email address")


def _email(label: Any = _EMAIL_ADDRESS, hint: Any = "", *, autocomplete: str = "email") -> StringField:
    """An email address, needed. `autocomplete` is "username" where it is what somebody signs in with."""
    return StringField(
        label,
        description=hint,
        filters=[trimmed],
        validators=[_given(_l("Enter your email address")), Length(max=LINE), is_email],
        render_kw={
            "type": "email",
            "autocomplete": autocomplete,
            "spellcheck": False,
            "autocapitalize": "none",
        },
    )


def _new_password(label: Any, missing: Any) -> PasswordField:
    """A password of one's own choosing, typed once; it may be pasted."""
    return PasswordField(
        label,
        description=_l("10 characters or more. Three words you remember are good."),
        validators=[_given(missing), is_good_password],
        render_kw={"autocomplete": "new-password"},
    )


def _password(label: Any, missing: Any) -> PasswordField:
    """The password of now; nothing is said about its shape."""
    return PasswordField(label, validators=[_given(missing)], render_kw={"autocomplete": "current-password"})


def is_good_password(form: Form, field: Field) -> None:
    """Refuse a new password that is too short, too long or guessed first."""
    email = form["email"].data if "email" in form else ""
    says = {
        PasswordFault.SHORT: _l("Use 10 characters or more. Three words you remember are good."),
        PasswordFault.LONG: _l("Use 500 characters or fewer."),
        PasswordFault.COMMON: _l("Many people use this password. Choose one that is harder to guess."),
    }
    fault = fault_of(field.data or "", email=email or "")
    if fault is not None:
        raise ValidationError(str(says[fault]))


class SignInForm(Form):
    """Address and password; nothing is said about the password's shape here."""

    next = HiddenField()
    email = _email(autocomplete="username")
    password = _password(_l("Password"), _l("Enter your password"))


class AskResetForm(Form):
    """The address somebody signs in with."""

    email = _email(_l("The email address you sign in with"), autocomplete="username")


class NewPasswordForm(Form):
    """A new password."""

    password = _new_password(_l("Your new password"), _l("Enter a password"))


class ChangePasswordForm(Form):
    """The password of now, and the one from now on."""

    old_password = _password(_l("Your password now"), _l("Enter the password you use now"))
    password = _new_password(_l("Your new password"), _l("Enter a new password"))


class ChangeAddressForm(Form):
    """Another address to sign in with, and the password, so that nobody else does this."""

    email = _email(_l("The email address you want to sign in with"))
    old_password = _password(_l("Your password"), _l("Enter your password"))


class RegisterForm(Form):
    """What shows that somebody is on a tenancy."""

    tenancy_reference = _line(
        _l("Tenancy reference"),
        _l("Enter your tenancy reference"),
        _l("It is on your tenancy agreement and on our letters."),
        width=20,
        autocomplete="off",
    )
    family_name = _line(_l("Surname"), _l("Enter your surname"), autocomplete="family-name")
    born_on = DatePartsField(
        _l("Date of birth"),
        description=_l("For example, 27 3 1985."),
        missing=_l("Enter your date of birth, for example 27 3 1985"),
        render_kw={"birthday": True},
    )
    email = _email(
        hint=_l(
            "If we hold this address for you, the link comes at once. If not, we check that it is you first."
        )
    )


class RegisterOtherForm(Form):
    """Who somebody without a tenancy is. The kinds are the charter's."""

    given_name = _line(_l("First name"), _l("Enter your first name"), autocomplete="given-name")
    family_name = _line(_l("Last name"), _l("Enter your last name"), autocomplete="family-name")
    email = _email()
    contact_kind = RadioField(_l("Which of these are you?"), validate_choice=True)


class CodeForm(Form):
    """The code of a letter, with what was given when asking for it."""

    tenancy_reference = _line(
        _l("Tenancy reference"), _l("Enter your tenancy reference"), width=20, autocomplete="off"
    )
    code = _line(
        _l("The code in our letter"),
        _l("Enter the code in our letter"),
        _l("For example, H7KM-4RXC-39TA. Capitals and hyphens do not matter."),
        width=20,
        autocomplete="one-time-code",
    )
    email = _email(
        hint=_l("The one you gave us when you asked for an account. You sign in with it."),
        autocomplete="username",
    )
    password = _new_password(_l("Choose a password"), _l("Enter a password"))


class DetailsForm(Form):
    """How we reach somebody. The names are left out where they are not theirs to change."""

    version = IntegerField(widget=HiddenInput())
    given_name = StringField(
        _l("First name"),
        filters=[trimmed],
        validators=[Length(max=LINE)],
        render_kw={"autocomplete": "given-name", "spellcheck": False},
    )
    family_name = _line(_l("Last name"), _l("Enter your last name"), autocomplete="family-name")
    email = StringField(
        _l("Email address we write to"),
        filters=[trimmed],
        validators=[Optional(), Length(max=LINE), is_email],
        render_kw={"type": "email", "autocomplete": "email", "spellcheck": False, "autocapitalize": "none"},
    )
    phone = StringField(
        _l("Phone number"),
        filters=[trimmed],
        validators=[Length(max=40)],
        render_kw={"type": "tel", "autocomplete": "tel", "width": 20},
    )
    prefers = RadioField(
        _l("How should we reach you?"),
        choices=options(
            (
                ("", _l("As it comes")),
                ("email", _l("By email")),
                ("phone", _l("By phone")),
                ("post", _l("By post")),
            )
        ),
    )

    def validate_prefers(self, field: Field) -> None:
        """A way to reach somebody needs the address or number it goes to."""
        if field.data == "email" and not self.email.data:
            raise ValidationError(gettext("Enter an email address, or choose another way"))
        if field.data == "phone" and not self.phone.data:
            raise ValidationError(gettext("Enter a phone number, or choose another way"))


class DecideForm(Form):
    """Staff say who a registration is from. The people are those on the tenancy."""

    person_id = RadioField(
        _l("Who on the tenancy is it?"),
        coerce=int,
        validators=[InputRequired(message=_l("Choose who on the tenancy it is"))],
    )
    version = IntegerField(widget=HiddenInput())


class RefuseForm(Form):
    """Turning a registration down needs only its version."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
