"""What somebody wants for one meeting: who, in which language, which room; and how it is kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from portal.appointments import places
from portal.appointments.places import Place
from portal.errors import RuleBroken
from portal.needs.details import (
    DIALECT_LENGTH,
    LEAST_MINUTES,
    MOST_MINUTES,
    Detail,
    DoorTime,
    Interpreter,
    Languages,
    Mode,
    Officer,
    OfficerIs,
    SignLanguage,
)
from portal.needs.languages import ENGLISH, LANGUAGES
from portal.needs.markers import NeedKind

MORE_LENGTH = 500
COMPANION_LENGTH = 200


class Choice(StrEnum):
    """What the customer chooses when a wish cannot be met."""

    WAIT = "wait"
    ANOTHER_OFFICER = "another officer"
    ANOTHER_WAY = "another way"


class Unmet(StrEnum):
    """A wish that may turn out impossible, as it is kept: every reader has it in words of their language."""

    WOMAN = "woman"
    MAN = "man"
    OFFICER = "officer"  # one asked for by name
    LANGUAGE = "language"
    INTERPRETER_WOMAN = "interpreter woman"
    INTERPRETER_MAN = "interpreter man"
    SIGN_LANGUAGE = "sign language"
    PRIVATE = "private"
    STEP_FREE = "step-free"
    MORE = "more"  # what they wrote beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was wanted for this one meeting; it starts from the person's needs and may differ from them.

    `gender` ("woman", "man" or "") describes the officer, `interpreter_gender` whoever interprets (TPP
    Interviews 3). `language` is a tag, "" for none. `companion`: who
    comes along, in the customer's words. `door_minutes`: how long to wait at the door, None for not said.
    """

    gender: str = ""
    interpreter_gender: str = ""
    language: str = ""
    dialect: str = ""
    mode: Mode = Mode.ANY
    sign_language: bool = False
    is_private: bool = False
    step_free: bool = False
    companion: str = ""
    door_minutes: int | None = None
    more: str = ""

    @property
    def wants_interpreter(self) -> bool:
        """Whether somebody has to interpret, in a spoken language or BSL."""
        return self.sign_language or bool(self.language)

    def may_be_unmet(self, *, by_name: bool) -> tuple[Unmet, ...]:
        """Which of these wishes may turn out impossible; `by_name`: an officer was asked for by name."""
        found = {
            Unmet.WOMAN: self.gender == Officer.WOMAN,
            Unmet.MAN: self.gender == Officer.MAN,
            Unmet.OFFICER: by_name,
            Unmet.LANGUAGE: bool(self.language),
            Unmet.INTERPRETER_WOMAN: self.wants_interpreter and self.interpreter_gender == Officer.WOMAN,
            Unmet.INTERPRETER_MAN: self.wants_interpreter and self.interpreter_gender == Officer.MAN,
            Unmet.SIGN_LANGUAGE: self.sign_language,
            Unmet.PRIVATE: self.is_private,
            Unmet.STEP_FREE: self.step_free,
            Unmet.MORE: bool(self.more),
        }
        return tuple(wish for wish in Unmet if found[wish])

    def to_json(self) -> dict[str, str | int | bool]:
        """Plain values for a JSON column: only what differs from wanting nothing."""
        kept: dict[str, str | int | bool] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                kept[field.name] = str(value) if isinstance(value, StrEnum) else value
        return kept

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Wishes:
        """The wishes from plain values, as kept or typed; RuleBroken("wrong wish", field=…)."""
        known = {field.name for field in fields(cls)}
        values = {name: _value(name, value) for name, value in stored.items() if name in known}
        unknown = next((name for name in stored if name not in known), None)
        if unknown is not None:
            raise RuleBroken("wrong wish", field=unknown)
        return cls(**values)  # type: ignore[arg-type]


def wishes_from(told: Iterable[tuple[NeedKind, Detail]]) -> Wishes:
    """What the person's needs ask for at a meeting, so that nobody is asked twice (HOWM 3.1h).

    An interpreter is wanted where one was asked for, and for a language to speak that is not English.
    """
    found: dict[str, object] = {}
    for kind, detail in told:
        match detail:
            case Interpreter(language=language, dialect=dialect, mode=mode):
                found.update(language=language, dialect=dialect, mode=mode)
            case Languages(spoken=spoken, dialect=dialect) if spoken not in ("", ENGLISH):
                found.setdefault("language", spoken)
                found.setdefault("dialect", dialect)
            case SignLanguage():
                found["sign_language"] = True
            case OfficerIs(officer=officer):
                found["gender"] = officer.value
            case DoorTime(minutes=minutes):
                found["door_minutes"] = minutes
        if kind is NeedKind.PRIVATE_SPACE:
            found["is_private"] = True
        elif kind is NeedKind.STEP_FREE:
            found["step_free"] = True
    return Wishes(**found)  # type: ignore[arg-type]


def interpreters_mode(wish: Mode, place: Place) -> places.Mode | None:
    """How the interpreter has to take part; None where any way does.

    On the phone it is by phone and by video by video: whoever interprets is where the two who talk are.
    """
    if place is Place.PHONE:
        return places.Mode.PHONE
    if place is Place.VIDEO:
        return places.Mode.VIDEO
    return None if wish is Mode.ANY else places.Mode(wish.value)


def _value(name: str, value: object) -> object:
    wrong = RuleBroken("wrong wish", field=name)
    if name in ("sign_language", "is_private", "step_free"):
        right = isinstance(value, bool)
    elif name == "door_minutes":
        whole = isinstance(value, int) and not isinstance(value, bool)
        right = value is None or (whole and LEAST_MINUTES <= int(str(value)) <= MOST_MINUTES)
    elif not isinstance(value, str):
        right = False
    elif name == "mode":
        if value not in set(Mode):
            raise wrong
        return Mode(value)
    elif name in ("gender", "interpreter_gender"):
        right = value == "" or value in set(Officer)
    elif name == "language":
        right = value == "" or value in LANGUAGES
    else:
        longest = {"dialect": DIALECT_LENGTH, "companion": COMPANION_LENGTH}.get(name, MORE_LENGTH)
        right = len(value) <= longest
    if not right:
        raise wrong
    return value
