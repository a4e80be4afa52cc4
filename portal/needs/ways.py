"""How a person wants to hear from us: by which carrier, and in which formats. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

STANDARD_POINTS = 14  # print for everybody who asked for no size
LARGE_POINTS = 18  # what we begin with where large print is asked for without a size
LEAST_POINTS, MOST_POINTS = 16, 28


class Format(StrEnum):
    """What a text is made into. Easy read, translation and sign language are made by people."""

    STANDARD = "standard"
    LARGE_PRINT = "large print"
    BRAILLE = "Braille"
    AUDIO = "audio"
    EASY_READ = "easy read"
    TRANSLATION = "translation"
    SIGN_LANGUAGE = "sign language"


MADE_BY_PEOPLE = frozenset({Format.EASY_READ, Format.TRANSLATION, Format.SIGN_LANGUAGE})


class Carrier(StrEnum):
    """What brings it to them. By phone means that somebody rings and reads it out."""

    EMAIL = "email"
    POST = "post"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatChoice:
    """One format with its details: `points` of print, Braille `contracted` or letter by letter.

    `language` is the language to write in (a BCP 47 tag, "" for the landlord's own, English).
    """

    format: Format = Format.STANDARD
    points: int = STANDARD_POINTS
    contracted: bool = True
    language: str = ""


STANDARD = FormatChoice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to write to one person. `choices` is never empty; each is made and sent.

    `only`: the carrier is the only one the person wants, so nothing else may be used, whatever else is known.
    """

    carrier: Carrier
    choices: tuple[FormatChoice, ...] = (STANDARD,)
    only: bool = False
