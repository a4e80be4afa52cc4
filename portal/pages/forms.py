"""The question on the page that shows how a date is counted."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, ValidationError

from portal.web.fields import DatePartsField, TimeTextField


class CountingForm(Form):
    """Which promise, and when it began. Sent by GET, so that an answer can be linked to; stores nothing."""

    standard = SelectField(_l("Which promise?"), validate_choice=False)
    on = DatePartsField(
        _l("On which day did it begin?"),
        description=_l("For a notice of works, the day the works start. For example, 27 3 2026."),
        missing=_l("Enter the day it began, for example 27 3 2026"),
    )
    at = TimeTextField(
        _l("At what time?"),
        description=_l("For example, 10:30am or midday."),
        missing=_l("Enter the time it began, for example 10:30am"),
    )

    def validate_standard(self, field: SelectField) -> None:
        """Only a promise of the list can be counted."""
        if field.data not in {str(value) for value, *_ in field.iter_choices()}:
            raise ValidationError(str(_l("Choose a promise from the list")))
