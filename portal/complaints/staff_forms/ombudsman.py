"""Forms of what the Ombudsman decided on a complaint, what they order, and that it is done."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import DataRequired

from portal.complaints.staff_forms.answering import IN_FUTURE
from portal.complaints.staff_forms.taking_on import NO, YES
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned

_DAY_MISSING = _l("Enter the day, for example 27 3 2026")


class DeterminedForm(Versioned):
    """What they found, when, and what it says of us."""

    refusals: ClassVar[Refusals] = {"happened in the future": ("decided_on", IN_FUTURE)}

    finding = RadioField(
        _l("What did they find?"),
        description=_l("If they found several things, choose the gravest."),
        validators=[DataRequired(message=_l("Choose what they found"))],
    )
    decided_on = DatePartsField(_l("When did they decide?"), missing=_DAY_MISSING)
    words = text(_l("What does it say of us?"), _l("Write what it says of us"), _l("Without names."))
    their_reference = line(_l("Their case number"))


class OrderedForm(Versioned):
    """One thing they order or recommend, and by when."""

    is_order = RadioField(
        _l("Is it an order?"),
        choices=options(((YES, _l("Yes, an order")), (NO, _l("No, a recommendation")))),
        validators=[DataRequired(message=_l("Choose whether it is an order"))],
    )
    words = text(_l("What do they want us to do?"), _l("Write what they want us to do"), _l("Without names."))
    by_on = DatePartsField(_l("By which day?"), missing=_DAY_MISSING)


class OrderDoneForm(Versioned):
    """That it was done, when, and what shows it."""

    refusals: ClassVar[Refusals] = {
        "happened in the future": ("done_on", IN_FUTURE),
        "done already": ("", _l("Somebody has noted this already")),
    }

    done_on = DatePartsField(_l("When was it done?"), missing=_DAY_MISSING)
    words = text(_l("What shows it?"), _l("Write what shows that it was done"), _l("Only staff read this."))
