"""Forms of what staff do with a hazard. They check shape and offer what they are given."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from portal.clock.zones import to_utc
from portal.web.fields import DatePartsField, TimeTextField
from portal.web.form_parts import line, text
from portal.web.stored_forms import Refusals, Versioned

_NOT_NOW = _l("This cannot be done with the hazard as it is now")
_NOT_YET = _l("Enter a day and time that is not in the future")
_TOO_EARLY = _l("Enter a day and time after we first knew of it")


class AssignForm(Versioned):
    """Who deals with it."""

    refusals: ClassVar[Refusals] = {
        "cannot handle cases": ("to", _l("Choose somebody who works on cases")),
        "own household": ("to", _l("Choose somebody else. This is about their own household")),
        "barred": ("to", _l("Choose somebody else. They may not see this")),
    }

    to = SelectField(
        _l("Who is to deal with it?"), validators=[DataRequired(message=_l("Choose who is to deal with it"))]
    )


class JudgeForm(Versioned):
    """How grave it is, on what criteria, and for whom it is a risk."""

    refusals: ClassVar[Refusals] = {"not now": ("", _NOT_NOW)}

    kind = SelectField(_l("What kind of hazard is it?"))
    grade = RadioField(
        _l("How serious is it?"),
        description=_l("If in doubt, choose the more serious."),
        validators=[DataRequired(message=_l("Choose how serious it is"))],
    )
    criteria = text(
        _l("Why do you judge it so?"),
        _l("Write why you judge it so"),
        _l("What you saw or heard, and what could happen. They read this."),
    )
    risk = text(
        _l("Who lives there, and what does it mean for them?"),
        hint=_l("Age, health, what helps them. Only staff who work on it read this."),
    )


class WordsForm(Versioned):
    """An act with words and nothing more; its page says who reads them."""

    refusals: ClassVar[Refusals] = {
        "not now": ("", _NOT_NOW),
        "not safe yet": ("", _l("First say that it is safe, or that there is no hazard")),
    }

    words = text(_l("Your words"), _l("Write something first"))


class HappenedForm(WordsForm):
    """An act that tells of something that happened, with when it did: the clocks count from there."""

    refusals: ClassVar[Refusals] = {
        **WordsForm.refusals,
        "happened in the future": ("on", _NOT_YET),
        "before it was known": ("on", _TOO_EARLY),
    }

    on = DatePartsField(_l("Which day was it?"), missing=_l("Enter the day, for example 27 3 2026"))
    at = TimeTextField(_l("At what time?"), missing=_l("Enter the time, for example 10:30am"))

    def happened_at(self, zone: ZoneInfo) -> datetime:
        """The instant, once the form is right."""
        return to_utc(datetime.combine(self.on.data, self.at.data), zone)


class LongerForm(Versioned):
    """We need longer: why and until when."""

    refusals: ClassVar[Refusals] = {
        "not now": ("", _NOT_NOW),
        "expected in the past": ("expected_on", _l("Enter a day that is today or later")),
    }

    reason = text(_l("Why do we need longer?"), _l("Write the reason"), _l("They read this."))
    expected_on = DatePartsField(
        _l("By when do we now expect it?"), missing=_l("Enter the day, for example 27 3 2026")
    )


class AnswerForm(Versioned):
    """What they said to another place to stay."""

    refusals: ClassVar[Refusals] = {"not now": ("", _NOT_NOW)}

    accepted = RadioField(
        _l("Do they want to go there?"), validators=[DataRequired(message=_l("Choose what they said"))]
    )
    words = line(_l("What did they say?"))
