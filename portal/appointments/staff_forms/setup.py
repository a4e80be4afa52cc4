"""The forms of setting up what can be booked. They check shape and offer the choices they are given."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from portal.appointments.models.resources import Purpose, Resource, Rules
from portal.appointments.places import Mode, Place
from portal.appointments.staff_forms.setup_fields import (
    DaysField,
    DurationField,
    LanguagesField,
    NamesField,
    OptionalNumberField,
    SomeOf,
)
from portal.web.fields import options
from portal.web.form_parts import NumberField, is_email, is_phone, line, text
from portal.web.stored_forms import Refusals, Versioned

_GENDERS = (("", _l("Not said")), ("woman", _l("A woman")), ("man", _l("A man")))
_ACTIVE = _l("Can be booked")


def _listed(value: str) -> list[str]:
    return [part for part in value.split("|") if part]


class RulesForm(Versioned):
    """The landlord's own rules for appointments."""

    step_minutes = SelectField(
        _l("Appointments begin every"),
        choices=options((str(n), _l("%(number)d minutes", number=n)) for n in (5, 10, 15, 20, 30, 60)),
    )
    change_minutes = DurationField(
        _l("Customers move or cancel an appointment until this long before it"),
        description=_l("Later, the page says whom to ring."),
    )
    reminder_days = DaysField(
        _l("How many days before do we send a reminder?"),
        description=_l("Separate several with commas. Empty: we send none."),
    )
    post_days = NumberField(
        _l("How many days earlier do we make reminders that go by post?"),
        low=0,
        high=14,
        description=_l("So that the letter is there by the day it says."),
    )
    same_area_minutes = NumberField(_l("Minutes on the way within one area"), low=0, high=240)
    road_minutes = NumberField(
        _l("Minutes on the way between two areas that nobody has measured"), low=0, high=480
    )
    arrange_days = OptionalNumberField(
        _l("Our own target: days to agree a time"),
        low=1,
        high=60,
        description=_l("Where the policy promises none. Empty: no target."),
    )
    tell_minutes = DurationField(
        _l("Our own target: when we cancel, the customer is told within"),
        optional=True,
        description=_l("Empty: no target."),
    )
    punctual_minutes = OptionalNumberField(
        _l("Our own target: minutes a visit may be early or late"),
        low=1,
        high=240,
        description=_l("Where the policy promises none. Empty: no target."),
    )

    def values(self) -> dict[str, Any]:
        """The step as a number."""
        return {**self.data, "step_minutes": int(self.step_minutes.data)}

    @staticmethod
    def stored(rules: Rules) -> dict[str, Any]:
        """The rules as the form holds them."""
        names = (
            "change_minutes",
            "post_days",
            "road_minutes",
            "same_area_minutes",
            "arrange_days",
            "tell_minutes",
            "punctual_minutes",
            "version",
        )
        return {
            **{name: getattr(rules, name) for name in names},
            "step_minutes": str(rules.step_minutes),
            "reminder_days": tuple(int(days) for days in _listed(rules.reminder_days)),
        }


class PurposeForm(Versioned):
    """Why people meet us, and how long that takes."""

    refusals: ClassVar[Refusals] = {
        "name taken": ("name", _l("There is a purpose of this name already")),
        "no place": ("places", _l("Choose one place or more")),
    }

    name = line(_l("What is it for?"), _l("Enter what it is for"), _l("As a tenant would say it."))
    name_welsh = line(
        _l("The same in Welsh"), hint=_l("Empty: Welsh pages show the English words, and say that they are.")
    )
    length_minutes = NumberField(_l("How many minutes does it take?"), low=5, high=480)
    break_minutes = NumberField(
        _l("Minutes the officer needs after it"), low=0, high=240, description=_l("For notes and a breath.")
    )
    notice_minutes = DurationField(
        _l("How long before must it be booked?"), description=_l("Urgent matters never wait for this.")
    )
    horizon_days = NumberField(
        _l("How many days ahead can it be booked?"), low=0, high=366, description=_l("0 is today only.")
    )
    places = SomeOf(
        _l("Where or how?"),
        choices=(
            (Place.OFFICE.value, _l("At one of our offices")),
            (Place.HOME.value, _l("At the customer’s home")),
            (Place.PHONE.value, _l("By phone")),
            (Place.VIDEO.value, _l("By video")),
        ),
        validators=[DataRequired(message=_l("Choose one place or more"))],
        description=_l("Home visits are offered to everybody, and no proof is asked."),
    )
    bring = text(_l("What should they bring?"), hint=_l("Empty: nothing."), longest=1000)
    team_id = SelectField(_l("Whose officers?"))
    position = NumberField(_l("Place in the list"), low=0, high=999)
    offered = BooleanField(
        _l("Customers can choose it"), description=_l("Staff may use it in any case."), default=True
    )
    active = BooleanField(_l("In use"), default=True)

    def values(self) -> dict[str, Any]:
        """Places as such, the team by its id."""
        team = self.team_id.data
        return {
            **self.data,
            "places": frozenset(Place(value) for value in self.places.data or ()),
            "team_id": int(team) if team else None,
        }

    @staticmethod
    def stored(purpose: Purpose) -> dict[str, Any]:
        """A purpose as the form holds it."""
        names = (
            "name",
            "name_welsh",
            "length_minutes",
            "break_minutes",
            "notice_minutes",
            "horizon_days",
            "bring",
            "offered",
            "active",
            "position",
            "version",
        )
        return {
            **{name: getattr(purpose, name) for name in names},
            "places": _listed(purpose.places),
            "team_id": str(purpose.team_id or ""),
        }


