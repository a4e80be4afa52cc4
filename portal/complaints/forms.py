"""Forms of the customer's page of a complaint, and of a firm's answer. They check shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, MultipleFileField, RadioField
from wtforms.validators import DataRequired

from portal.web.fields import options
from portal.web.form_parts import line, text


class CorrectForm(Form):
    """What is wrong with our definition."""

    wrong = text(_l("What have we got wrong?"), _l("Write what we have got wrong"))


class FurtherForm(Form):
    """Asking for stage 2. Reasons are optional."""

    why = text(_l("Why are you not happy with our answer?"), hint=_l("You need not say why."))


class FirmForm(Form):
    """A firm's answer to a question of ours."""

    words = text(_l("Your answer"), _l("Write your answer"), longest=10_000)
    files = MultipleFileField(_l("Add photos or papers"))
    by = line(_l("Your name"), _l("Enter your name"))


class SinceForm(Form):
    """How we have treated them since."""

    was = RadioField(
        _l("Have we treated you differently since you complained?"),
        choices=options((("yes", _l("Yes")), ("no", _l("No")))),
        validators=[DataRequired(message=_l("Choose whether we have treated you differently"))],
    )
    how = text(_l("What happened?"), hint=_l("Nobody who dealt with your complaint reads this."))
