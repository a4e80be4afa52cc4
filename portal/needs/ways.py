"""How a person wants to hear from us: by which carrier, and in which formats. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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


def way(choices: Iterable[FormatChoice], *, only: Carrier | None, has_email: bool, prefers: str) -> Way:
    """How to write to somebody who asked for these forms, and perhaps to be reached in one way only.

    `only` is kept whatever else is known, also where we lack the address for it: then somebody finds it
    out, and nothing goes another way. `prefers` ("email", "post", "phone" or "") is a wish: email needs an
    address. Braille goes by post unless email was asked for; anything else by email where there is one.
    A language to write in belongs to each of the other forms; alone, it is a translation.
    """
    asked = list(choices)
    language = next((c.language for c in asked if c.format is Format.TRANSLATION), "")
    others = [replace(c, language=language) for c in asked if c.format is not Format.TRANSLATION]
    chosen = tuple(others or asked or (STANDARD,))
    if only is not None:
        return Way(carrier=only, choices=chosen, only=True)
    return Way(carrier=_carrier(chosen, has_email=has_email, prefers=prefers), choices=chosen)


def _carrier(choices: tuple[FormatChoice, ...], *, has_email: bool, prefers: str) -> Carrier:
    if prefers in (Carrier.POST, Carrier.PHONE):
        return Carrier(prefers)
    if not has_email:
        return Carrier.POST
    by_email = prefers == Carrier.EMAIL or all(c.format is not Format.BRAILLE for c in choices)
    return Carrier.EMAIL if by_email else Carrier.POST
