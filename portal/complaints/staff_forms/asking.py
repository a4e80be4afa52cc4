"""The form with which staff ask a firm that is complained about."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from portal.complaints.staff_forms.answering import IN_PAST
from portal.web.fields import DatePartsField
from portal.web.form_parts import is_email, line, text
from portal.web.stored_forms import Refusals, Versioned


class AskFirmForm(Versioned):
    """Whom we ask, what, and by when."""

    refusals: ClassVar[Refusals] = {
        "no firm": ("firm", _l("Choose the firm, or write its name below")),
        "no address": ("email", _l("Enter an email address. We know nobody who acts for this firm")),
        "date in the past": ("answer_by", IN_PAST),
        "tells who complained": (
            "words",
            _l("This tells who complained. Take out names, phone numbers, email addresses and references"),
        ),
        "not in this state": ("", _l("This complaint waits for no answer of ours any more")),
    }

    firm = SelectField(_l("Which firm?"))
    firm_name = line(_l("If it is not in the list: its name"))
    email = line(
        _l("Email address"),
        hint=_l("Leave this empty to write to whoever acts for the firm in our file."),
        more=[is_email],
    )
    words = text(
        _l("Your question"),
        _l("Write your question"),
        _l("They read this and nothing else. Do not write who complained, or that anybody did."),
    )
    answer_by = DatePartsField(_l("Answer by which day?"), missing=_l("Enter the day, for example 27 3 2026"))


class TakeBackForm(Versioned):
    """Nothing but the button."""

    refusals: ClassVar[Refusals] = {
        "answered already": ("", _l("It has been answered or taken back already")),
    }
