"""The forms with which staff book for somebody, or plan a visit unasked. Shape only, no policy."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from portal.appointments.places import Place
from portal.appointments.staff_forms.arranging import OneTime
from portal.charters.standards import Channel
from portal.needs.details import DIALECT_LENGTH, MOST_MINUTES, Mode, Officer
from portal.needs.languages import LANGUAGES
from portal.web.fields import DatePartsField, OneOf, TimeTextField, options
from portal.web.form_parts import LINE, NumberField, is_email, is_phone, line, text
from portal.web.stored_forms import StoredForm

YES, NO = "yes", "no"
TOLD, HERE = "told", "here"
OTHER_HOME = "other"
_PLACES = (
    (Place.OFFICE.value, _l("At an office")),
    (Place.HOME.value, _l("At their home")),
    (Place.PHONE.value, _l("By phone")),
    (Place.VIDEO.value, _l("By video")),
)
_CHANNELS = (
    (Channel.PHONE.value, _l("By phone")),
    (Channel.IN_PERSON.value, _l("In person")),
    (Channel.VOICEMAIL.value, _l("By voicemail")),
    (Channel.LETTER.value, _l("By letter")),
    (Channel.EMAIL.value, _l("By email")),
)


class Purpose(StoredForm):
    """What it is for. Classes stand in the order of the pages: the list of errors follows it."""

    submission = HiddenField(validators=[InputRequired(), Length(max=LINE)])
    purpose = SelectField(_l("What is it for?"), validate_choice=False)

    def validate_purpose(self, field: SelectField) -> None:
        """Refuse what the list does not hold, and its empty first line."""
        if not field.data or field.data not in {str(value) for value, *_ in field.iter_choices()}:
            raise ValidationError(gettext("Choose what it is for"))


class Asked(StoredForm):
    """What somebody asks for, by phone or at the desk."""

    words = text(_l("What it is about, in their words"), _l("Write what it is about"))
    urgent = OneOf(
        _l("Is it urgent?"),
        missing=_l("Choose whether it is urgent"),
        choices=((NO, _l("No")), (YES, _l("Yes, it cannot wait until tomorrow"))),
    )
    channel = OneOf(_l("How did they ask?"), missing=_l("Choose how they asked"), choices=_CHANNELS)
    received_on = DatePartsField(
        _l("Which day did they ask?"), missing=_l("Enter the day they asked, for example 27 3 2026")
    )
    received_at = TimeTextField(
        _l("At what time?"), missing=_l("Enter the time they asked, for example 10:30am")
    )


class Unasked(StoredForm):
    """Why we come to somebody who did not ask, and whether a notice goes out."""

    why = text(
        _l("Why do you come?"),
        _l("Write why you come"),
        _l("This stands on the notice, with who comes."),
    )
    notice = OneOf(
        _l("Do we tell them before?"),
        missing=_l("Choose whether we tell them before"),
        choices=(
            (YES, _l("Yes, we send a notice with the officer’s name, role, card number and a code")),
            (NO, _l("No, there is a reason not to")),
        ),
    )
    no_notice_reason = text(
        _l("Why no notice is sent"),
        hint=_l("Only staff see this."),
    )


_WOMAN_OR_MAN = options(
    [("", _l("Anyone")), (Officer.WOMAN.value, _l("A woman")), (Officer.MAN.value, _l("A man"))]
)


class WhatForm(Purpose):
    """What both have: what for, where, with whom, what helps, how to reach them."""

    place = OneOf(_l("Where do you meet?"), missing=_l("Choose where you meet"), choices=_PLACES)
    office = SelectField(_l("Which office, if at an office?"), validate_choice=False)
    home = SelectField(_l("Which home, if at their home?"), validate_choice=False)
    address = line(
        _l("Address, if it is another"),
        hint=_l("With its postcode, for example 4 Mill Lane, BS6 5TR"),
    )
    officer = SelectField(_l("With whom?"), validate_choice=False)
    helps = OneOf(
        _l("What helps them this time?"),
        missing=_l("Choose what helps them this time"),
        choices=((TOLD, _l("What they told us before")), (HERE, _l("What I write here"))),
    )
    gender = SelectField(
        _l("Officer"),
        choices=_WOMAN_OR_MAN,
    )
    language = SelectField(_l("Interpreter for"), validate_choice=False)
    interpreter_gender = SelectField(
        _l("The interpreter is"),
        choices=_WOMAN_OR_MAN,
        default="",
    )
    dialect = line(_l("Dialect, if it matters"), more=[Length(max=DIALECT_LENGTH)])
    mode = SelectField(
        _l("The interpreter takes part"),
        choices=options(
            [
                (Mode.ANY.value, _l("Any way")),
                (Mode.IN_PERSON.value, _l("In person")),
                (Mode.PHONE.value, _l("By phone")),
                (Mode.VIDEO.value, _l("By video")),
            ]
        ),
    )
    sign_language = BooleanField(_l("BSL interpreter"))
    is_private = BooleanField(_l("Private room"))
    step_free = BooleanField(_l("Step-free room"))
    companion = line(_l("Who comes along, if anybody"))
    door_minutes = NumberField(
        _l("Minutes to wait at the door"), low=1, high=MOST_MINUTES, validators=[Optional()]
    )
    name = line(_l("Name"), _l("Enter their name"))
    phone = line(_l("Phone"), more=[is_phone])
    email = line(_l("Email"), more=[is_email])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((names[0], tag) for tag, names in LANGUAGES.items() if tag != "en")
        self.language.choices = options([("", _l("Nobody")), *((tag, name) for name, tag in named)])

    def validate_language(self, field: SelectField) -> None:
        """One of the list, or nobody."""
        if field.data and field.data not in LANGUAGES:
            raise ValidationError(gettext("Choose one of the list"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also False where the place says more is needed: an office, an address, a number to ring."""
        valid = super().validate(extra_validators)
        for name, sentence in self._missing():
            self[name].errors = [*self[name].errors, sentence]
            valid = False
        return valid

    def _missing(self) -> list[tuple[str, str]]:
        found = []
        place = self.place.data
        if place == Place.HOME and self.home.data == OTHER_HOME and not self.address.data:
            found.append(("address", gettext("Enter the address you go to")))
        if place == Place.PHONE and not self.phone.data:
            found.append(("phone", gettext("Enter the number we ring")))
        return found


class BookForm(WhatForm, Asked):
    """Somebody asks for an appointment by phone or at the desk."""


class PlanForm(WhatForm, Unasked):
    """A visit nobody asked for: why, and whether a notice goes out."""

    def _missing(self) -> list[tuple[str, str]]:
        found = super()._missing()
        if self.notice.data == NO and not self.no_notice_reason.data:
            found.append(("no_notice_reason", gettext("Write why no notice is sent")))
        return found


class TimeForm(StoredForm):
    """One of the free times."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "taken": ("time", _l("That time is not free any more. These are the nearest that are")),
        "time missing": ("time", _l("Choose a time")),
    }
    time = OneTime(_l("Which time?"))
