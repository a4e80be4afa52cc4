"""The languages the portal speaks, and which one is spoken now. No words of pages here, no SQL.

For a message in somebody's own language: `with speaking(tag): render_template(...)`, where tag is what the
person told us ("cy", "pl", ""). Words, dates and money inside come in that language where there is a
catalogue, else in English; `spoken_tag(tag)` says which of the two it became, for the message's `language`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from babel import Locale
from flask import Flask, has_request_context, request
from flask_babel import force_locale
from markupsafe import Markup

from portal.web.display import display, display_from
from portal.web.settings import settings
from portal.web.words import spoken

ENGLISH = "en"
WELSH = "cy"
TRIAL = "ar-XB"
# Written from right to left (CLDR, characterOrder), by the languages our customers may name.
_RIGHT_TO_LEFT = frozenset(
    "ar arc az-arab ckb dv fa he ks ku-arab nqo pa-arab ps sd syr ug ur yi".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language with a catalogue. `tag` is what is kept, `html` goes into lang=, `locale` is Babel's."""

    tag: str
    html: str
    locale: str
    own_name: str
    awaits_check: bool = False  # no person has checked the translation yet

    @property
    def direction(self) -> str:
        """ "ltr" or "rtl"."""
        return text_direction(self.tag)


LANGUAGES: Mapping[str, Language] = {
    ENGLISH: Language(tag=ENGLISH, html="en-GB", locale="en_GB", own_name="English"),
    WELSH: Language(tag=WELSH, html="cy", locale="cy", own_name="Cymraeg", awaits_check=True),
}
# English in Arabic letters, to see pages from right to left: only where the setting TRIAL_LANGUAGE says so.
TRIAL_LANGUAGE = Language(tag=TRIAL, html=TRIAL, locale="ar", own_name="⁧تجربة⁩ (trial)", awaits_check=True)


def init_languages(app: Flask) -> None:
    """What every page knows of languages and of how it is to look."""
    app.context_processor(
        lambda: {"language": chosen_language(), "languages": offered_languages(), "display": display()}
    )
    app.jinja_env.globals.update(called=called, in_english=in_english, text_direction=text_direction)


def offered_languages() -> tuple[Language, ...]:
    """What a reader may choose from."""
    return (*LANGUAGES.values(), *((TRIAL_LANGUAGE,) if settings().trial_language else ()))


def reading_locale() -> str | None:
    """The locale for Babel: the reader's own; staff pages and the worker speak English."""
    if not has_request_context() or _is_staff_page():
        return None
    wanted = display().language
    return next((language.locale for language in offered_languages() if language.tag == wanted), None)


def chosen_language() -> Language:
    """The language words are said in now: the reader's, or the one `speaking` forces; else English."""
    locale = spoken()
    found = (language for language in offered_languages() if locale and _is(language, locale))
    return next(found, LANGUAGES[ENGLISH])


def spoken_tag(tag: str) -> str:
    """The tag of the catalogue for a language somebody told us ("cy-GB": "cy"); "en" where there is none."""
    wanted = tag.strip().lower().replace("_", "-").split("-")[0]
    return wanted if wanted in LANGUAGES else ENGLISH


def tag_read_in(reading: str) -> str:
    """The tag of the language a person reads our pages in; of the page being made where they chose none.

    `reading` is Person.reading. For words of ours to a person who told us of no language.
    """
    return spoken_tag(display_from(reading).language or chosen_language().tag)


@contextmanager
def speaking(tag: str) -> Iterator[Language]:
    """Say everything inside in that language, where we have it, else in English. Needs an app context.

    In a request everything is said in the reader's language otherwise: what is written for somebody else,
    or stored for staff, belongs inside `speaking`.
    """
    language = LANGUAGES[spoken_tag(tag)]
    with force_locale(language.locale):
        yield language


def text_direction(tag: str) -> str:
    """ "rtl" or "ltr" for any language's tag, also one we have no catalogue for: "ar-XB", "ur", "pl"."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    return "rtl" if _RIGHT_TO_LEFT & {parts[0], "-".join(parts[:2])} else "ltr"


def in_english() -> Markup:
    """Attributes for what is the landlord's own English, such as a promise, on a page in another language."""
    language = chosen_language()
    return Markup("") if language.tag == ENGLISH else Markup(' lang="en-GB" dir="ltr"')


def called(english: str, welsh: str) -> str:
    """The landlord's own words in the language spoken now: in Welsh where there are any, else English."""
    return welsh if welsh and chosen_language().tag == WELSH else english


def tongue_called(tag: str, english: str) -> str:
    """What a language is called in the one spoken now (CLDR); `english` where no such name is known."""
    locale = spoken()
    if locale is None or locale.language == ENGLISH:
        return english
    return str(locale.languages.get(tag.replace("-", "_"), english))


def _is(language: Language, locale: Locale) -> bool:
    return language.locale.split("_")[0] == locale.language


def _is_staff_page() -> bool:
    return request.path == "/staff" or request.path.startswith("/staff/")
