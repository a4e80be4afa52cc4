"""Forms of answering a complaint: a point decided, a remedy, more time, news, the answer itself."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from portal.web.fields import DatePartsField, options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned

NOT_YOURS = _l("Only the person who handles this complaint can do this")
IN_PAST = _l("Enter a day that is today or later")
IN_FUTURE = _l("Enter a day that is not in the future")
INTERVALS = options(
    (
        ("", _l("Not agreed")),
        ("3", _l("Every 3 days")),
        ("7", _l("Every week")),
        ("14", _l("Every two weeks")),
    )
)
LACKS: Refusals = {
    "definition missing": ("", _l("Set out the complaint first")),
    "no points": ("", _l("There is no point to answer. Set out the complaint again")),
    "a point is unanswered": ("", _l("A point is unanswered. Decide each one first")),
    "reasons missing": ("", _l("A point has no reasons yet")),
    "policy or law missing": ("", _l("A point names no policy or law yet")),
    "remedy missing": ("", _l("You found that we were wrong. Say first what we do to put it right")),
}


class DecideForm(Versioned):
    """What we found on one point."""

    refusals: ClassVar[Refusals] = {"not yours": ("", NOT_YOURS)}

    decision = RadioField(
        _l("What did you find?"), validators=[DataRequired(message=_l("Choose what you found"))]
    )
    reasons = text(
        _l("Why?"), _l("Write why"), _l("What you looked at and what it showed. The customer reads this.")
    )
    policy = text(
        _l("Which policy, law or good practice does that rest on?"),
        _l("Write which policy, law or good practice it rests on"),
    )


class RemedyForm(Versioned):
    """Something we do to put it right, by whom and by when."""

    refusals: ClassVar[Refusals] = {"date in the past": ("by_on", IN_PAST)}

    kind = RadioField(
        _l("What kind of remedy is it?"), validators=[DataRequired(message=_l("Choose the kind"))]
    )
    words = text(_l("What do we do?"), _l("Write what we do"), _l("For money: how much, and for what."))
    by_whom = line(_l("Who does it?"), _l("Write who does it"))
    by_on = DatePartsField(_l("By which day?"), missing=_l("Enter the day, for example 27 3 2026"))
    agreed = RadioField(
        _l("Did the customer agree to it?"),
        choices=options((("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not asked yet")))),
        default="",
    )


class DoneForm(Versioned):
    """That it was done, when, and what shows it."""

    refusals: ClassVar[Refusals] = {
        "happened in the future": ("done_on", IN_FUTURE),
        "done already": ("", _l("Somebody has noted this already")),
    }

    done_on = DatePartsField(_l("When was it done?"), missing=_l("Enter the day, for example 27 3 2026"))
    words = text(
        _l("What shows it?"), _l("Write what shows that it was done"), _l("We tell the customer this.")
    )


class LongerForm(Versioned):
    """More time, in time: until when, why, and how often they hear from us."""

    refusals: ClassVar[Refusals] = {
        "no extension": ("", _l("No answer is due that may take longer")),
        "not running": ("", _l("This clock is not running")),
        "too late to extend": ("", _l("The last day has ended, so it is too late. Tell them how far it is")),
        "not later": ("new_on", _l("Enter a day after the last day as it is now")),
        "over the cap": (
            "manager_reason",
            _l("This is more than the Code allows. A manager must write a good reason"),
        ),
        "only a manager may go over the cap": (
            "manager_reason",
            _l("Only a manager may go beyond what the Code allows. Choose an earlier day"),
        ),
        "not yours": ("", NOT_YOURS),
    }

    new_on = DatePartsField(
        _l("The new last day"), missing=_l("Enter the new last day, for example 27 3 2026")
    )
    reason = text(
        _l("Why we need longer"),
        _l("Write why we need longer"),
        _l("We send this to the customer, with the Ombudsman’s details."),
    )
    every_days = SelectField(
        _l("Until then, how often do they hear from us?"),
        description=_l("Agree this with them."),
        choices=INTERVALS,
    )
    manager_reason = text(_l("The manager’s good reason for going beyond what the Code allows"))


class UpdateForm(Versioned):
    """News in between."""

    body = text(_l("How far it is"), _l("Write how far it is"))
    every_days = SelectField(
        _l("Until our answer, how often do they hear from us?"),
        description=_l("Agree this with them."),
        choices=INTERVALS,
    )


class AnswerForm(Versioned):
    """The answer, made of what is already written down."""

    refusals: ClassVar[Refusals] = {
        **LACKS,
        "late without a reason": (
            "delay_reason",
            _l("This answer is late. Write why, and we tell the customer"),
        ),
        "not yours": ("", NOT_YOURS),
    }

    body = text(
        _l("Anything else you want to say"),
        hint=_l("What you found, the remedies and how to go further are in the letter already."),
    )
    delay_reason = text(_l("If it is late: why?"))