class RoomForm(Versioned):
    """A room of an office."""

    refusals: ClassVar[Refusals] = {
        "name taken": ("name", _l("There is a room of this name in the office already"))
    }

    name = line(_l("Name"), _l("Enter the room’s name"), _l("As it stands on its door."))
    office_id = SelectField(_l("Which office?"))
    seats = NumberField(_l("How many can sit in it?"), low=1, high=500)
    is_private = BooleanField(_l("Private: nobody outside can overhear"))
    step_free = BooleanField(_l("Step-free from the street"))
    active = BooleanField(_ACTIVE, default=True)

    def values(self) -> dict[str, Any]:
        """The office by its id."""
        return {**self.data, "office_id": int(self.office_id.data)}

    @staticmethod
    def stored(room: Resource) -> dict[str, Any]:
        """A room as the form holds it."""
        names = ("name", "seats", "is_private", "step_free", "active", "version")
        return {**{name: getattr(room, name) for name in names}, "office_id": str(room.office_id)}


class InterpreterForm(Versioned):
    """An interpreter, for spoken languages, BSL or both."""

    refusals: ClassVar[Refusals] = {
        "name taken": ("name", _l("This agency has an interpreter of this name already")),
        "no language": ("languages", _l("Enter a language, or tick British Sign Language")),
        "no mode": ("modes", _l("Choose one way or more")),
        "nobody to tell": ("phone", _l("Enter a phone number or an email address, so that we can ask them")),
    }

    name = line(_l("Name"), _l("Enter the name"))
    agency = line(_l("Agency"), hint=_l("Empty for somebody who works for themselves."))
    languages = LanguagesField(
        _l("Languages they speak"), description=_l("For example: Somali, Arabic. Separate with commas.")
    )
    dialects = NamesField(
        _l("Dialects they have, where it matters"),
        description=_l("As people call them, for example: Kurmanji, Sorani. Separate with commas."),
    )
    sign_language = BooleanField(_l("British Sign Language (BSL)"))
    modes = SomeOf(
        _l("How do they take part?"),
        choices=(
            (Mode.IN_PERSON.value, _l("In person")),
            (Mode.VIDEO.value, _l("By video")),
            (Mode.PHONE.value, _l("By phone")),
        ),
        validators=[DataRequired(message=_l("Choose one way or more"))],
    )
    gender = RadioField(
        _l("A woman or a man?"),
        choices=options(_GENDERS),
        default="",
        description=_l("Only what they agree to say."),
    )
    lead_minutes = DurationField(_l("How long before must we ask them?"))
    phone = line(_l("Phone number"), more=[is_phone])
    email = line(_l("Email address"), more=[is_email])
    late_change = text(
        _l("What does a late change cost us?"),
        hint=_l("Staff see this before they move or cancel an appointment."),
        longest=500,
    )
    active = BooleanField(_ACTIVE, default=True)

    def values(self) -> dict[str, Any]:
        """Ways as such."""
        return {**self.data, "modes": frozenset(Mode(value) for value in self.modes.data or ())}

    @staticmethod
    def stored(one: Resource) -> dict[str, Any]:
        """An interpreter as the form holds one."""
        names = (
            "name",
            "agency",
            "sign_language",
            "gender",
            "lead_minutes",
            "phone",
            "email",
            "late_change",
            "active",
            "version",
        )
        return {
            **{name: getattr(one, name) for name in names},
            "languages": tuple(_listed(one.languages)),
            "dialects": tuple(_listed(one.dialects)),
            "modes": _listed(one.modes),
        }


class OfficerForm(Versioned):
    """A member of staff whom people can book. `person_id` is asked once, for somebody new."""

    refusals: ClassVar[Refusals] = {
        "name taken": ("person_id", _l("They can be booked already")),
        "not staff": ("person_id", _l("Choose somebody who works for us")),
    }

    person_id = SelectField(
        _l("Who is it?"), validators=[InputRequired(message=_l("Choose who it is"))], default=""
    )
    gender = RadioField(
        _l("A woman or a man?"),
        choices=options(_GENDERS),
        default="",
        description=_l(
            "Only what the officer agrees to say. Customers may ask for a woman or a man; who is “Not said” "
            "is then not offered."
        ),
    )
    languages = LanguagesField(
        _l("Languages they hold a meeting in"),
        description=_l("Beside English. For example: Polish, Urdu. Then no interpreter is needed."),
    )
    area = line(
        _l("Where does their day begin?"),
        hint=_l("An area or a postcode, for example BS6. Empty: we count no travel to the first visit."),
    )
    daily_limit = OptionalNumberField(
        _l("At most how many appointments a day?"), low=1, high=50, description=_l("Empty: no limit.")
    )
    purposes = SomeOf(_l("What may they be booked for?"), description=_l("Choose none for everything."))
    active = BooleanField(_ACTIVE, default=True)

    def values(self) -> dict[str, Any]:
        """Purposes by id; the person is the view's matter."""
        others = {name: value for name, value in self.data.items() if name != "person_id"}
        return {**others, "purposes": [int(value) for value in self.purposes.data or ()]}

    @staticmethod
    def stored(officer: Resource) -> dict[str, Any]:
        """An officer as the form holds one."""
        names = ("gender", "area", "daily_limit", "active", "version")
        return {
            **{name: getattr(officer, name) for name in names},
            "languages": tuple(_listed(officer.languages)),
            "purposes": _listed(officer.purposes),
        }
