"""The form of what is dangerous in a home: what, where, for whom, and whether it can wait."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from portal.cases.forms.parts import line
from portal.hazards.kinds import HazardKind
from portal.web.fields import OneOf

RISK_LENGTH = 2_000


def danger_box() -> BooleanField:
    """The one small question everybody is asked; the rest only those who say yes."""
    return BooleanField(_l("There is damp, mould or something dangerous in my home"))


class DangerForm(Form):
    """What is dangerous and where. `today` decides whether it is an emergency until we have judged it."""

    kind = OneOf(
        _l("What is it?"),
        missing=_l("Choose what it is"),
        choices=[
            (HazardKind.DAMP.value, _l("Damp or mould")),
            (HazardKind.GAS.value, _l("Gas, smoke or fumes")),
            (HazardKind.ELECTRICS.value, _l("Electrics")),
            (HazardKind.FIRE.value, _l("Fire")),
            (HazardKind.HEATING.value, _l("No heating or hot water")),
            (HazardKind.WATER.value, _l("Water or drains")),
            (HazardKind.FALLING.value, _l("Something or somebody could fall")),
            (HazardKind.SECURITY.value, _l("A door or window that does not lock")),
            (HazardKind.OTHER.value, _l("Something else")),
        ],
    )
    place = StringField(
        _l("Where is it?"),
        validators=line(DataRequired(message=_l("Write where it is, for example: the small bedroom"))),
    )
    today = OneOf(
        _l("Could it hurt somebody, or make them ill, before tomorrow?"),
        missing=_l("Choose whether it could hurt somebody before tomorrow"),
        choices=[("yes", _l("Yes")), ("no", _l("No"))],
    )
    risk = TextAreaField(
        _l("Is it worse for somebody who lives there? (if you like)"),
        validators=[Length(max=RISK_LENGTH, message=_l("Use 2,000 characters or fewer"))],
    )
