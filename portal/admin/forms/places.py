"""The landlord's details, offices with their hours, closures, bank holidays."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from portal.clock.bank_holidays import DIVISION_NAMES
from portal.organisation.facts import OfficeFacts, WindowFacts
from portal.web.fields import DatePartsField, TimeTextField, options
from portal.web.form_parts import is_email, is_phone, is_web_address, line, text
from portal.web.hours_field import HoursField
from portal.web.stored_forms import Refusals, StoredForm, Versioned

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class LandlordForm(Versioned):
    """The landlord's own details, shown on every page."""

    phone = line(_l("Phone number"), _l("Enter the phone number"), more=[is_phone])
    email = line(_l("Email address"), _l("Enter the email address"), more=[is_email])
    contact_name = line(
        _l("Whom to ask for"),
        _l("Enter the name of the person to ask for"),
        _l("Messages about accounts name this person."),
    )
    emergency_phone = line(
        _l("Emergency number, day or night"), _l("Enter the emergency number"), more=[is_phone]
    )
    emergency_words = text(
        _l("What to do in an emergency"),
        _l("Enter what to do in an emergency"),
        _l("Short sentences. An empty line begins a new paragraph."),
    )
    emergency_review_on = DatePartsField(
        _l("When will you check this again?"),
        missing=_l("Enter the day you will check it again, for example 27 3 2027"),
    )
    duty_email = line(
        _l("Email address of whoever is on duty"),
        hint=_l("Somebody reads it day and night. We write there at once when a home is dangerous."),
        more=[is_email],
    )


class OfficeForm(Versioned):
    """An office with its opening hours, a line a weekday, several spans in it."""

    refusals: ClassVar[Refusals] = {"name taken": ("name", _l("There is an office of this name already"))}

    name = line(_l("Name"), _l("Enter the office's name"))
    address = line(_l("Address"), _l("Enter the address"))
    postcode = line(_l("Postcode"), _l("Enter the postcode"))
    phone = line(_l("Phone number"), _l("Enter the phone number"), more=[is_phone])
    email = line(_l("Email address"), more=[is_email])
    access_facts = text(
        _l("Getting in"), hint=_l("Steps, lift, parking, hearing loop, toilets. What a visitor must know.")
    )
    division = SelectField(_l("Whose bank holidays close it?"), choices=options(DIVISION_NAMES.items()))
    is_main = BooleanField(_l("This is the main office: its hours are on every page"))
    monday = HoursField(_l("Monday"))
    tuesday = HoursField(_l("Tuesday"))
    wednesday = HoursField(_l("Wednesday"))
    thursday = HoursField(_l("Thursday"))
    friday = HoursField(_l("Friday"))
    saturday = HoursField(_l("Saturday"))
    sunday = HoursField(_l("Sunday"))

    def values(self) -> dict[str, Any]:
        """The office's values, with the hours of the week as windows."""
        others = {name: value for name, value in self.data.items() if name not in WEEKDAYS}
        windows = tuple(
            WindowFacts(weekday=weekday, opens_minute=opens, closes_minute=closes)
            for weekday, name in enumerate(WEEKDAYS)
            for opens, closes in self[name].data or ()
        )
        return {**others, "windows": windows}

    @staticmethod
    def stored(office: OfficeFacts) -> dict[str, Any]:
        """An office's values as the form holds them."""
        names = ("name", "address", "postcode", "phone", "email", "access_facts", "division", "is_main")
        hours = {
            name: tuple((w.opens_minute, w.closes_minute) for w in office.windows if w.weekday == weekday)
            for weekday, name in enumerate(WEEKDAYS)
        }
        return {**{name: getattr(office, name) for name in (*names, "version")}, **hours}


class ClosureForm(StoredForm):
    """Days an office is closed, or open for shorter."""

    refusals: ClassVar[Refusals] = {
        "closure ends before it begins": ("to_on", _l("Enter a last day that is not before the first")),
        "closure too long": ("to_on", _l("A closure may last a year at most. Enter an earlier last day")),
        "window needs both ends": ("opens", _l("Enter both times, or neither for a whole day closed")),
        "window ends before it opens": ("closes", _l("Enter a closing time after the opening time")),
    }

    office_id = SelectField(_l("Which office?"))
    from_on = DatePartsField(_l("First day"), missing=_l("Enter the first day, for example 24 12 2026"))
    to_on = DatePartsField(_l("Last day"), missing=_l("Enter the last day, for example 31 12 2026"))
    reason = line(_l("Why?"), _l("Enter why, for example Staff training"), _l("Everybody can read it."))
    opens = TimeTextField(
        _l("Open all the same from (optional)"),
        description=_l(
            "Leave both times empty for whole days closed. Short days still count as working days."
        ),
    )
    closes = TimeTextField(_l("until (optional)"))

    def values(self) -> dict[str, Any]:
        """The closure's values: an office or all (None), times as minutes after midnight."""
        office, opens, closes = self.office_id.data, self.opens.data, self.closes.data
        return {
            "office_id": int(office) if office else None,
            "from_on": self.from_on.data,
            "to_on": self.to_on.data,
            "reason": self.reason.data,
            "opens_minute": opens.hour * 60 + opens.minute if opens else None,
            "closes_minute": (closes.hour * 60 + closes.minute or 1440) if closes else None,
        }


class HolidayForm(StoredForm):
    """A bank holiday that the published list does not have."""

    refusals: ClassVar[Refusals] = {
        "already a holiday": ("on", _l("That day is a bank holiday already")),
        "holiday at a weekend": ("on", _l("Enter a weekday. A holiday at a weekend is taken on another day")),
    }

    division = SelectField(_l("Where?"), choices=options(DIVISION_NAMES.items()))
    on = DatePartsField(_l("Which day?"), missing=_l("Enter the day, for example 8 5 2026"))
    name = line(_l("Its name"), _l("Enter its name, for example Bank holiday for the Coronation"))


class AgencyForm(Versioned):
    """Somebody else who can help."""

    refusals: ClassVar[Refusals] = {"name taken": ("name", _l("This agency is on the list already"))}

    name = line(_l("Name"), _l("Enter the name"))
    helps_with = line(_l("What do they help with?"), _l("Enter what they help with"))
    phone = line(_l("Phone number"), more=[is_phone])
    website = line(_l("Website"), more=[is_web_address])
    is_public_authority = BooleanField(_l("It is a public authority"))
