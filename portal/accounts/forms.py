"""Forms of signing in, registering and own details. Shape only; CSRF is checked before any form is read."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, IntegerField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from portal.accounts.passwords import PasswordFault, fault_of
from portal.web.fields import DatePartsField, options

_LONG_LINE = 200


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


def _given(sentence: Any) -> InputRequired:
    return InputRequired(message=sentence)


def is_email(_form: Form, field: Field) -> None:
    """Refuse what cannot be an address; whether mail arrives there is not asked."""
    try:
        validate_email(field.data or "", check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(gettext("Enter an email address like name@example.org")) from error


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


class EmailPart(Form):
    """An email address, needed."""

    email = StringField(
        _l("Email address"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your email address")), Length(max=_LONG_LINE), is_email],
    )


class SignInForm(EmailPart):
    """Address and password; nothing is said about the password's shape here."""

    password = PasswordField(_l("Password"), validators=[_given(_l("Enter your password"))])
    next = HiddenField()


class AskResetForm(EmailPart):
    """The address somebody signs in with."""


class NewPasswordForm(Form):
    """A password of one's own choosing, typed once; it may be pasted."""

    password = PasswordField(
        _l("Your new password"),
        description=_l("10 characters or more. Three words you remember are good."),
        validators=[_given(_l("Enter a password")), is_good_password],
    )


class ChangePasswordForm(Form):
    """The password of now, and the one from now on."""

    old_password = PasswordField(
        _l("Your password now"), validators=[_given(_l("Enter the password you use now"))]
    )
    password = PasswordField(
        _l("Your new password"),
        description=_l("10 characters or more. Three words you remember are good."),
        validators=[_given(_l("Enter a new password")), is_good_password],
    )


class RegisterForm(EmailPart):
    """What shows that somebody is on a tenancy."""

    tenancy_reference = StringField(
        _l("Tenancy reference"),
        description=_l("It is on your tenancy agreement and on our letters."),
        filters=[_trimmed],
        validators=[_given(_l("Enter your tenancy reference")), Length(max=_LONG_LINE)],
    )
    family_name = StringField(
        _l("Surname"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your surname")), Length(max=_LONG_LINE)],
    )
    born_on = DatePartsField(
        _l("Date of birth"),
        description=_l("For example, 27 3 1985."),
        missing=_l("Enter your date of birth, for example 27 3 1985"),
    )


class RegisterOtherForm(EmailPart):
    """Who somebody without a tenancy is. The kinds are the charter's."""

    given_name = StringField(
        _l("First name"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your first name")), Length(max=_LONG_LINE)],
    )
    family_name = StringField(
        _l("Last name"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your last name")), Length(max=_LONG_LINE)],
    )
    contact_kind = RadioField(_l("Which of these are you?"), validate_choice=True)


class CodeForm(EmailPart):
    """The code of a letter, with what was given when asking for it."""

    tenancy_reference = StringField(
        _l("Tenancy reference"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your tenancy reference")), Length(max=_LONG_LINE)],
    )
    code = StringField(
        _l("The code in our letter"),
        description=_l("For example, H7KM-4RXC-39TA. Capitals and hyphens do not matter."),
        filters=[_trimmed],
        validators=[_given(_l("Enter the code in our letter")), Length(max=_LONG_LINE)],
    )
    password = PasswordField(
        _l("Choose a password"),
        description=_l("10 characters or more. Three words you remember are good."),
        validators=[_given(_l("Enter a password")), is_good_password],
    )


class DetailsForm(Form):
    """How we reach somebody. The names are left out where they are not theirs to change."""

    given_name = StringField(_l("First name"), filters=[_trimmed], validators=[Length(max=_LONG_LINE)])
    family_name = StringField(
        _l("Last name"),
        filters=[_trimmed],
        validators=[_given(_l("Enter your last name")), Length(max=_LONG_LINE)],
    )
    email = StringField(
        _l("Email address we write to"),
        filters=[_trimmed],
        validators=[Optional(), Length(max=_LONG_LINE), is_email],
    )
    phone = StringField(_l("Phone number"), filters=[_trimmed], validators=[Length(max=40)])
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
    version = IntegerField(widget=HiddenInput())

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
