"""What a person says of each kind of help, and health detail apart. They check shape and know no policy."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from portal.errors import RuleBroken
from portal.needs.details import (
    DIALECT_LENGTH,
    LEAST_MINUTES,
    MOST_MINUTES,
    Detail,
    Mode,
    Officer,
    detail_of,
)
from portal.needs.languages import LANGUAGES
from portal.needs.markers import NeedKind
from portal.needs.queries import ShownNeed
from portal.needs.services.telling import WORDS_LENGTH, Told
from portal.needs.ways import LARGE_POINTS, Carrier
from portal.web.fields import DatePartsField, OneOf, options
from portal.web.form_parts import NumberField, text, trimmed
from portal.web.stored_forms import StoredForm

YES, NO = "yes", "no"
NO_PREFERENCE = "no preference"
SIZES = (16, 18, 20, 22, 24, 26, 28)

_BY_NAME = tuple((tag, f"{name} – {own}") for tag, (name, own) in LANGUAGES.items())


def _yes_or_no(question: Any, yes: Any, no: Any, missing: Any) -> OneOf:
    return OneOf(question, missing=missing, choices=((YES, yes), (NO, no)))


class NeedForm(StoredForm):
    """One kind of help. `values` gives what is stored of it; where it is all said by asking, nothing."""

    kind: NeedKind
    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "ended already": ("ends_on", _l("Enter today or a later day")),
        "told meanwhile": (
            "",
            _l("You have told us this a moment ago. Look at what we have, and change it."),
        ),
    }
    choose = _l("Choose what would help")  # said beside the field whose value is missing or not offered

    ends_on = DatePartsField(
        _l("Until when? (if it is only for a while)"),
        description=_l("The last day you need it. Leave it empty if it is for good."),
    )

    def refuse(self, refused: RuleBroken) -> None:
        """A value that is missing or not offered is said beside its own field."""
        name = str(refused.facts.get("field", ""))
        if refused.rule == "wrong detail" and name in self:
            self[name].errors = [*self[name].errors, self.choose]
        else:
            super().refuse(refused)

    def detail(self) -> Detail:
        """What was asked for, as values; RuleBroken("wrong detail") for what cannot be."""
        return detail_of(self.kind, self.plain())

    def plain(self) -> dict[str, Any]:
        """The values of the detail, plain."""
        return {}

    def told(self) -> Told:
        """What the form says."""
        return Told(kind=self.kind, detail=self.detail(), words=self.own_words, ends_on=self.ends_on.data)

    @property
    def own_words(self) -> str:
        """Words, for the one kind that has them."""
        return ""

    @property
    def asks_for_nothing(self) -> bool:
        """Whether they chose that they need nothing of this kind."""
        return False


class LargePrintForm(NeedForm):
    """How large."""

    points = OneOf(
        _l("How large should the letters be?"),
        missing=_l("Choose a size"),
        choices=[(str(size), _l("%(size)s point", size=size)) for size in SIZES],
        default=str(LARGE_POINTS),
    )

    def plain(self) -> dict[str, Any]:
        return {"points": int(self.points.data)}


class BrailleForm(NeedForm):
    """Which Braille."""

    contracted = _yes_or_no(
        _l("Which Braille do you read?"),
        _l("Contracted (grade 2)"),
        _l("Letter by letter (grade 1)"),
        _l("Choose which Braille you read"),
    )

    def plain(self) -> dict[str, Any]:
        return {"contracted": self.contracted.data == YES}


class LanguageForm(NeedForm):
    """Which language to speak and to write."""

    choose = _l("Choose a language to speak or to read")

    spoken = SelectField(_l("Which language do you like to speak?"), validate_choice=False)
    dialect = StringField(
        _l("Dialect (if it matters)"),
        filters=[trimmed],
        validators=[Length(max=DIALECT_LENGTH, message=_l("Use 60 characters or fewer"))],
    )
    written = SelectField(
        _l("Which language do you like to read?"),
        description=_l("A translator writes our letters in it. They take a little longer."),
        validate_choice=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in (self.spoken, self.written):
            field.choices = options([("", _l("No change: English")), *_BY_NAME])

    def plain(self) -> dict[str, Any]:
        return {
            "spoken": self.spoken.data or "",
            "written": self.written.data or "",
            "dialect": self.dialect.data or "",
        }


class InterpreterForm(NeedForm):
    """An interpreter of which language, and how."""

    choose = _l("Choose a language")

    language = SelectField(_l("Which language?"), validate_choice=False)
    dialect = StringField(
        _l("Dialect (if it matters)"),
        filters=[trimmed],
        validators=[Length(max=DIALECT_LENGTH, message=_l("Use 60 characters or fewer"))],
    )
    mode = OneOf(
        _l("How should the interpreter take part?"),
        missing=_l("Choose how the interpreter takes part"),
        choices=(
            (Mode.ANY, _l("Any way is fine")),
            (Mode.IN_PERSON, _l("In the room")),
            (Mode.PHONE, _l("By phone")),
            (Mode.VIDEO, _l("By video")),
        ),
        default=Mode.ANY,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = options([("", _l("Choose a language")), *_BY_NAME])

    def plain(self) -> dict[str, Any]:
        return {
            "language": self.language.data or "",
            "dialect": self.dialect.data or "",
            "mode": self.mode.data,
        }


class SignLanguageForm(NeedForm):
    """Whether what we write comes in sign language too."""

    letters = _yes_or_no(
        _l("Would you like our letters as BSL videos too?"),
        _l("Yes, letters as BSL videos"),
        _l("No, a BSL interpreter when we meet is enough"),
        _l("Choose whether you would like letters as BSL videos"),
    )

    def plain(self) -> dict[str, Any]:
        return {"letters": self.letters.data == YES}


class OfficerForm(NeedForm):
    """Who should come. It asks about the officer and nothing about the person."""

    officer = OneOf(
        _l("Who would you like to deal with?"),
        missing=_l("Choose who you would like to deal with"),
        choices=(
            (Officer.WOMAN, _l("A woman")),
            (Officer.MAN, _l("A man")),
            (NO_PREFERENCE, _l("No preference")),
        ),
    )

    def plain(self) -> dict[str, Any]:
        return {"officer": self.officer.data}

    @property
    def asks_for_nothing(self) -> bool:
        return bool(self.officer.data == NO_PREFERENCE)


class ContactByForm(NeedForm):
    """The one way to reach them."""

    only = OneOf(
        _l("How may we reach you?"),
        missing=_l("Choose how we may reach you"),
        choices=(
            (Carrier.POST, _l("By post only")),
            (Carrier.PHONE, _l("By phone only")),
            (Carrier.EMAIL, _l("By email only")),
        ),
    )

    def plain(self) -> dict[str, Any]:
        return {"only": self.only.data}


class DoorTimeForm(NeedForm):
    """How long to wait at the door."""

    minutes = NumberField(
        _l("How many minutes do you need to reach the door?"), low=LEAST_MINUTES, high=MOST_MINUTES
    )

    def plain(self) -> dict[str, Any]:
        return {"minutes": self.minutes.data}


class OtherForm(NeedForm):
    """Anything else."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        **NeedForm.refusals,
        "words missing": ("words", _l("Write what would help you")),
    }

    words = text(
        _l("What would help you?"),
        _l("Write what would help you"),
        _l("Tell us what we should do. You need not say why."),
        WORDS_LENGTH,
    )

    @property
    def own_words(self) -> str:
        return str(self.words.data or "")


