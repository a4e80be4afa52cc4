"""Every template: that it can be read, has a title, speaks through gettext, keeps to the security policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, StrictUndefined, nodes

from portal import create_app
from portal.config import ROOT
from tests.applications import settings_for

TEMPLATES = ROOT / "templates"


def source(name: str) -> str:
    """A template's text."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.is_file())
HTML = [name for name in NAMES if name.endswith(".html")]
NOT_PAGES = ("layouts/", "components/", "messages/", "formats/")
PARTS = set(
    re.findall(r"""\{%-?\s*(?:include|import|from|extends)\s+['"]([^'"]+)""", "".join(map(source, NAMES)))
)
PAGES = [name for name in HTML if not name.startswith(NOT_PAGES) and name not in PARTS]
STAND_ALONE = ("errors/500.html", "errors/503.html")  # gettext may be what broke
INSIDE_A_TAG = ("body_class", "form_attributes")  # blocks that fill an attribute
SCSS = sorted((ROOT / "static" / "scss").glob("*.scss"))

INLINE = re.compile(r"""(?<![\w-])(style|on[a-z]{3,})\s*=\s*["']|<style|<script(?![^>]*\bsrc=)|javascript:""")
SPOKEN_ATTRIBUTE = re.compile(r"""\b(aria-label|alt|title|placeholder)="[^"\x00]*[A-Za-z]{2}""")
PHYSICAL = re.compile(
    r"\b(margin|padding|border)-(left|right)\b|(?<![-\w$])(left|right)\s*:"
    r"|\b(text-align|float|clear)\s*:\s*(left|right)\b"
)
IN_A_LANGUAGE = re.compile(r"""<(\w+)\b[^>]*\slang="[a-z-]+"[^>]*>.*?</\1>""", re.S)  # meant as it stands
STATIC = re.compile(r"""url_for\(\s*['"]static['"]\s*,\s*filename\s*=\s*['"]([^'"]+)['"]""")


@pytest.fixture(scope="module")
def portal_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all of them: templates are read, nothing is stored."""
    return create_app(settings_for(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="module")
def environment(portal_app: Flask) -> Environment:
    """Jinja as the portal sets it up."""
    return portal_app.jinja_env


def test_what_is_undefined_is_refused(environment: Environment) -> None:
    assert environment.undefined is StrictUndefined


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(environment: Environment, name: str) -> None:
    assert environment.get_template(name).name == name


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_in_a_layout_and_has_a_title(environment: Environment, name: str) -> None:
    blocks, chain = _blocks_and_chain(environment, name)
    assert chain[-1].startswith("layouts/")
    assert "title" in blocks


@pytest.mark.parametrize("name", HTML)
def test_nothing_inline_that_the_security_policy_refuses(name: str) -> None:
    assert [match.group() for match in INLINE.finditer(source(name))] == []


@pytest.mark.parametrize("name", [name for name in HTML if name not in STAND_ALONE])
def test_every_sentence_goes_through_gettext(environment: Environment, name: str) -> None:
    assert list(_literal_words(environment, source(name))) == []


@pytest.mark.parametrize("name", HTML)
def test_nothing_is_declared_safe_that_a_person_may_have_written(name: str) -> None:
    assert "| safe" not in source(name)
    assert "|safe" not in source(name)


@pytest.mark.parametrize("path", SCSS, ids=lambda path: path.name)
def test_directions_are_those_of_the_text(path: Path) -> None:
    without_comments = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    assert [match.group() for match in PHYSICAL.finditer(without_comments)] == []


def test_every_file_a_page_asks_for_is_built(portal_app: Flask) -> None:
    assert portal_app.static_folder is not None
    asked = {file for name in NAMES for file in STATIC.findall(source(name))}
    assert asked, "layouts ask for a stylesheet"
    assert {file for file in asked if not (Path(portal_app.static_folder) / file).is_file()} == set()


def test_a_sentence_outside_gettext_is_found() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    text = '<p class="{{ c }}">Ring us{% if a %} on {{ b }}{% endif %}</p>{% trans %}Write{% endtrans %}'
    assert list(_literal_words(environment, text)) == ["Ring us on"]
    assert list(_literal_words(environment, '<a aria-label="Close it"></a>')) == ['aria-label="Close']


def _blocks_and_chain(environment: Environment, name: str) -> tuple[set[str], list[str]]:
    """The blocks a page fills, itself or in a template between it and its layout; the chain to the layout."""
    blocks: set[str] = set()
    chain = [name]
    while True:
        tree = environment.parse(source(chain[-1]))
        extended = tree.find(nodes.Extends)
        if extended is None:
            return blocks, chain
        blocks |= {block.name for block in tree.find_all(nodes.Block)}
        assert isinstance(extended.template, nodes.Const), "which layout must be plain to see"
        chain.append(extended.template.value)


def _literal_words(environment: Environment, text: str) -> Iterator[str]:
    """Words a reader would see that no translator would: text between tags, and spoken attributes."""
    html = "".join(_pieces(environment.parse(text)))
    for match in SPOKEN_ATTRIBUTE.finditer(html):
        yield match.group().split(" ")[0] if " " in match.group() else match.group()
    for part in re.split(r"<[^>]*>|\x00", IN_A_LANGUAGE.sub("", html)):
        words = " ".join(part.split())
        if not words.startswith("/") and re.search(r"[A-Za-z]{2}", re.sub(r"&\w+;", "", words)):
            yield words


def _pieces(node: nodes.Node) -> Iterator[str]:
    """The template's own text in order; NUL stands for whatever an expression gives."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block) and child.name in INSIDE_A_TAG:
            continue
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(node, nodes.Output):
            yield "\x00"
        else:
            yield from _pieces(child)
