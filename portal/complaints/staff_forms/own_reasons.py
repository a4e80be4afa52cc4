"""The form of a reason for refusing that our own policy names."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from portal.web.form_parts import line
from portal.web.stored_forms import Refusals, Versioned


class OwnReasonForm(Versioned):
    """The sentence a customer reads, and the clause it stands on."""

    refusals: ClassVar[Refusals] = {"name taken": ("words", _l("There is this reason already"))}

    words = line(
        _l("The reason, as the customer reads it"),
        _l("Write the reason"),
        _l("A whole sentence, for example: This is about a claim that our insurer is dealing with."),
    )
    clause = line(
        _l("Which clause of our policy names it?"),
        _l("Enter the clause: a reason that stands in no policy is none"),
    )
    active = BooleanField(_l("It can be given for new complaints"), default=True)
