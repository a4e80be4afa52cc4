"""The forms of those who make forms for people: steps of a task, suppliers, addresses, proof-reading."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.validators import InputRequired

from portal.formats.tasks import SupplierKind
from portal.web.fields import DatePartsField, options
from portal.web.form_parts import TEXT, is_email, is_phone, line, text
from portal.web.stored_forms import Refusals, StoredForm, Versioned

LONG_TEXT = 20 * TEXT
OURSELVES = "ourselves"
_DONE_ALREADY = ("", _l("Somebody has done this already. Look at the task again."))
_DAYS: Refusals = {
    "not the next step": _DONE_ALREADY,
    "sent in the future": ("on", _l("Enter today or a day before")),
    "came before it was sent": ("on", _l("It was sent out later than that. Enter a later day")),
}
_FILES: Refusals = {
    "empty": ("file", _l("This file is empty. Choose another one")),
    "too large": ("file", _l("This file is too large. Choose a smaller one")),
    "wrong type": ("file", _l("We cannot take this file. Choose PDF, Word, a picture, Braille, MP3 or MP4")),
    "damaged picture": ("file", _l("We cannot open this picture. Save it again, then choose it")),
}
KIND_WORDS = {
    SupplierKind.TRANSLATOR: _l("Translator"),
    SupplierKind.TRANSCRIBER: _l("Braille and print transcriber"),
    SupplierKind.AUDIO: _l("Audio studio"),
    SupplierKind.EASY_READ: _l("Easy read writer"),
    SupplierKind.SIGN_LANGUAGE: _l("BSL film maker"),
}


class SendOutForm(Versioned):
    """The text goes to somebody who makes it."""

    supplier = RadioField(_l("Who makes it?"), validators=[InputRequired(message=_l("Choose who makes it"))])
    on = DatePartsField(
        _l("When did it go to them?"), missing=_l("Enter the day it went, for example 27 3 2026")
    )

    refusals: ClassVar[Refusals] = {
        **_DAYS,
        "wrong kind of supplier": ("supplier", _l("Choose somebody who makes this kind")),
    }


class TakeBackForm(Versioned):
    """What they made has come."""

    title = line(_l("Its subject line, in that language"), hint=_l("Leave it empty to keep ours."))
    text = text(
        _l("The words they returned"),
        hint=_l("Copy them here. An empty line begins a paragraph."),
        longest=LONG_TEXT,
    )
    file = FileField(
        _l("Or the file they returned"), description=_l("PDF, Word, a picture, Braille (BRF), MP3 or MP4.")
    )
    on = DatePartsField(_l("When did it come?"), missing=_l("Enter the day it came, for example 27 3 2026"))

    refusals: ClassVar[Refusals] = {
        **_DAYS,
        **_FILES,
        "nothing came": ("text", _l("Copy in the words, or choose the file")),
        "words needed": (
            "text",
            _l("Copy in the words. They are printed at the size this person reads."),
        ),
    }


class FinishForm(Versioned):
    """It goes on to the person."""

    dispatch = line(_l("How it went to them"), hint=_l("Needed where no message of ours takes it along."))

    refusals: ClassVar[Refusals] = {
        "not the next step": _DONE_ALREADY,
        "say how it went": ("dispatch", _l("Write how it went to them")),
    }


class DispatchForm(Versioned):
    """Proof that it has gone, or was read out."""

    dispatch = line(
        _l("How we know that it went"),
        _l("Write how we know that it went"),
        hint=_l("For example: signed for, RN 123 456 789 GB. Or: read to her on Tuesday at 3pm."),
    )

    refusals: ClassVar[Refusals] = {"not the next step": _DONE_ALREADY}


class SummaryForm(Versioned):
    """The customer agreed to a summary."""

    text = text(
        _l("The summary"),
        _l("Write the summary"),
        hint=_l("Only where the customer has agreed to have a summary instead of the whole."),
        longest=LONG_TEXT,
    )

    refusals: ClassVar[Refusals] = {"not the next step": _DONE_ALREADY}


class CallOffForm(Versioned):
    """It is not needed after all."""

    why = line(_l("Why it is not needed"), _l("Write why it is not needed"))

    refusals: ClassVar[Refusals] = {"not the next step": _DONE_ALREADY}


class SupplierForm(Versioned):
    """Somebody who makes forms for us."""

    kind = SelectField(
        _l("What do they make?"), choices=options((k.value, words) for k, words in KIND_WORDS.items())
    )
    name = line(_l("Name"), _l("Enter their name"))
    email = line(_l("Email address"), more=[is_email])
    phone = line(_l("Phone number"), more=[is_phone])
    languages = line(_l("Languages"), hint=_l("For translators, as you would say them."))
    note = text(_l("What is good to know"), hint=_l("For example prices, and how many days they need."))
    active = BooleanField(_l("We use them now"))

    refusals: ClassVar[Refusals] = {
        "name taken": ("name", _l("This name is in the list already")),
    }


class PostalForm(StoredForm):
    """Where a letter is to go."""

    postal = text(
        _l("Their postal address"),
        _l("Enter the address"),
        hint=_l("A line for each part, the postcode last. It is printed on the letter."),
        longest=500,
    )

    refusals: ClassVar[Refusals] = {
        "has an address": _DONE_ALREADY,
        "no address": ("postal", _l("Enter the address")),
    }


class EmailForm(StoredForm):
    """Where an email is to go."""

    email = line(_l("Their email address"), _l("Enter the email address"), more=[is_email])

    refusals: ClassVar[Refusals] = {
        "has an address": _DONE_ALREADY,
        "no address": ("email", _l("Enter an email address like name@example.org")),
    }


class ProofForm(StoredForm):
    """Somebody has read the Braille through."""

    read = BooleanField(_l("I have read all of it, and it is right"))
    file = FileField(
        _l("Your corrected file"), description=_l("Only if you changed something: a Braille file (BRF).")
    )

    refusals: ClassVar[Refusals] = {
        **_FILES,
        "nothing to read": _DONE_ALREADY,
        "no Braille": ("file", _l("This is no Braille file. Choose a file an embosser takes (BRF)")),
    }

    def validate(self, extra_validators: Any = None) -> bool:
        """The tick is what this form is for."""
        right = super().validate(extra_validators)
        if not self.read.data:
            self.read.errors = [*self.read.errors, _l("Tick this once you have read all of it")]
            return False
        return right


class OrdinaryForm(StoredForm):
    """In ordinary print after all."""

    why = line(
        _l("Why in ordinary print?"),
        _l("Write why it goes in ordinary print"),
        hint=_l("Only where they agreed, or somebody will read it to them."),
    )

    refusals: ClassVar[Refusals] = {"can be made": _DONE_ALREADY}
