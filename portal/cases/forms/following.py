"""Forms on the page of a case: writing again, unhappy or not, choosing; and asking for a link to it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, HiddenField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.cases.forms.parts import LINE_LENGTH, line, words
from portal.web.fields import OneOf


class WriteAgainForm(Form):
    """More words and files to a case, or that the answer does not answer it."""

    words = TextAreaField(_l("Write to us about this"), validators=words(_l("Write your message")))
    files = MultipleFileField(_l("Add photos or papers"))
    is_unhappy = BooleanField(_l("I am unhappy about this"))
    submission = HiddenField(validators=[DataRequired(), Length(max=LINE_LENGTH)])


class NotAnsweredForm(Form):
    """Our answer does not answer it."""

    missing = TextAreaField(
        _l("What is still missing?"), validators=words(_l("Tell us what our answer leaves open"))
    )


class ChooseForm(Form):
    """One of the options staff put."""

    option = OneOf(_l("Which would you like?"), missing=_l("Choose one of these"))


class FindForm(Form):
    """A reference, and something only its owner knows that we hold."""

    reference = StringField(
        _l("Your reference"), validators=line(DataRequired(message=_l("Enter your reference")))
    )
    contact = StringField(
        _l("Your email address or phone number"),
        validators=line(DataRequired(message=_l("Enter the email address or phone number you gave us"))),
    )


class PlainForm(Form):
    """A button, and the token that says the page was ours."""