FORMS: dict[NeedKind, type[NeedForm]] = {
    NeedKind.LARGE_PRINT: LargePrintForm,
    NeedKind.BRAILLE: BrailleForm,
    NeedKind.LANGUAGE: LanguageForm,
    NeedKind.INTERPRETER: InterpreterForm,
    NeedKind.SIGN_LANGUAGE: SignLanguageForm,
    NeedKind.OFFICER_GENDER: OfficerForm,
    NeedKind.CONTACT_BY: ContactByForm,
    NeedKind.DOOR_TIME: DoorTimeForm,
    NeedKind.OTHER: OtherForm,
}


def need_form(kind: NeedKind, formdata: Any, shown: ShownNeed | None) -> NeedForm:
    """The form of a kind, filled with what we know of it already."""
    form = FORMS.get(kind, NeedForm)(formdata, held(shown) if shown else None)
    form.kind = kind
    return form


def held(shown: ShownNeed) -> dict[str, Any]:
    """What is stored of a need, as its form shows it."""
    plain = {
        name: (YES if value else NO) if isinstance(value, bool) else value
        for name, value in shown.need.detail.items()
    }
    if "points" in plain:
        plain["points"] = str(plain["points"])
    return {**plain, "words": shown.need.words or "", "ends_on": shown.need.ends_on}


class HealthForm(StoredForm):
    """Something about health, kept only with consent."""

    refusals: ClassVar[dict[str, tuple[str, Any]]] = {
        "words missing": ("words", _l("Write what you would like us to know"))
    }

    words = text(
        _l("What would you like us to know?"),
        _l("Write what you would like us to know"),
        longest=WORDS_LENGTH,
    )
    consent = BooleanField(
        _l("Yes, you may keep this about my health. I can take it back at any time."),
        validators=[
            DataRequired(message=_l("Tick the box if we may keep this. Otherwise, leave this page."))
        ],
    )
