"""The form of answer templates and knowledge notes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, IntegerField, SelectField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from portal.cases.staff_forms.parts import line, words
from portal.web.fields import DatePartsField


class PieceForm(Form):
    """An answer template or a knowledge note."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    title = line(_l("Title"), missing=_l("Enter a title"))
    topic = SelectField(_l("Topic"))
    body = words(_l("Words"), missing=_l("Write the words"))
    review_on = DatePartsField(
        _l("Review it by"), missing=_l("Enter the day to review it by, for example 27 3 2026")
    )
