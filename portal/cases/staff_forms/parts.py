"""What the forms of staff are made of: fields, the base of every act's form, what a refusal says.

An act's form carries the version of the record it was made from, and the last entry seen by then.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.errors import RuleBroken

WORDS_LENGTH = 10_000
LINE_LENGTH = 200
_SMALLEST, _LARGEST = 0, 2**53

# Which rule said no: the fields it may stand beside, and what to do about it.
_OTHERWISE = _l("This cannot be done with the case as it is now. Go back to the case to see it.")
REFUSALS: dict[str, tuple[tuple[str, ...], Any]] = {
    "nothing said": (("body", "words"), _l("Write something first")),
    "reason missing": (("body",), _l("Write the reason")),
    "a delay needs a reason": (("body",), _l("Write the reason")),
    "late without a reason": (
        ("delay_reason",),
        _l("This answer is late. Write why, and we tell the customer"),
    ),
    "expected in the past": (("expected_on",), _l("Enter a day that is today or later")),
    "date not in the future": (("next_update_on",), _l("Enter a day after today")),
    "happened in the future": (
        ("rang_on", "received_on", "answered_on"),
        _l("Enter a day and time that is not in the future"),
    ),
    "received in the future": (("received_on",), _l("Enter a day and time that is not in the future")),
    "cannot handle cases": (("to",), _l("Choose somebody who works on cases")),
    "own household": (("to",), _l("Choose somebody else. This is about their own household")),
    "barred": (("to",), _l("Choose somebody else. They may not see this case")),
    "options incomplete": (("words_3", "words_1"), _l("Write each choice and what follows from it")),
    "same case": (("reference",), _l("Enter the reference of another case")),
    "already linked": (("reference",), _l("These two cases are linked already")),
    "no such case": (("reference",), _l("Enter the reference of a case you can see, for example H7KM-4RXC")),
    "cannot be praised": (("to",), _l("Choose somebody who works here now")),
    "passed on before": (("to",), _l("This has been passed on to them already")),
    "nothing learned": (("learned",), _l("Write what we learned. “Nothing new” will do")),
    "answer first": (("outcome",), _l("Answer the case first, or choose an ending without an answer")),
    "which authority": (("authority",), _l("Enter the authority")),
    "not asked about the name": (
        ("authority",),
        _l("First say whether we may name the customer to the authority"),
    ),
    "may not pause": (("commitment",), _l("This promise’s clock may not be stopped")),
    "not running": (("commitment",), _l("This promise’s clock is not running")),
    "not paused": (("commitment",), _l("This promise’s clock is not stopped")),
    "waits for identity": (("commitment",), _l("This promise waits for proof of identity")),
    "proved in the future": (("proved_on",), _l("Enter a day and time that is not in the future")),
    "too late to ask for identity": (
        ("body",),
        _l("It is too late to ask for proof of identity: the last day has ended"),
    ),
    "date given already": (
        ("body",),
        _l("It is too late to ask for proof of identity: the customer has a later date from us"),
    ),
    "identity asked before": (("body",), _l("Proof of identity has been asked for already")),
    "identity proved before": (("body",), _l("The customer has sent proof of identity already")),
    "may not ask for identity": (("body",), _l("No promise here may wait for proof of identity")),
    "too many files": (("files",), _l("Choose up to 5 files")),
    "no extension": (("commitment",), _l("This promise may not be extended")),
    "too late to extend": (
        ("commitment",),
        _l("The last day has ended, so it is too late. Send a delay letter"),
    ),
    "not later": (("new_on",), _l("Enter a day after the last day as it is now")),
    "over the cap": (
        ("manager_reason", "new_on"),
        _l("This is more than the rule allows. A manager must write a good reason"),
    ),
    "only a manager may go over the cap": (
        ("manager_reason",),
        _l("Only a manager may go beyond what the rule allows. Choose an earlier day"),
    ),
    "no contact to name": (
        (),
        _l("There is no name and phone number to give. Ask an administrator to add one"),
    ),
}


class ChosenField(RadioField):
    """One of several; what is missing or unknown gets the one sentence that says what to do."""

    def __init__(self, label: Any = None, *, missing: Any, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered."""
        if not any(self.data == value for value, *_ in self.iter_choices()):
            raise ValidationError(self.missing)


class ChosenFromList(SelectField):
    """The same, as a list to open."""

    def __init__(self, label: Any = None, *, missing: Any, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)
        self.missing = missing

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not offered, and the empty first line."""
        if not self.data or not any(self.data == value for value, *_ in self.iter_choices()):
            raise ValidationError(self.missing)


def words(label: Any, *, missing: Any = None, **kwargs: Any) -> TextAreaField:
    """A field for text; with `missing`, the sentence shown when nothing was written."""
    first = DataRequired(message=missing) if missing is not None else Optional()
    too_long = Length(max=WORDS_LENGTH, message=_l("Use 10,000 characters or fewer"))
    return TextAreaField(label, validators=[first, too_long], **kwargs)


def line(label: Any, *, missing: Any = None, **kwargs: Any) -> StringField:
    """A field for one line of text."""
    first = DataRequired(message=missing) if missing is not None else Optional()
    too_long = Length(max=LINE_LENGTH, message=_l("Use 200 characters or fewer"))
    return StringField(label, validators=[first, too_long], **kwargs)


class ActForm(Form):
    """What every act carries: the version it was made from, and the last entry seen."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    seen = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also False for numbers no page of ours has written."""
        valid = super().validate(extra_validators)
        return valid and all(
            _SMALLEST <= (field.data or 0) <= _LARGEST for field in (self.version, self.seen)
        )

    def go_on_from(self, *, version: int, seen: int) -> None:
        """Sent again, the form now counts as made from the record as it is."""
        for field, value in ((self.version, version), (self.seen, seen)):
            field.raw_data = None
            field.data = value

    def refuse(self, refused: RuleBroken) -> None:
        """Say which rule said no, beside the field it is about."""
        names, sentence = REFUSALS.get(refused.rule, ((), _OTHERWISE))
        for name in names:
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
                return
        self.form_errors.append(sentence)
