"""The question on the page that shows how a date is counted, and how somebody wants to read these pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Form, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.pages.visit_checks import LONGEST
from portal.web.display import Colours, Display, Spacing, TextSize, View
from portal.web.fields import DatePartsField, TimeTextField, options
from portal.web.languages import Language


class CountingForm(Form):
    """Which promise, and when it began. Sent by GET, so that an answer can be linked to; stores nothing."""

    standard = SelectField(_l("Which promise?"), validate_choice=False)
    on = DatePartsField(
        _l("On which day did it begin?"),
        description=_l("For a notice of works, the day the works start. For example, 27 3 2026."),
        missing=_l("Enter the day it began, for example 27 3 2026"),
    )
    at = TimeTextField(
        _l("At what time?"),
        description=_l("For example, 10:30am or midday."),
        missing=_l("Enter the time it began, for example 10:30am"),
    )

    def validate_standard(self, field: SelectField) -> None:
        """Only a promise of the list can be counted."""
        if field.data not in {str(value) for value, *_ in field.iter_choices()}:
            raise ValidationError(str(_l("Choose a promise from the list")))


class VisitCheckForm(Form):
    """What the caller showed or said."""

    typed = StringField(
        _l("Visit code or card number"),
        description=_l("Ask the caller to read it out, or to hold the card to a window."),
        validators=[
            DataRequired(message=_l("Enter the visit code or the number on the card")),
            Length(max=LONGEST, message=_l("Use 40 characters or fewer")),
        ],
    )


class DisplayForm(Form):
    """How pages are to look. Each question has a usual answer; what is not offered changes nothing."""

    language = RadioField(_l("Language"), validate_choice=False)
    text = RadioField(
        _l("Size of the text"),
        choices=options(
            (
                (TextSize.USUAL, _l("As usual")),
                (TextSize.LARGER, _l("A quarter larger")),
                (TextSize.LARGE, _l("Half as large again")),
                (TextSize.LARGEST, _l("Twice as large")),
            )
        ),
    )
    spacing = RadioField(
        _l("Space between letters, words and lines"),
        choices=options(
            (
                (Spacing.USUAL, _l("As usual")),
                (Spacing.WIDER, _l("Wider")),
                (Spacing.WIDEST, _l("Widest")),
            )
        ),
    )
    colours = RadioField(
        _l("Colours"),
        choices=options(
            (
                (Colours.DEVICE, _l("As my device says")),
                (Colours.LIGHT, _l("Dark on light")),
                (Colours.DARK, _l("Light on dark")),
                (Colours.BLACK_ON_WHITE, _l("Black on white, high contrast")),
                (Colours.WHITE_ON_BLACK, _l("White on black, high contrast")),
            )
        ),
    )
    view = RadioField(
        _l("How much of a page"),
        choices=options(
            (
                (View.WHOLE, _l("The whole page")),
                (
                    View.ARTICLE,
                    _l("Reading view: the text alone, with links to other pages at its end"),
                ),
            )
        ),
    )

    def show(self, chosen: Display, languages: tuple[Language, ...], spoken: Language) -> None:
        """Fill in what counts now. Languages are said in their own words."""
        named = Markup('<span lang="{}">{}</span>')
        self.language.choices = options((one.tag, named.format(one.html, one.own_name)) for one in languages)
        self.language.data = spoken.tag
        for name in ("text", "spacing", "colours", "view"):
            self[name].data = getattr(chosen, name)
