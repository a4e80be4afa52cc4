"""Forms of asking: a question a page, sending, and help with a form. They offer what they are given."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    Form,
    HiddenField,
    MultipleFileField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.cases.forms.danger import DangerForm, danger_box
from portal.cases.forms.parts import EMAIL, LINE_LENGTH, a_phone_number, line, reply_choices, words
from portal.cases.journey import Page
from portal.cases.kinds import InformationKind, ReplyBy
from portal.charters.standards import CaseKind
from portal.web.fields import OneOf

NO_TOPIC = "none"


class KindForm(Form):
    """What somebody wants of us."""

    kind = OneOf(
        _l("What do you need?"),
        missing=_l("Choose what you need"),
        choices=[
            (CaseKind.ENQUIRY.value, _l("Ask a question")),
            (CaseKind.SERVICE_REQUEST.value, _l("Ask us to do something")),
            (CaseKind.INFORMATION_REQUEST.value, _l("Ask for information we hold")),
        ],
    )


class TopicForm(Form):
    """What it is about, of the landlord's topics."""

    topic = OneOf(_l("What is it about?"), missing=_l("Choose what it is about, or “Something else”"))


class InformationForm(Form):
    """Which information, because different laws and dates stand behind them."""

    information = OneOf(
        _l("What information would you like?"),
        missing=_l("Choose what information you would like"),
        choices=[
            (InformationKind.GENERAL.value, _l("A form, a leaflet or general information")),
            (InformationKind.OWN_DATA.value, _l("What you hold about me")),
            (InformationKind.RECORDED.value, _l("Papers or figures of a public body")),
            (InformationKind.ENVIRONMENT.value, _l("About the environment")),
        ],
    )


class NamingForm(Form):
    """A request that we pass on: may the authority know whose it is?"""

    may_name = OneOf(
        _l("May we give the authority your name?"),
        missing=_l("Choose yes or no"),
        choices=[("yes", _l("Yes, give them my name")), ("no", _l("No, do not name me"))],
    )


class WordsForm(Form):
    """The customer's own words."""

    words = TextAreaField(
        _l("Tell us in your own words"),
        validators=words(_l("Write what you would like to ask or tell us")),
    )
    urgent = OneOf(
        _l("Is it urgent?"),
        missing=_l("Choose whether it is urgent"),
        choices=[("no", _l("No")), ("yes", _l("Yes, it cannot wait"))],
    )
    danger = danger_box()


class FilesForm(Form):
    """Files to go with it; whether they are fit to be taken is judged elsewhere."""

    files = MultipleFileField(_l("Would you like to add photos or papers?"))


class ForWhomForm(Form):
    """Whose matter it is, where somebody may write for others."""

    whom = OneOf(_l("Who is this about?"), missing=_l("Choose who this is about"))


class HomeForm(Form):
    """Which home, where there are several."""

    home = OneOf(_l("Which home is this about?"), missing=_l("Choose a home"))


class ReplyForm(Form):
    """How we answer a visitor; how to reach them is asked next."""

    reply_by = OneOf(
        _l("How would you like our answer?"),
        missing=_l("Choose how you would like our answer"),
        choices=reply_choices(),
    )
    ring_between = StringField(_l("If we ring you: between which times?"), validators=line())


class ReplyKnownForm(ReplyForm):
    """How we answer somebody signed in, with the address and number we hold, to be put right if need be."""

    email = EmailField(_l("Your email address"), validators=line(Optional(), EMAIL))
    phone = TelField(_l("Your phone number"), validators=line(a_phone_number))
    has_address = True  # whether we hold an address to write to; set by the view

    def validate_reply_by(self, field: OneOf) -> None:
        """What is chosen must be possible."""
        if field.data == ReplyBy.EMAIL and not (self.email.data or "").strip():
            raise ValidationError(_l("Enter your email address below, or choose another way"))
        if field.data == ReplyBy.PHONE and not (self.phone.data or "").strip():
            raise ValidationError(_l("Enter your phone number below, or choose another way"))
        if field.data == ReplyBy.POST and not self.has_address:
            raise ValidationError(_l("We hold no postal address for you. Choose another way"))


class AboutYouForm(Form):
    """Who a visitor is, and how to reach them: what the way they chose needs, and what they like to add."""

    name = StringField(_l("Your name"), validators=line(DataRequired(message=_l("Enter your name"))))
    email = EmailField(_l("Your email address"), validators=line(Optional(), EMAIL))
    phone = TelField(_l("Your phone number"), validators=line(a_phone_number))
    address = TextAreaField(_l("Your address and postcode"), validators=line())
    contact_kind = OneOf(_l("Which of these are you?"), missing=_l("Choose which of these you are"))

    def need(self, reply_by: str) -> None:
        """Make the field needed that the chosen way of answering needs."""
        needed = {
            ReplyBy.EMAIL.value: (self.email, _l("Enter your email address, so that we can answer you")),
            ReplyBy.PHONE.value: (self.phone, _l("Enter your phone number, so that we can ring you")),
            ReplyBy.POST.value: (self.address, _l("Enter your address, so that we can write to you")),
        }
        if reply_by in needed:
            field, missing = needed[reply_by]
            others = [v for v in field.validators if not isinstance(v, Optional)]
            field.validators = [DataRequired(message=missing), *others]
            field.flags.required = True  # the page says of the others that they are optional


FORMS: dict[Page, type[Form]] = {
    Page.KIND: KindForm,
    Page.TOPIC: TopicForm,
    Page.INFORMATION: InformationForm,
    Page.NAMING: NamingForm,
    Page.WORDS: WordsForm,
    Page.DANGER: DangerForm,
    Page.FILES: FilesForm,
    Page.FOR_WHOM: ForWhomForm,
    Page.HOME: HomeForm,
    Page.REPLY: ReplyForm,
    Page.ABOUT_YOU: AboutYouForm,
}


class SendForm(Form):
    """The last button of asking. `submission` is the draft's key."""

    submission = HiddenField(validators=[DataRequired()])


class HelpForm(Form):
    """Ring me and help me with a form."""

    name = StringField(_l("Your name"), validators=line(DataRequired(message=_l("Enter your name"))))
    phone = TelField(
        _l("Your phone number"),
        validators=line(DataRequired(message=_l("Enter the number we should ring")), a_phone_number),
    )
    ring_between = StringField(_l("Between which times may we ring?"), validators=line())
    submission = HiddenField(validators=[DataRequired(), Length(max=LINE_LENGTH)])
