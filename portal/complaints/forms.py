"""Forms of the customer's page of a complaint. They check shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField
from wtforms.validators import DataRequired

from portal.web.fields import options
from portal.web.form_parts import text


class CorrectForm(Form):
    """What is wrong with our definition."""

    wrong = text(_l("What have we got wrong?"), _l("Write what we have got wrong"))


class FurtherForm(Form):
    """Asking for stage 2. Reasons are optional."""

    why = text(_l("Why are you not happy with our answer?"), hint=_l("You need not say why."))


class SinceForm(Form):
    """How we have treated them since."""

    was = RadioField(
        _l("Have we treated you differently since you complained?"),
        choices=options((("yes", _l("Yes")), ("no", _l("No")))),
        validators=[DataRequired(message=_l("Choose whether we have treated you differently"))],
    )
    how = text(_l("What happened?"), hint=_l("Nobody who dealt with your complaint reads this."))
