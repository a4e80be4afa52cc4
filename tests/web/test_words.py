"""Where templates get their sentences from."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask, render_template_string
from flask.templating import Environment
from flask_babel import Babel, force_locale, get_locale

from portal.web.templates import PortalEnvironment
from portal.web.words import init_words, spoken

SENTENCES = """{{ _("Hello %(name)s", name="<Amina>") }}|
{%- trans count=2 %}one{% pluralize %}many{% endtrans %}
{{- "|" ~ pgettext("greeting", "Bye") ~ "|" ~ ngettext("%(num)s day", "%(num)s days", 1) }}"""


def words_of(folder: Path, locale: str, environment: type[Environment] = PortalEnvironment) -> str:
    app = Flask(__name__)
    app.jinja_environment = environment
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    Babel(app, default_locale=locale)
    init_words(app, folder)
    with app.test_request_context():
        return render_template_string(SENTENCES)


@pytest.mark.parametrize("environment", [Environment, PortalEnvironment])
def test_without_a_catalogue_sentences_are_as_written(tmp_path: Path, environment: type[Environment]) -> None:
    assert words_of(tmp_path, "en_GB", environment) == "Hello &lt;Amina&gt;|many|Bye|1 day"


def test_what_is_spoken_is_what_babel_says_it_is(tmp_path: Path) -> None:
    app = Flask(__name__)
    Babel(app, default_locale="en_GB")
    assert spoken() is None
    with app.test_request_context():
        assert spoken() == get_locale()
        with force_locale("cy"):
            assert str(spoken()) == "cy"
        assert str(spoken()) == "en_GB"


@pytest.mark.parametrize(("locale", "hello"), [("pl", "Witaj"), ("en_GB", "Hello")])
def test_with_a_catalogue_they_are_translated(tmp_path: Path, locale: str, hello: str) -> None:
    catalogue = Catalog(locale="pl")
    catalogue.add("Hello %(name)s", "Witaj %(name)s")
    target = tmp_path / "pl" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    assert words_of(tmp_path, locale).startswith(f"{hello} &lt;Amina&gt;")
