"""The form of each question of booking. They check shape and offer the choices they are given."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    HiddenField,
    SelectField,
    TelField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length

from portal.appointments.forms.stretches import WORDS_LENGTH, BookingForm, SuitsForm
from portal.appointments.journey import ANYONE, NONE_SUITS, Page
from portal.appointments.places import Place
from portal.appointments.slot_days import picked
from portal.appointments.wishes import MORE_LENGTH
from portal.needs.details import DIALECT_LENGTH, LEAST_MINUTES, MOST_MINUTES, Mode, Officer
from portal.needs.languages import ENGLISH, LANGUAGES
from portal.web.fields import OneOf, options
from portal.web.form_parts import LINE, is_email, is_phone, line, text, trimmed
from portal.web.languages import tongue_called

_TOO_LONG = _l("Use 200 characters or fewer")


def a_phone(label: Any) -> TelField:
    """A number to ring, trimmed; it may be empty."""
    return TelField(label, filters=[trimmed], validators=[is_phone, Length(max=LINE, message=_TOO_LONG)])


def an_email(label: Any) -> EmailField:
    """An address to write to, trimmed; it may be empty."""
    return EmailField(label, filters=[trimmed], validators=[is_email, Length(max=LINE, message=_TOO_LONG)])


class PurposeForm(BookingForm):
    """Why they would like to meet us; it sets the length."""

    purpose = OneOf(_l("What is the appointment for?"), missing=_l("Choose what the appointment is for"))


class AboutForm(BookingForm):
    """Their own words, and whether it can wait."""

    words = text(_l("What is it about?"), hint=_l("In your own words, if you like."), longest=WORDS_LENGTH)
    urgent = OneOf(
        _l("Is it urgent?"),
        missing=_l("Choose whether it is urgent"),
        choices=[("no", _l("No")), ("yes", _l("Yes, it has to be today"))],
    )


class ForWhomForm(BookingForm):
    """Whose appointment it is, where somebody may book for others."""

    whom = OneOf(_l("Who is the appointment for?"), missing=_l("Choose who the appointment is for"))


PLACES = (
    (Place.OFFICE, _l("At our office")),
    (Place.HOME, _l("At your home")),
    (Place.PHONE, _l("By phone")),
    (Place.VIDEO, _l("By video")),
)


class PlaceForm(BookingForm):
    """Where they would like to meet."""

    place = OneOf(_l("Where would you like to meet us?"), missing=_l("Choose where you would like to meet"))


class OfficeForm(BookingForm):
    """Which of our offices."""

    office = OneOf(_l("Which office would you like to come to?"), missing=_l("Choose an office"))


class HomeForm(BookingForm):
    """Which home, where there are several."""

    home = OneOf(_l("Which home should we come to?"), missing=_l("Choose a home"))


class AddressForm(BookingForm):
    """Where a visitor lives, or a person of whom we know no home."""

    address = text(_l("Address"), _l("Enter the address we should come to"), longest=500)
    postcode = line(_l("Postcode"), _l("Enter the postcode, so that we can work out the way"))


class ReachForm(BookingForm):
    """The number to ring or the address for the video link, with what we hold already filled in."""

    phone = a_phone(_l("Your phone number"))
    email = an_email(_l("Your email address"))

    def need(self, place: Place | None) -> None:
        """Make the one needed that the place needs; the other is not asked."""
        if place is Place.VIDEO:
            del self.phone
            _needed(self.email, _l("Enter your email address, so that we can send you the link"))
        else:
            del self.email
            _needed(self.phone, _l("Enter the number we should ring"))


class OfficerForm(BookingForm):
    """With whom; a person by name, or whoever has time."""

    officer = OneOf(
        _l("Who would you like to see?"),
        missing=_l("Choose who you would like to see, or “Anyone suitable”"),
        default=ANYONE,
    )


def _languages(empty: Any) -> list[Any]:
    others = ((tag, *names) for tag, names in LANGUAGES.items() if tag != ENGLISH)
    names = [(tag, f"{tongue_called(tag, name)} – {own}") for tag, name, own in others]
    return options([("", empty), *sorted(names, key=lambda pair: pair[1].casefold())])


_WOMAN_OR_MAN = (
    ("", _l("No preference")),
    (Officer.WOMAN.value, _l("A woman")),
    (Officer.MAN.value, _l("A man")),
)


class NeedsForm(BookingForm):
    """What helps at this appointment, filled in from what they told us. Names are those of `Wishes`."""

    gender = OneOf(
        _l("Would you like to see a woman or a man?"),
        missing=_l("Choose a woman, a man or no preference"),
        choices=_WOMAN_OR_MAN,
        default="",
    )
    sign_language = BooleanField(_l("British Sign Language interpreter"))
    language = SelectField(_l("Interpreter for another language"), validate_choice=False)
    dialect = line(_l("Dialect (if it matters)"), more=[Length(max=DIALECT_LENGTH)])
    mode = OneOf(
        _l("How should the interpreter take part?"),
        missing=_l("Choose how the interpreter takes part"),
        choices=(
            (Mode.ANY.value, _l("Any way is fine")),
            (Mode.IN_PERSON.value, _l("In the room")),
            (Mode.PHONE.value, _l("By phone")),
            (Mode.VIDEO.value, _l("By video")),
        ),
        default=Mode.ANY.value,
    )
    interpreter_gender = OneOf(
        _l("Should the interpreter be a woman or a man?"),
        missing=_l("Choose a woman, a man or no preference"),
        choices=_WOMAN_OR_MAN,
        default="",
    )
    is_private = BooleanField(_l("A private room, where nobody else can hear"))
    step_free = BooleanField(_l("A room without steps on the way"))
    companion = line(
        _l("Is somebody coming with you?"),
        hint=_l("For example, my sister. You need not say. Leave it empty if you come alone."),
    )
    door_minutes = line(
        _l("How many minutes do you need to reach the door?"),
        hint=_l("We wait that long. Leave it empty if it does not matter."),
    )
    more = text(_l("Anything else that would help?"), longest=MORE_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = _languages(_l("No interpreter"))

    def given(self) -> dict[str, Any]:
        minutes = self.door_minutes.data if "door_minutes" in self else ""
        said = {name: "" if value is None else value for name, value in super().given().items()}
        return {**said, "door_minutes": int(minutes) if minutes else None}

    def at(self, place: Place | None) -> None:
        """Ask only what has a meaning there: rooms at the office, the door at home."""
        if place is not Place.OFFICE:
            del self.is_private, self.step_free
        if place is not Place.HOME:
            del self.door_minutes

    def validate_language(self, field: SelectField) -> None:
        """One of the list, or none."""
        if field.data and field.data not in LANGUAGES:
            raise ValidationError(_l("Choose a language from the list"))

    def validate_door_minutes(self, field: Any) -> None:
        """A number of minutes, or nothing."""
        typed = field.data or ""
        if typed and not (typed.isdecimal() and LEAST_MINUTES <= int(typed) <= MOST_MINUTES):
            raise ValidationError(_l("Enter a number of minutes from 1 to 60, for example 5"))


class TimeField(OneOf):
    """One of the times there are, or none. One taken meanwhile is told when it is booked, not here."""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Refuse what is no time at all."""
        if self.data != NONE_SUITS and picked(str(self.data)) is None:
            raise ValidationError(self.missing)


