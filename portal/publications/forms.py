"""The form by which anybody asks for a document in a form that has to be made or sent by people."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from portal.needs.ways import LARGE_POINTS, LEAST_POINTS, MOST_POINTS
from portal.web.fields import OneOf, options

PAPER, LARGE, BRAILLE, AUDIO = "paper", "large print", "Braille", "audio"
EASY_READ, LANGUAGE, SIGN = "easy read", "language", "sign language"
BY_POST = frozenset({PAPER, LARGE, BRAILLE, AUDIO})

_LINE = Length(max=200, message=_l("Use 200 characters or fewer"))


class AnotherFormForm(Form):
    """What we should make, and where it should go. Nobody is asked why."""

    what = OneOf(
        _l("What shall we make for you?"),
        missing=_l("Choose what we should make"),
        choices=[
            (PAPER, _l("Paper, by post")),
            (LARGE, _l("Large print on paper, by post")),
            (BRAILLE, _l("Braille on paper, by post")),
            (AUDIO, _l("Sound on a memory stick, by post")),
            (EASY_READ, _l("Easy read: short words with pictures")),
            (LANGUAGE, _l("Another language")),
            (SIGN, _l("British Sign Language on video")),
        ],
    )
    points = SelectField(
        _l("If large print: how large?"),
        choices=options([(str(n), str(n)) for n in range(LEAST_POINTS, MOST_POINTS + 1, 2)]),
        default=str(LARGE_POINTS),
    )
    language = StringField(_l("If another language: which?"), validators=[_LINE])
    summary = BooleanField(_l("A short summary in my language is enough"))
    name = StringField(_l("Your name"), validators=[DataRequired(message=_l("Enter your name")), _LINE])
    email = EmailField(
        _l("Your email address"),
        validators=[
            Optional(),
            Email(message=_l("Enter an email address, for example name@example.org")),
            _LINE,
        ],
    )
    address = TextAreaField(_l("Your address and postcode"), validators=[Length(max=500)])
    submission = HiddenField(validators=[DataRequired(), _LINE])

    def validate_language(self, field: StringField) -> None:
        """A translation needs its language."""
        if self.what.data == LANGUAGE and not (field.data or "").strip():
            raise ValidationError(_l("Enter the language, for example Polish"))

    def validate_address(self, field: TextAreaField) -> None:
        """What goes by post needs an address; the rest needs an address or an email."""
        if (field.data or "").strip():
            return
        if self.what.data in BY_POST:
            raise ValidationError(_l("Enter your address, so that we can send it"))
        if not (self.email.data or "").strip():
            raise ValidationError(_l("Enter your address, or your email address above"))

    def known(self, **held: Any) -> AnotherFormForm:
        """Fill in what we know where nothing was typed yet."""
        for name, value in held.items():
            if not self[name].data:
                self[name].data = value
        return self
