"""What each kind of help needs to say, as values, and how they are stored. Pure: refuses wrong values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from portal.errors import RuleBroken
from portal.needs.languages import ENGLISH, LANGUAGES
from portal.needs.markers import NeedKind
from portal.needs.ways import (
    LARGE_POINTS,
    LEAST_POINTS,
    MOST_POINTS,
    Carrier,
    Format,
    FormatChoice,
)

LEAST_MINUTES, MOST_MINUTES = 1, 60
DIALECT_LENGTH = 60


class Mode(StrEnum):
    """How an interpreter takes part."""

    ANY = "any"
    IN_PERSON = "in person"
    PHONE = "phone"
    VIDEO = "video"


class Officer(StrEnum):
    """Who should come or ring. It describes the officer: nothing is kept or guessed about the tenant."""

    WOMAN = "woman"
    MAN = "man"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Help that needs no more said: it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargePrint:
    """Print of that many points, 16 to 28."""

    points: int = LARGE_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Braille:
    """Braille, contracted (grade 2) or letter by letter (grade 1)."""

    contracted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """The language to speak and the one to write, by tag; "" where nothing is asked for."""

    spoken: str = ""
    written: str = ""
    dialect: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """An interpreter of that language (a tag), and how they take part."""

    language: str
    dialect: str = ""
    mode: Mode = Mode.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class SignLanguage:
    """A BSL interpreter whenever we meet; `letters`: what we write comes as a BSL video too."""

    letters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerIs:
    """The officer is a woman, or a man. No preference is no need."""

    officer: Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBy:
    """Contact by this way only, and never by another."""

    only: Carrier


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorTime:
    """Minutes a visitor waits at the door, 1 to 60."""

    minutes: int


Detail = (
    Asked | LargePrint | Braille | Languages | Interpreter | SignLanguage | OfficerIs | ContactBy | DoorTime
)
NOTHING_MORE = Asked()

_DETAILS: dict[NeedKind, type[Detail]] = {
    NeedKind.LANGUAGE: Languages,
    NeedKind.INTERPRETER: Interpreter,
    NeedKind.SIGN_LANGUAGE: SignLanguage,
    NeedKind.LARGE_PRINT: LargePrint,
    NeedKind.BRAILLE: Braille,
    NeedKind.OFFICER_GENDER: OfficerIs,
    NeedKind.CONTACT_BY: ContactBy,
    NeedKind.DOOR_TIME: DoorTime,
}
_CHOICES: dict[str, type[StrEnum]] = {"mode": Mode, "officer": Officer, "only": Carrier}
_RANGES = {"points": (LEAST_POINTS, MOST_POINTS), "minutes": (LEAST_MINUTES, MOST_MINUTES)}
_LANGUAGE_FIELDS = frozenset({"spoken", "written", "language"})


def detail_type(kind: NeedKind) -> type[Detail]:
    """The values that kind needs; `Asked` where it needs none."""
    return _DETAILS.get(kind, Asked)


def detail_of(kind: NeedKind, stored: Mapping[str, object]) -> Detail:
    """The values of a need from plain ones, as they are stored or come from a form.

    RuleBroken("wrong detail", field=…) for a value that is missing, of a wrong type or range, or unknown.
    """
    make: Callable[..., Detail] = detail_type(kind)
    known = {field.name for field in fields(detail_type(kind))}
    for name in stored:
        if name not in known:
            raise RuleBroken("wrong detail", kind=kind.value, field=name)
    values = {name: _value(kind, name, value) for name, value in stored.items()}
    try:
        detail = make(**values)
    except TypeError as missing:
        raise RuleBroken("wrong detail", kind=kind.value, field="") from missing
    if isinstance(detail, Languages) and not (detail.spoken or detail.written):
        raise RuleBroken("wrong detail", kind=kind.value, field="spoken")
    return detail


def stored_of(detail: Detail) -> dict[str, str | int | bool]:
    """Plain values for a JSON column; `detail_of` reads them back."""
    return {
        field.name: str(value) if isinstance(value, StrEnum) else value
        for field in fields(detail)
        for value in [getattr(detail, field.name)]
    }


def choice_of(kind: NeedKind, detail: Detail) -> FormatChoice | None:
    """The form what we write must have because of this need; None where it asks for none."""
    match detail:
        case LargePrint(points=points):
            return FormatChoice(format=Format.LARGE_PRINT, points=points)
        case Braille(contracted=contracted):
            return FormatChoice(format=Format.BRAILLE, contracted=contracted)
        case Languages(written=written) if written not in ("", ENGLISH):
            return FormatChoice(format=Format.TRANSLATION, language=written)
        case SignLanguage(letters=True):
            return FormatChoice(format=Format.SIGN_LANGUAGE)
    plain = {NeedKind.AUDIO: Format.AUDIO, NeedKind.EASY_READ: Format.EASY_READ}
    return FormatChoice(format=plain[kind]) if kind in plain else None


def _value(kind: NeedKind, name: str, value: object) -> object:
    wrong = RuleBroken("wrong detail", kind=kind.value, field=name)
    if name in _RANGES:
        least, most = _RANGES[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise wrong
    elif name in _CHOICES:
        if not isinstance(value, str) or value not in set(_CHOICES[name]):
            raise wrong
        return _CHOICES[name](value)
    elif name in _LANGUAGE_FIELDS:
        optional = name != "language"
        if not isinstance(value, str) or not (value in LANGUAGES or (optional and value == "")):
            raise wrong
    elif name == "dialect":
        if not isinstance(value, str) or len(value) > DIALECT_LENGTH:
            raise wrong
    elif not isinstance(value, bool):
        raise wrong
    return value
