"""How templates come by their words, in the language of the page. No words here."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, g
from flask_babel import get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal.extensions import babel
from portal.web.pseudo import PseudoTranslations

DOMAIN = "messages"
TRIAL_LOCALE = "ar"


def init_words(app: Flask, folder: Path, *, trial: bool = False) -> None:
    """Give templates the catalogues compiled in `folder`; call after Babel's own init.

    Flask-Babel looks for the reader's catalogue again at each sentence: a third of a page's time, measured.
    These are read once. `trial` adds the language for trying out layout, for Python's sentences too.
    """
    words = Words(_catalogues(folder))
    if trial:
        words.catalogues[TRIAL_LOCALE] = PseudoTranslations()
        with app.app_context():
            babel.domain_instance.cache[TRIAL_LOCALE, DOMAIN] = PseudoTranslations()
    environment = cast(Any, app.jinja_env)
    environment.newstyle_gettext = True
    speaking = {
        "_": words.say,
        "gettext": words.say,
        "ngettext": words.count,
        "pgettext": words.say_in_context,
        "npgettext": words.count_in_context,
    }
    environment.globals.update(speaking)
    environment.filters.update(speaking)  # as portal.web.templates calls them


def spoken() -> Locale | None:
    """The locale of the page being made, as `flask_babel.get_locale` has it, which asks again each time."""
    try:
        found: Locale = g._flask_babel.babel_locale
    except (AttributeError, RuntimeError):  # not asked in this context yet, or there is none
        return cast("Locale | None", get_locale())
    return found


class Words:
    """The functions templates speak through, over catalogues by their language's name; English needs none."""

    def __init__(self, catalogues: dict[str, Any]) -> None:
        self.catalogues = catalogues

    @pass_context
    def say(self, here: Context, text: str, /, **variables: object) -> str:
        """A sentence."""
        catalogue = self._catalogue()
        return _said(here, catalogue.gettext(text) if catalogue else text, variables)

    @pass_context
    def count(self, here: Context, one: str, many: str, num: int, /, **variables: object) -> str:
        """A sentence that depends on a number."""
        catalogue = self._catalogue()
        said = catalogue.ngettext(one, many, num) if catalogue else (one if num == 1 else many)
        return _said(here, said, {"num": num, **variables})

    @pass_context
    def say_in_context(self, here: Context, context: str, text: str, /, **variables: object) -> str:
        """A sentence whose meaning hangs on where it stands."""
        catalogue = self._catalogue()
        return _said(here, catalogue.pgettext(context, text) if catalogue else text, variables)

    @pass_context
    def count_in_context(
        self, here: Context, context: str, one: str, many: str, num: int, /, **variables: object
    ) -> str:
        """Both."""
        catalogue = self._catalogue()
        said = catalogue.npgettext(context, one, many, num) if catalogue else (one if num == 1 else many)
        return _said(here, said, {"num": num, **variables})

    def _catalogue(self) -> Any:
        if not self.catalogues:
            return None
        locale = spoken()
        return self.catalogues.get(locale.language) if locale else None


def _catalogues(folder: Path) -> dict[str, NullTranslations]:
    tags = [compiled.parts[-3] for compiled in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")]
    return {tag: Translations.load(folder, [tag], DOMAIN) for tag in tags}


def _said(here: Context, text: str, variables: dict[str, object]) -> str:
    """The sentence with its variables, which are escaped where the template is HTML."""
    if here.eval_ctx.autoescape:
        marked = _marked(text)
        return marked % variables if "%" in text else marked
    return text % variables if "%" in text else text


@lru_cache(maxsize=8192)
def _marked(text: str) -> Markup:
    return Markup(text)  # noqa: S704  our own sentence, from a template or a catalogue
