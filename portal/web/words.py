"""How templates come by their words. No words here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from flask import Flask


def init_words(app: Flask, catalogues: Path) -> None:
    """Spare the search for a translation while there is none in `catalogues`; call after Babel's own init.

    Flask-Babel looks for the reader's catalogue again at each sentence: a third of a page's time, measured.
    With the first compiled catalogue its own functions stay in place.
    """
    if any(catalogues.glob("*/LC_MESSAGES/*.mo")):
        return
    cast(Any, app.jinja_env).install_gettext_callables(
        gettext=_same,
        ngettext=_one_or_many,
        pgettext=lambda _context, text: text,
        npgettext=lambda _context, one, many, count: _one_or_many(one, many, count),
        newstyle=True,
    )


def _same(text: str) -> str:
    return text


def _one_or_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
