"""What customers do with an appointment of theirs: cancel it, choose an offered time, choose a way."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form

from portal.appointments.forms.stretches import WORDS_LENGTH
from portal.appointments.wishes import Choice
from portal.web.fields import OneOf
from portal.web.form_parts import text


class CancelForm(Form):
    """It is not wanted any more; why, if they like."""

    words = text(_l("Would you like to tell us why?"), hint=_l("You need not."), longest=WORDS_LENGTH)


class OfferForm(Form):
    """One of the times we offer."""

    proposal = OneOf(_l("Which of these times suits you?"), missing=_l("Choose one of these times"))


class UnmetForm(Form):
    """What to do about a wish that cannot be met."""

    choice = OneOf(
        _l("What would you like us to do?"),
        missing=_l("Choose what we should do"),
        choices=[
            (Choice.WAIT.value, _l("I would rather wait until you can do it")),
            (Choice.ANOTHER_OFFICER.value, _l("I will see somebody else")),
            (Choice.ANOTHER_WAY.value, _l("I would like to do it another way, for example by phone")),
        ],
    )


class PlainForm(Form):
    """A button, and the token that says the page was ours."""
