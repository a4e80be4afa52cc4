"""The form with which staff name something dangerous in a case."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length

from portal.clock.zones import to_utc
from portal.web.fields import DatePartsField, TimeTextField
from portal.web.form_parts import LINE, line, text
from portal.web.stored_forms import Refusals, StoredForm


class DangerForm(StoredForm):
    """What is dangerous where, since when we know, and whether it can wait. Nothing else of the case."""

    refusals: ClassVar[Refusals] = {
        "place missing": ("place", _l("Write where it is")),
        "known in the future": ("known_on", _l("Enter a day and time that is not in the future")),
        "received in the future": ("known_on", _l("Enter a day and time that is not in the future")),
    }

    submission = HiddenField(validators=[InputRequired(), Length(max=LINE)])
    kind = SelectField(_l("What kind of hazard is it?"))
    place = line(_l("Where is it?"), _l("Write where it is"), _l("For example: the small bedroom."))
    today = RadioField(
        _l("Could it hurt somebody, or make them ill, before tomorrow?"),
        description=_l("If yes or in doubt, it is an emergency. Whoever is on duty is written to at once."),
        validators=[DataRequired(message=_l("Choose whether it could hurt somebody before tomorrow"))],
    )
    known_on = DatePartsField(
        _l("When did the first of us know of it?"), missing=_l("Enter the day, for example 27 3 2026")
    )
    known_at = TimeTextField(_l("At what time?"), missing=_l("Enter the time, for example 10:30am"))
    words = text(
        _l("What was said of it"),
        hint=_l("Whoever mends it reads this. Write nothing else of the case, and nothing of a complaint."),
    )
    risk = text(
        _l("Who lives there, and what does it mean for them?"),
        hint=_l("Age, health, what helps them. Only staff who work on it read this."),
    )

    def known(self, zone: ZoneInfo) -> datetime:
        """The instant from which the clocks count, once the form is right."""
        return to_utc(datetime.combine(self.known_on.data, self.known_at.data), zone)
