"""The form of handing over appointments: which of them, and why. What changed since is the service's."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectMultipleField
from wtforms.validators import DataRequired

from portal.web.form_parts import text


class HandoverForm(Form):
    """Which appointments, and the reason each customer is told."""

    chosen = SelectMultipleField(
        _l("Which appointments?"),
        validate_choice=False,
        validators=[DataRequired(message=_l("Choose one appointment or more"))],
    )
    body = text(
        _l("What do we tell the customers?"),
        _l("Write why, in words for the customers"),
        _l("For example: Joanna Blake is away this week."),
        longest=1000,
    )
