"""What the forms of customers are made of: lines, words, phone numbers, ways to answer. No policy."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, StringField, ValidationError
from wtforms.validators import DataRequired, Email, Length

from portal.cases.kinds import ReplyBy

WORDS_LENGTH = 10_000
LINE_LENGTH = 200
FEWEST_DIGITS = 7


def line(*more: Any) -> list[Any]:
    """The checks of one line of text, after those given."""
    return [*more, Length(max=LINE_LENGTH, message=_l("Use 200 characters or fewer"))]


def words(missing: Any) -> list[Any]:
    """The checks of words that may not be missing."""
    too_long = _l("Use 10,000 characters or fewer. You can send the rest as a file.")
    return [DataRequired(message=missing), Length(max=WORDS_LENGTH, message=too_long)]


def a_phone_number(_form: Form, field: StringField) -> None:
    """Enough digits to ring, and nothing that no number holds."""
    typed = field.data or ""
    if not typed.strip():
        return
    odd = set(typed) - set("0123456789 +()-.extEXT")
    if odd or sum(c.isdigit() for c in typed) < FEWEST_DIGITS:
        raise ValidationError(_l("Enter a phone number, for example 07700 900142"))


EMAIL = Email(message=_l("Enter an email address, for example name@example.org"))


def reply_choices() -> list[tuple[str, Any]]:
    """The ways we answer, in the customer's words."""
    return [
        (ReplyBy.EMAIL.value, _l("Email me")),
        (ReplyBy.PHONE.value, _l("Ring me, at no cost to me")),
        (ReplyBy.POST.value, _l("Write to me by post")),
    ]
