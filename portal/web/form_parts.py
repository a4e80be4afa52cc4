"""Fields that forms of stored things are made of: lines, texts, numbers, addresses. They check shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

LINE = 200
TEXT = 5_000


def trimmed(value: Any) -> Any:
    """What was typed without blanks around it."""
    return value.strip() if isinstance(value, str) else value


def line(label: Any, missing: Any = None, hint: Any = "", more: Sequence[Any] = ()) -> StringField:
    """One line of text, trimmed; `missing` is the sentence for an empty one, without it it may be empty."""
    needed = [DataRequired(message=missing)] if missing is not None else []
    longest = Length(max=LINE, message=_l("Use 200 characters or fewer"))
    return StringField(label, description=hint, filters=[trimmed], validators=[*needed, *more, longest])


def text(label: Any, missing: Any = None, hint: Any = "", longest: int = TEXT) -> TextAreaField:
    """Several lines of text, trimmed; `missing` as for a line."""
    needed = [DataRequired(message=missing)] if missing is not None else []
    too_long = Length(max=longest, message=_l("That is too long"))
    return TextAreaField(label, description=hint, filters=[trimmed], validators=[*needed, too_long])


def is_email(_form: Form, field: Field) -> None:
    """Refuse what cannot be an address; an empty one is another validator's matter."""
    if not field.data:
        return
    try:
        validate_email(field.data, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValidationError(gettext("Enter an email address like name@example.org")) from error


def is_phone(_form: Form, field: Field) -> None:
    """Enough digits to ring, and nothing that no number holds."""
    typed = field.data or ""
    if typed and (set(typed) - set("0123456789 +()-.extEXT") or sum(c.isdigit() for c in typed) < 3):
        raise ValidationError(gettext("Enter a phone number, for example 020 7946 0000"))


def is_web_address(_form: Form, field: Field) -> None:
    """A whole address, so that a link can never be a script."""
    if field.data and not field.data.startswith(("https://", "http://")):
        raise ValidationError(gettext("Enter the whole address, beginning with https://"))


class NumberField(IntegerField):
    """A whole number between two, both included; one sentence for anything else."""

    def __init__(self, label: Any, *, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.low, self.high = low, high

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; what was typed is shown again."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed.isdecimal() or not self.low <= int(typed) <= self.high:
            self.data = None
            raise ValueError(gettext("Enter a number from %(low)s to %(high)s", low=self.low, high=self.high))
        self.data = int(typed)