class WhenForm(BookingForm):
    """One of the times there are, or none of them."""

    slot = TimeField(_l("When suits you?"), missing=_l("Choose a time, or say that none of these suits you"))


class AboutYouForm(BookingForm):
    """Who a visitor is, and how to reach them."""

    name = line(_l("Your name"), _l("Enter your name"))
    email = an_email(_l("Your email address"))
    phone = a_phone(_l("Your phone number"))
    address = text(_l("Your address and postcode, if we should write by post"), longest=500)

    def need(self, place: Place | None) -> None:
        """Make the one needed that the place needs."""
        if place is Place.PHONE:
            _needed(self.phone, _l("Enter the number we should ring"))
        elif place is Place.VIDEO:
            _needed(self.email, _l("Enter your email address, so that we can send you the link"))

    def validate(self, extra_validators: Any = None) -> bool:
        """There must be some way of reaching them."""
        right = super().validate(extra_validators)
        if self.email.data or self.phone.data or self.address.data or self.email.errors or self.phone.errors:
            return bool(right)  # one thing that is missing is said once, at its own field
        self.email.errors = [_l("Enter an email address, a phone number or an address")]
        return False


FORMS: dict[Page, type[BookingForm]] = {
    Page.PURPOSE: PurposeForm,
    Page.ABOUT: AboutForm,
    Page.FOR_WHOM: ForWhomForm,
    Page.PLACE: PlaceForm,
    Page.OFFICE: OfficeForm,
    Page.HOME: HomeForm,
    Page.REACH: ReachForm,
    Page.OFFICER: OfficerForm,
    Page.NEEDS: NeedsForm,
    Page.WHEN: WhenForm,
    Page.SUITS: SuitsForm,
    Page.ABOUT_YOU: AboutYouForm,
}


class BookForm(Form):
    """The last button of booking. `submission` is the draft's key; `slot` another time than the one kept."""

    submission = HiddenField(validators=[DataRequired()])


def _needed(field: Any, missing: Any) -> None:
    field.validators = [DataRequired(message=missing), *field.validators]
    field.flags.required = True
