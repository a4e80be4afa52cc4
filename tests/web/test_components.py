"""The components: labels, errors and what a link in the error summary leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel, get_locale
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from portal.web import formats
from portal.web.colours import theme
from portal.web.fields import DatePartsField, TimeTextField, options
from portal.web.languages import init_languages
from tests.applications import settings_for

TEMPLATES = Path(__file__).parents[2] / "templates"
IMPORTS = "".join(
    f'{{% from "components/{file.name}" import {file.stem} %}}'
    for file in sorted((TEMPLATES / "components").glob("*.html"))
)


class Address(Form):
    line = StringField("Address line", [InputRequired("Enter the first line of the address")])


class Everything(Form):
    who = RadioField(
        "Who?",
        [InputRequired("Choose who it is about")],
        choices=options([("me", "Me"), ("b", "Another")]),
    )
    needs = SelectMultipleField(
        "What helps?", [InputRequired("Choose what helps")], choices=options([("p", "Large print")])
    )
    agree = BooleanField("Send a copy", [InputRequired("Tick to get a copy")])
    email = StringField("Email", [InputRequired("Enter your email")], description="We only use it to answer.")
    words = TextAreaField("What happened?", [InputRequired("Tell us what happened")])
    topic = SelectField(
        "Topic",
        [InputRequired("Choose a topic")],
        choices=options([("", "Choose"), ("r", "Rent")]),
    )
    on = DatePartsField("When?", missing="Enter the date it happened, for example 27 3 2026")
    at = TimeTextField("What time?", missing="Enter the time, for example 10:30am")
    files = MultipleFileField("Files", [InputRequired("Choose a file")])
    home = FormField(Address)
    token = HiddenField("Token", [InputRequired("The page was open too long")])


FIELDS = """{{ radios(form.who, heading=True) }}{{ checkboxes(form.needs) }}{{ checkboxes(form.agree) }}
{{ input(form.email, type="email") }}{{ textarea(form.words, max_length=2000) }}{{ select(form.topic) }}
{{ date_input(form.on) }}{{ input(form.at) }}{{ file_upload(form.files) }}{{ input(form.home.form.line) }}"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The templates alone, without the portal around them; compiled once."""
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.secret_key = "for tests only"
    app.extensions["portal_settings"] = settings_for(tmp_path_factory.mktemp("components"))
    Babel(app)
    init_languages(app)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.filters(formats.LONDON, get_locale))
    return app


@pytest.fixture(autouse=True)
def _asking(pages: Flask) -> Iterator[None]:
    with pages.test_request_context():
        yield


def drawn(source: str, **values: object) -> str:
    return render_template_string(IMPORTS + source, **values)


def page(source: str, *, is_open: bool = True, **values: object) -> str:
    landlord = SimpleNamespace(
        name="Redland <Homes>",
        short_name="Redland",
        phone="0117 496 0123",
        emergency_phone="0800 496 0999",
        logo_url=None,
    )
    state = SimpleNamespace(open=is_open, closes_at="5pm", next_opening="on Monday 4 January at 9am")
    return render_template_string(
        source,
        landlord=landlord,
        office_state=state,
        current_person=None,
        staff_nav=[],
        **values,
    )


def ids(html: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', html)


def test_every_error_links_to_an_input_that_is_there() -> None:
    form = Everything(MultiDict())
    assert not form.validate()
    html = drawn("{{ error_summary(form) }}" + FIELDS, form=form)
    targets = re.findall(r'<a href="#([^"]+)">', html)
    assert targets == [
        "who",
        "needs",
        "agree",
        "email",
        "words",
        "topic",
        "on-day",
        "at",
        "files",
        "home-line",
    ]
    for target in targets:
        assert re.search(rf'<(input|select|textarea)\b[^>]*\bid="{target}"', html), target
    assert "<li>The page was open too long</li>" in html
    assert len(ids(html)) == len(set(ids(html)))


def test_what_describes_a_field_is_there_and_empty_hints_are_not() -> None:
    form = Everything(MultiDict())
    form.validate()
    html = drawn(FIELDS, form=form)
    named = [name for names in re.findall(r'aria-describedby="([^"]*)"', html) for name in names.split()]
    assert set(named) <= set(ids(html))
    assert {"email-hint", "email-error", "words-count", "on-error"} <= set(named)
    assert html.count('class="govuk-hint"') == 1


def test_every_label_belongs_to_an_input() -> None:
    html = drawn(FIELDS, form=Everything())
    assert set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html)) <= set(ids(html))


