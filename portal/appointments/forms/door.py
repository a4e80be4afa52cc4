"""The form of the one-time word for the door."""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.appointments.doorstep import WORD_LENGTH
from portal.web.form_parts import trimmed
from portal.web.stored_forms import Refusals, StoredForm


class WordForm(StoredForm):
    """A word that only the two who meet know."""

    refusals: ClassVar[Refusals] = {
        "not now": ("word", _l("A password can no longer be chosen for this visit")),
    }

    word = StringField(
        _l("Which word shall they say?"),
        description=_l("Any word, for example the name of a flower. Not a password you use elsewhere."),
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("Enter a word")),
            Length(max=WORD_LENGTH, message=_l("Use 40 characters or fewer")),
        ],
    )
