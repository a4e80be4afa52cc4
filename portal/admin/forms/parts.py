"""What every form of the administrator shares: kinds of fields, refusals by rule, both texts when stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import HiddenInput

from portal.admin.opening_hours import spans_of, text_of
from portal.errors import RuleBroken

LINE = 200
TEXT = 5_000
Refusals = Mapping[str, tuple[str, Any]]


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


class HoursField(StringField):
    """The opening hours of one day; `data` is a tuple of minutes, opening and closing."""

    def process_formdata(self, valuelist: Sequence[Any] | None) -> None:
        """Read what was typed; what was typed is shown again."""
        self.data: Any = ()
        try:
            self.data = spans_of(valuelist[0] if valuelist else "")
        except ValueError as error:
            raise ValueError(
                gettext(
                    "%(day)s: write the hours like 9am to 5pm, or 9am to 1pm and 2pm to 5pm",
                    day=self.label.text,
                )
            ) from error

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else text_of(self.data or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that somebody else changed, or that was typed otherwise than it is now stored."""

    label: str
    stored: str
    typed: str


class AdminForm(Form):
    """Values to store, refusals put beside the field they are about, and both texts when stale."""

    refusals: ClassVar[Refusals] = {}

    def __init__(self, formdata: Any = None, stored: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, data=dict(stored or {}))
        self.differences: list[Difference] = []

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return dict(self.data)

    def refuse(self, refused: RuleBroken) -> None:
        """Put the sentence for a broken rule beside the field it is about."""
        name, sentence = self.refusals.get(refused.rule, ("", _l("This cannot be stored as it is")))
        if name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors = [*self.form_errors, sentence]

    def note_stale(self, stored: Mapping[str, Any]) -> None:
        """Somebody else was faster: keep what was typed, show what is stored, and go on from its version."""
        for field in self:
            if field.name != "version" and field.name in stored:
                now, typed = shown(field, stored[field.name]), shown(field, field.data)
                if now != typed:
                    self.differences.append(Difference(label=str(field.label.text), stored=now, typed=typed))
        self["version"].data = stored["version"]
        self["version"].raw_data = [str(stored["version"])]


class Versioned(AdminForm):
    """A form of something stored, with the version it was made from; 0 for something new."""

    version = NumberField("", low=0, high=10**9, default=0, widget=HiddenInput())


def shown(field: Field, value: Any) -> str:
    """A value as the page shows it: a choice by its words, yes and no, hours as typed, else as it is."""
    if isinstance(field, BooleanField):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(field, SelectField):
        chosen = "" if value is None else str(value)
        return next((str(words) for key, words, *_ in field.iter_choices() if str(key) == chosen), "")
    if isinstance(field, HoursField):
        return str(text_of(value or ()))
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(sorted(str(one) for one in value))
    return str(value) if value is not None else ""
