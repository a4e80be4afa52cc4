"""The form of an absence: who, from which day to which, who stands in. Shape only; choices are given."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from portal.web.fields import DatePartsField
from portal.web.stored_forms import Refusals, Versioned


class AbsenceForm(Versioned):
    """An absence in whole days, both ends included. `person` is left out where it is one's own."""

    refusals: ClassVar[Refusals] = {
        "absence ends before it begins": ("last_on", _l("Enter a last day that is not before the first")),
        "absences overlap": ("first_on", _l("They are away already on some of these days")),
        "nobody is their own deputy": ("deputy", _l("Choose somebody else to stand in")),
        "deputy away": ("deputy", _l("This colleague is away on some of these days. Choose somebody else")),
        "deputy cannot stand in": ("deputy", _l("This colleague does not work on cases")),
        "not staff": ("person", _l("Choose somebody who works here")),
        "absence is over": ("", _l("This absence is over and stays as it was. Enter a new one")),
    }

    person = SelectField(_l("Who is away?"), validators=[InputRequired(message=_l("Choose who is away"))])
    first_on = DatePartsField(_l("First day away"), missing=_l("Enter the first day, for example 9 11 2026"))
    last_on = DatePartsField(_l("Last day away"), missing=_l("Enter the last day, for example 20 11 2026"))
    deputy = SelectField(
        _l("Who stands in?"), description=_l("We give this name and number to everybody who writes.")
    )

    def deputy_id(self) -> int | None:
        """Who was chosen to stand in; None for nobody."""
        chosen: Any = self.deputy.data
        return int(chosen) if chosen else None
