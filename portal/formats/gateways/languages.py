"""Languages by their tag: what makers of forms know them by, and their English names for staff and notes."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


def code_of(tag: str) -> str:
    """The language without its country or script: "en" of "en-GB"."""
    return tag.lower().replace("_", "-").split("-")[0]


def name_of(tag: str) -> str:
    """The English name of a language, or the tag where nobody knows it."""
    try:
        return Locale.parse(tag.replace("_", "-"), sep="-").get_language_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def note_of(tag: str) -> str:
    """What stands for a line in a language that a form cannot be made in."""
    return f"In print, this line is here in {name_of(tag)} too."