def test_no_errors_make_no_summary() -> None:
    assert drawn("{{ error_summary(form) }}", form=Everything()).strip() == ""


def test_a_line_that_belongs_to_no_field_can_be_added() -> None:
    html = drawn("{{ error_summary([a, b], also=['Full', ('Here', '#x')]) }}", a=Everything(), b=Everything())
    assert "<li>Full</li>" in html
    assert '<a href="#x">Here</a>' in html


def test_what_was_typed_is_kept_and_escaped_but_a_password_is_not_sent_back() -> None:
    form = Everything(MultiDict({"email": '"><b>', "words": "\nfirst </textarea>"}))
    html = drawn("{{ input(form.email) }}{{ textarea(form.words) }}", form=form)
    assert 'value="&#34;&gt;&lt;b&gt;"' in html
    assert ">\n\nfirst &lt;/textarea&gt;</textarea>" in html  # the first line break is eaten by the browser
    assert "value=" not in drawn('{{ input(form.email, type="password") }}', form=form)


STEP = {"label": "Full answer", "by_text": "by Tuesday 17 November"}


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"state": "open", "left_text": "in 7 working days"}, "in 7 working days"),
        ({"state": "kept", "kept_text": "Wed 4 Nov"}, "kept: Wed 4 Nov"),
        ({"state": "kept"}, "kept"),
        ({"state": "kept_extended", "kept_text": "Wed 4 Nov"}, "kept, with an extension: Wed 4 Nov"),
        ({"state": "late"}, "late"),
        ({"state": "late", "kept_text": "Wed 18 Nov"}, "late: Wed 18 Nov"),
        ({"state": "late_notice"}, "late, and we told you before"),
        ({"state": "late", "reason": "the letter was lost"}, "Why: the letter was lost"),
        ({"state": "late", "new_date_text": "Friday 20 November"}, "We now expect: Friday 20 November"),
        ({"state": "late", "complain_url": "/c"}, '<a href="/c">Tell us, or complain'),
        ({"state": "open", "provisional": True}, "may change"),
        ({"state": "open", "explain_url": "/how"}, '<a href="/how">how we counted'),
        ({"state": "open", "act_url": "/do", "act_label": "Write the answer"}, ">Write the answer</a>"),
    ],
)
def test_a_step_of_the_promise_line_says_it_in_words(step: dict[str, object], says: str) -> None:
    promise = {"source": "Redland customer care policy", "steps": [{**STEP, **step}]}
    html = drawn("{{ promise_line(promise) }}", promise=promise)
    assert says in html
    assert f"promise__step--{step['state']}" in html
    assert "<ol" in html


def test_a_promise_that_was_kept_offers_no_complaint() -> None:
    promise = {"source": "", "steps": [{**STEP, "state": "kept", "complain_url": "/c"}]}
    assert "/c" not in drawn("{{ promise_line(promise) }}", promise=promise)


def test_a_page_has_its_title_the_emergency_number_and_says_when_something_is_wrong() -> None:
    child = '{% extends "layouts/page.html" %}{% block title %}Ask{% endblock %}'
    assert "<title>Ask – Redland &lt;Homes&gt;</title>" in page(child)
    assert "<title>Error: Ask – " in page("{% set has_errors = True %}" + child)
    assert "tel:08004960999" in page(child)
    assert "We are closed" not in page(child)
    assert "We are closed. We open on Monday 4 January at 9am." in page(child, is_open=False)


def test_a_page_has_a_second_column_only_when_something_is_in_it() -> None:
    child = '{% extends "layouts/page.html" %}{% block aside %}BESIDE{% endblock %}'
    assert page(child).count("BESIDE") == 1
    assert "page__aside" not in page('{% extends "layouts/page.html" %}')


def test_the_staff_layout_carries_its_navigation() -> None:
    child = "{% set staff_nav = [('Worklist', '/staff', True)] %}{% extends 'layouts/staff.html' %}"
    assert '<a href="/staff" aria-current="page">Worklist</a>' in page(child)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_every_error_page_renders_with_one_heading(status: int) -> None:
    html = page(f'{{% include "errors/{status}.html" %}}')
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert "0117 496 0123" in html


def test_the_theme_is_made_of_the_landlords_colour() -> None:
    assert "--brand: #7a1f3d;" in render_template("layouts/theme.css", theme=theme("#7a1f3d"))


def test_every_component_can_be_imported() -> None:
    assert drawn("x") == "x"
