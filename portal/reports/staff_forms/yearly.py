"""Forms of the yearly report: our words, the governing body's response, two buttons; and of homes."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l

from portal.web.fields import DatePartsField
from portal.web.form_parts import NumberField, line, text
from portal.web.stored_forms import Refusals, Versioned

LONG = 20_000
_GOES_ON = _l("The year has not ended yet")
MOST_HOMES = 1_000_000


class WordsForm(Versioned):
    """What we say ourselves."""

    analysis = text(
        _l("What do the numbers mean?"),
        hint=_l("What came up most, what we refused and why, what changed since last year. Without names."),
        longest=LONG,
    )
    improvements_words = text(
        _l("What did we improve, and what do we improve next?"),
        hint=_l("Say which complaints or findings it comes from."),
        longest=LONG,
    )
    ombudsman_words = text(
        _l("What does the Ombudsman say of us?"),
        hint=_l(
            "Findings that we did not keep to the Code, their yearly report on us, and their other reports. "
            "Write so if there is nothing."
        ),
        longest=LONG,
    )


class ResponseForm(Versioned):
    """What the governing body says."""

    refusals: ClassVar[Refusals] = {
        "happened in the future": ("responded_on", _l("Enter a day that is not in the future")),
    }

    response = text(
        _l("What does the governing body say to the report?"), _l("Write what it says"), longest=LONG
    )
    response_by = line(
        _l("Who says it?"),
        _l("Write which body, and at which meeting"),
        _l("For example, Board of Redland Housing, meeting of May 2027."),
    )
    responded_on = DatePartsField(_l("On which day?"), missing=_l("Enter the day, for example 27 5 2027"))


class FreezeForm(Versioned):
    """Nothing but the button."""

    refusals: ClassVar[Refusals] = {
        "the year goes on": ("", _GOES_ON),
        "published already": ("", _l("The report is published, so its figures stay")),
    }


class PublishForm(Versioned):
    """Nothing but the button."""

    refusals: ClassVar[Refusals] = {
        "the year goes on": ("", _GOES_ON),
        "figures not frozen": ("", _l("Freeze the figures first")),
        "analysis missing": ("", _l("Write first what the numbers mean")),
        "improvements missing": ("", _l("Write first what we improve")),
        "ombudsman missing": ("", _l("Write first what the Ombudsman says of us")),
        "assessment missing": ("", _l("Finish a self-assessment first")),
        "response missing": ("", _l("The governing body has not responded yet")),
    }


class HomesForm(Versioned):
    """Homes owned at the year's end."""

    refusals: ClassVar[Refusals] = {"the year goes on": ("", _GOES_ON)}

    rented = NumberField(_l("Homes to rent, empty ones too"), low=0, high=MOST_HOMES)
    ownership = NumberField(_l("Homes of low-cost ownership"), low=0, high=MOST_HOMES)
