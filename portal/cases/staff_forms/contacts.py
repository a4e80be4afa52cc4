"""The form with which staff log a contact for somebody."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from portal.cases.staff_forms import parts
from portal.cases.staff_forms.parts import LINE_LENGTH, ChosenField, line
from portal.web.fields import DatePartsField, TimeTextField


class LogForm(Form):
    """A contact taken down for somebody. `submission` makes it one case, however often it is sent.

    The fields stand in the order of the page, so that the summary names what is wrong in that order.
    """

    submission = HiddenField(validators=[InputRequired(), Length(max=LINE_LENGTH)])
    words = parts.words(_l("What they said"), missing=_l("Write what they said"))
    channel = ChosenField(_l("How did it reach us?"), missing=_l("Choose how it reached us"))
    received_on = DatePartsField(
        _l("Which day did it arrive?"), missing=_l("Enter the day it arrived, for example 27 3 2026")
    )
    received_at = TimeTextField(
        _l("At what time?"), missing=_l("Enter the time it arrived, for example 10:30am")
    )
    kind = ChosenField(_l("What do they need?"), missing=_l("Choose what they need"))
    about = SelectField(_l("What kind of thing is it about?"), default="")
    about_name = line(_l("Which one, or who?"))
    put_right = parts.words(_l("For a complaint: what would put it right?"))
    happened_on = DatePartsField(_l("When did it happen?"))
    card = line(_l("Code on the card, if it came on one of ours"))
    others = parts.words(_l("Others with the same matter, one a line"))
    information = SelectField(_l("If they ask for information: which?"))
    topic = SelectField(_l("What is it about?"))
    home = SelectField(_l("Which home is it about?"))
    urgent = ChosenField(_l("Is it urgent?"), missing=_l("Choose whether it is urgent"))
    danger = SelectField(_l("Is something in the home dangerous?"), default="")
    danger_place = StringField(
        _l("If so: where is it?"),
        validators=[Length(max=LINE_LENGTH, message=_l("Use 200 characters or fewer"))],
    )
    danger_today = BooleanField(_l("It could hurt somebody, or make them ill, before tomorrow"))
    organisation = SelectField(_l("Do they write for an organisation?"))
    for_officer = SelectField(_l("Is it for somebody in particular?"))
    reply_by = ChosenField(_l("How do they want our answer?"), missing=_l("Choose how they want our answer"))
    ring_between = line(_l("If we ring: between which times?"))
    name = line(_l("Name"), missing=_l("Enter their name"))
    phone = line(_l("Phone"))
    email = line(_l("Email"))
    address = parts.words(_l("Address"))
    contact_kind = SelectField(_l("They are"))

    def validate_danger_place(self, field: Field) -> None:
        """Where it is, once something is dangerous."""
        if self.danger.data and not (field.data or "").strip():
            raise ValidationError(_l("Write where it is, for example: the small bedroom"))
