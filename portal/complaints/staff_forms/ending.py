"""Forms of refusing a complaint, deciding on that, closing it, withdrawing it, and going to stage 2."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from portal.complaints.staff_forms.answering import IN_PAST
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned

NOT_NOW = _l("This cannot be done with the complaint as it is now")


class RefuseForm(Versioned):
    """Why it should not be taken, and what shows it; somebody else decides."""

    refusals: ClassVar[Refusals] = {
        "dates missing": ("occurred_on", _l("Enter the day it happened, or the day they came to know")),
        "twelve months are not over": (
            "occurred_on",
            _l("The twelve months are not over, so this reason does not hold"),
        ),
        "discretion not considered": (
            "discretion",
            _l("Twelve months are over. Write why you would not take it all the same"),
        ),
        "court date missing": ("filed_on", _l("Enter the day on which the claim was filed at court")),
        "not in this state": ("", NOT_NOW),
    }

    reason = RadioField(_l("For which reason?"), validators=[DataRequired(message=_l("Choose a reason"))])
    evidence = text(_l("What shows it?"), _l("Write what shows it"), _l("Only staff read this."))
    explanation = text(
        _l("What we tell the customer"),
        _l("Write what we tell the customer"),
        _l("Why it does not fit here, for their case alone. How to reach the Ombudsman is in the letter."),
    )
    occurred_on = DatePartsField(_l("When did it happen?"))
    aware_on = DatePartsField(_l("When did they come to know of it?"))
    discretion = text(
        _l("If twelve months are over: why would we not take it all the same?"),
        hint=_l("Think of why they could not tell us sooner, and of harm that goes on."),
    )
    filed_on = DatePartsField(
        _l("If it is in court: when was the claim filed?"),
        description=_l("A solicitor’s letter is not enough."),
    )


class DecideRefusalForm(Versioned):
    """Yes or no, and why."""

    refusals: ClassVar[Refusals] = {
        "asked by you": ("", _l("Somebody else must decide. You asked for it")),
        "not in this state": ("", NOT_NOW),
    }

    approve = RadioField(
        _l("What do you decide?"),
        choices=options(
            (("no", _l("We take the complaint")), ("yes", _l("We do not take it, and tell the customer why")))
        ),
        validators=[DataRequired(message=_l("Choose what you decide"))],
    )
    words = text(_l("Why?"), _l("Write why"))


class WordsForm(Versioned):
    """What somebody told us."""

    words = text(_l("What they told us"), _l("Write what they told us"))


class StageTwoForm(Versioned):
    """Somebody told us, and not the page, that they want stage 2. They need not say why."""

    refusals: ClassVar[Refusals] = {"not in this state": ("", NOT_NOW)}

    channel = RadioField(
        _l("How did they tell us?"), validators=[DataRequired(message=_l("Choose how they told us"))]
    )
    words = text(_l("What they said, if they gave a reason"))


class CloseForm(Versioned):
    """What it taught, and what we change."""

    refusals: ClassVar[Refusals] = {
        "owner and date missing": ("owner", _l("Choose who sees to it, and enter by when")),
        "date in the past": ("by_on", IN_PAST),
        "not in this state": ("", NOT_NOW),
    }

    cause = RadioField(
        _l("Why did it happen?"), validators=[DataRequired(message=_l("Choose why it happened"))]
    )
    theme = SelectField(
        _l("What was it about?"), validators=[DataRequired(message=_l("Choose what it was about"))]
    )
    words = text(_l("What does it teach us?"), _l("Write what it teaches us"), _l("Without names."))
    change = line(_l("What do we change because of it?"), hint=_l("Leave empty if nothing."))
    owner = SelectField(_l("Who sees to that?"))
    by_on = DatePartsField(_l("By which day?"))
