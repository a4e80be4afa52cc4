"""Forms of telling us what one thinks, and of choosing whether to complain."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.cases.feedback import About, Wish
from portal.cases.forms import parts
from portal.cases.forms.danger import danger_box
from portal.cases.forms.parts import EMAIL, LINE_LENGTH, WORDS_LENGTH, a_phone_number, line, reply_choices
from portal.cases.kinds import ReplyBy
from portal.web.fields import DatePartsField, OneOf


def wish_choices() -> list[tuple[str, Any]]:
    """Whether to make it a complaint; nobody is pressed either way."""
    return [
        (Wish.YES.value, _l("Yes, make it a complaint")),
        (Wish.NO.value, _l("No, I only want you to know")),
        (Wish.NOT_SURE.value, _l("I am not sure yet")),
    ]


class SpeakKindForm(Form):
    """What it is, by the landlord's own names."""

    feedback = OneOf(
        _l("What would you like to tell us?"), missing=_l("Choose what you would like to tell us")
    )


class HappenedForm(Form):
    """What it is about and what happened; for a complaint also what would put it right."""

    about = OneOf(
        _l("What is it about?"),
        missing=_l("Choose what it is about, or “Something else”"),
        choices=[
            (About.SERVICE.value, _l("A service")),
            (About.VISIT.value, _l("A visit or an appointment")),
            (About.CONTRACTOR.value, _l("A contractor")),
            (About.DECISION.value, _l("A decision")),
            (About.PERSON.value, _l("A person")),
            (About.OTHER.value, _l("Something else")),
        ],
    )
    about_name = StringField(_l("Which one, or who?"), validators=line())
    topic = SelectField(_l("Which of these is nearest?"))
    words = TextAreaField(_l("What happened?"), validators=parts.words(_l("Write what happened")))
    put_right = TextAreaField(
        _l("What would put it right?"),
        validators=[Length(max=WORDS_LENGTH, message=_l("Use 10,000 characters or fewer"))],
    )
    other_words = TextAreaField(
        _l("Are you unhappy with anything else we did?"),
        validators=[Length(max=WORDS_LENGTH, message=_l("Use 10,000 characters or fewer"))],
    )
    happened_on = DatePartsField(_l("When did it happen?"))
    danger = danger_box()
    today: date | None = None  # set by the view: nothing has happened after it

    def for_data_protection(self) -> None:
        """Of a complaint about personal data only what happened, when, and whether there is anything else."""
        del self.about, self.about_name, self.topic

    def validate_happened_on(self, field: DatePartsField) -> None:
        """A day that has been."""
        if field.data is not None and self.today is not None and field.data > self.today:
            raise ValidationError(_l("Enter a day that is today or earlier"))


class SpeakReplyForm(Form):
    """How we answer a visitor, and who they are: one page, so that speaking stays short."""

    reply_by = OneOf(
        _l("How would you like our answer?"),
        missing=_l("Choose how you would like our answer"),
        choices=reply_choices(),
    )
    name = StringField(_l("Your name"), validators=line(DataRequired(message=_l("Enter your name"))))
    email = EmailField(_l("Your email address"), validators=line(Optional(), EMAIL))
    phone = TelField(_l("Your phone number"), validators=line(a_phone_number))
    ring_between = StringField(_l("If we ring you: between which times?"), validators=line())
    address = TextAreaField(_l("Your address and postcode"), validators=line())
    contact_kind = OneOf(_l("Which of these are you?"), missing=_l("Choose which of these you are"))

    def validate_reply_by(self, field: OneOf) -> None:
        """What is chosen must be possible; said beside the choice, because it may be changed there."""
        needed = {
            ReplyBy.EMAIL.value: (self.email, _l("Enter your email address below, or choose another way")),
            ReplyBy.PHONE.value: (self.phone, _l("Enter your phone number below, or choose another way")),
            ReplyBy.POST.value: (self.address, _l("Enter your address below, or choose another way")),
        }
        held, missing = needed.get(field.data, (None, ""))
        if held is not None and not (held.data or "").strip():
            raise ValidationError(missing)


class UnhappyForm(Form):
    """Something is wrong for them: in their words, and whether to make it a complaint."""

    words = TextAreaField(
        _l("What are you unhappy about?"), validators=parts.words(_l("Write what you are unhappy about"))
    )
    put_right = TextAreaField(
        _l("What would put it right?"),
        validators=[Length(max=WORDS_LENGTH, message=_l("Use 10,000 characters or fewer"))],
    )
    wish = OneOf(
        _l("Do you want to make this a complaint?"),
        missing=_l("Choose whether to make it a complaint"),
        choices=wish_choices(),
    )
    submission = HiddenField(validators=[DataRequired(), Length(max=LINE_LENGTH)])
