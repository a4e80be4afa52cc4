"""The languages of the portal: who hears which, that the Welsh is whole, and dates and times in it."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, render_template_string
from flask_babel import gettext

from portal.config import ROOT
from portal.web import formats
from portal.web.display import COOKIE
from portal.web.fields import time_readings
from portal.web.languages import (
    chosen_language,
    in_english,
    speaking,
    spoken_tag,
    tag_read_in,
    text_direction,
)
from portal.web.pseudo import pseudo
from tests.applications import running_app
from tests.client import StrictClient
from tests.factories.organisation import a_landlord, an_office

WELSH = ROOT / "portal" / "translations" / "cy" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%%[sd]?|%\(\w+\)[sd]|</?\w+[^>]*>")
# Numbers that show every form of a Welsh noun after one (CLDR).
EVERY_FORM = (0, 1, 2, 3, 6, 4)
WINTER = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def welsh() -> Catalog:
    """The Welsh catalogue."""
    with WELSH.open("rb") as file:
        return read_po(file, locale="cy")


@pytest.fixture(scope="module")
def customers_sentences(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """Every sentence in the code that a customer may see."""
    target = tmp_path_factory.mktemp("words") / "found.pot"
    subprocess.run([ROOT / ".ci" / "translations", "extract", target], check=True)
    with target.open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.fixture
def visitor(client: StrictClient) -> StrictClient:
    """A visitor at a landlord with one office."""
    a_landlord()
    an_office()
    return client


def forms(message: Message) -> tuple[str, ...]:
    """A translation as one or more texts: one for each number's form."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def test_every_sentence_a_customer_may_see_is_there_in_welsh(
    welsh: Catalog, customers_sentences: list[Message]
) -> None:
    assert len(customers_sentences) > 700
    missing = []
    for message in customers_sentences:
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        found = welsh.get(one, message.context)
        if found is None or not all(forms(found)):
            missing.append(f"{one!r}  ({', '.join(sorted({place for place, _line in message.locations}))})")
    assert not missing, "run `make translations` and write these in Welsh:\n" + "\n".join(missing)


def test_nothing_is_held_in_welsh_that_nobody_says_any_more(
    welsh: Catalog, customers_sentences: list[Message]
) -> None:
    said = {(message.context, message.id) for message in customers_sentences}
    assert [m.id for m in welsh if m.id and (m.context, m.id) not in said] == []
    assert not welsh.obsolete


def test_the_welsh_holds_the_same_places_for_names_and_numbers(welsh: Catalog) -> None:
    wrong = []
    for message in welsh:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = Counter(PLACEHOLDER.findall(ids[-1]))
        for text in forms(message):
            found = Counter(PLACEHOLDER.findall(text))
            # A form for one number may say it in words, as the English does.
            spared = {"%(num)s": 1, "%(num)d": 1, "%(count)s": 1} if len(ids) > 1 else {}
            if found - allowed or (allowed - found) - Counter(spared):
                wrong.append(f"{ids[-1]!r}: {text!r}")
    assert wrong == []


def test_no_translation_is_a_guess_and_the_catalogue_says_who_made_it(welsh: Catalog) -> None:
    assert [m.id for m in welsh if m.id and m.fuzzy] == []
    assert "Cyfieithiad peiriant: yn aros i rywun ei wirio" in welsh.header_comment
    assert welsh.num_plurals == len(EVERY_FORM)


def test_days_stand_where_their_first_letter_does_not_change(welsh: Catalog) -> None:
    """ "dydd Mawrth" is "ddydd Mawrth" after some words; a placeholder cannot know that."""
    changing = re.compile(
        r"\b(ar|o|i|am|at|dan|drwy|tan|hyd|gan|heb) %\((day|moment|first|last|received|asked)\)s",
        re.I,
    )
    found = [text for m in welsh if m.id for text in forms(m) if changing.search(text)]
    assert found == []


def test_the_compiled_words_are_those_of_the_catalogue(welsh: Catalog, tmp_path: Path) -> None:
    """`make run` and `make test` compile them; a catalogue edited since is not yet what people read."""
    with (tmp_path / "now.mo").open("wb") as file:
        write_mo(file, welsh)
    assert WELSH.with_suffix(".mo").read_bytes() == (tmp_path / "now.mo").read_bytes()


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (time(0, 0), "hanner nos"),
        (time(0, 5), "12:05yb"),
        (time(9, 0), "9yb"),
        (time(10, 30), "10:30yb"),
        (time(12, 0), "hanner dydd"),
        (time(12, 30), "12:30yh"),
        (time(14, 0), "2yh"),
        (time(16, 12), "4:12yh"),
        (WINTER, "10:30yb"),
    ],
)
def test_times_in_welsh(value: time | datetime, reads: str) -> None:
    assert formats.clock(value, "cy") == reads


@pytest.mark.parametrize(
    ("on", "full", "short"),
    [
        (date(2026, 11, 3), "dydd Mawrth 3 Tachwedd 2026", "Maw 3 Tach"),
        (date(2026, 2, 2), "dydd Llun 2 Chwefror 2026", "Llun 2 Chwef"),
        (date(2026, 3, 4), "dydd Mercher 4 Mawrth 2026", "Mer 4 Maw"),
        (date(2026, 1, 1), "dydd Iau 1 Ionawr 2026", "Iau 1 Ion"),
        (date(2026, 7, 31), "dydd Gwener 31 Gorffennaf 2026", "Gwen 31 Gorff"),
        (date(2026, 8, 1), "dydd Sadwrn 1 Awst 2026", "Sad 1 Awst"),
        (date(2026, 12, 27), "dydd Sul 27 Rhagfyr 2026", "Sul 27 Rhag"),
    ],
)
def test_dates_in_welsh(on: date, full: str, short: str) -> None:
    assert formats.day(on, "cy") == full
    assert formats.short_day(on, "cy") == short


def test_moments_and_money_in_welsh() -> None:
    assert formats.moment(WINTER, "cy") == "dydd Mawrth 3 Tachwedd 2026 am 10:30yb"
    assert formats.short_moment(WINTER, "cy") == "Maw 3 Tach, 10:30yb"
    assert formats.pounds(123450, "cy") == "£1,234.50"


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("10:30yb", [time(10, 30)]),
        ("2yp", [time(14)]),
        ("2.15 yh", [time(14, 15)]),
        ("hanner dydd", [time(12)]),
        ("canol nos", [time(0)]),
        ("13yh", []),
    ],
)
def test_times_typed_in_welsh_are_read(typed: str, means: list[time]) -> None:
    assert time_readings(typed) == means


def test_a_visitor_chooses_welsh_on_any_page_and_goes_back_to_english(visitor: StrictClient) -> None:
    page = visitor.get("/contact").text
    link = re.search(r'<a lang="cy"[^>]* href="([^"]+)">Cymraeg</a>', page)
    assert link
    assert visitor.get(link[1], headers={"Referer": "http://localhost/contact"}).location == "/contact"
    page = visitor.get("/contact").text
    assert '<html lang="cy" dir="ltr">' in page
    assert "<h1>Cysylltu â ni</h1>" in page
    assert "dydd Llun – dydd Gwener: 9yb – 5yh" in " ".join(page.split())
    assert '<span lang="cy" aria-current="true">Cymraeg</span>' in page
    assert '<a lang="en-GB"' in page
    visitor.get("/display/switch?language=en")
    assert '<html lang="en-GB" dir="ltr">' in visitor.get("/contact").text


def test_what_the_landlord_wrote_in_english_says_so_on_a_welsh_page(visitor: StrictClient) -> None:
    visitor.set_cookie(COOKIE, "language=cy")
    assert '<strong lang="en-GB" dir="ltr">' in visitor.get("/promises").text
    visitor.set_cookie(COOKIE, "language=en")
    assert 'lang="en-GB" dir=' not in visitor.get("/promises").text.split("<main")[1]


def test_errors_and_lazy_sentences_are_in_welsh_too(visitor: StrictClient) -> None:
    visitor.set_cookie(COOKIE, "language=cy")
    refused = visitor.post("/sign-in", data={})
    assert "Mae problem" in refused.text
    assert "Rhowch eich cyfrinair" in refused.text
    assert "<title>Gwall: " in refused.text
    assert "Ni allwn ddod o hyd i’r dudalen honno" in visitor.get("/nowhere").text


def test_the_page_about_looks_says_that_the_welsh_awaits_a_person(visitor: StrictClient) -> None:
    assert "yn aros i rywun ei wirio" in visitor.get("/display").text


@pytest.mark.parametrize(
    ("told", "spoken"),
    [("cy", "cy"), ("CY", "cy"), ("cy-GB", "cy"), ("cy_GB", "cy"), ("en", "en"), ("pl", "en"), ("", "en")],
)
def test_a_message_is_said_in_the_language_we_have(app: Flask, told: str, spoken: str) -> None:
    assert spoken_tag(told) == spoken
    with speaking(told) as language:
        assert language.tag == chosen_language().tag == spoken
        assert gettext("Continue") == {"cy": "Parhau", "en": "Continue"}[spoken]
        assert render_template_string("{{ _('Continue') }}") == gettext("Continue")
    assert gettext("Continue") == "Continue"


@pytest.mark.parametrize(
    ("kept", "page", "tag"),
    [
        ("language=cy", "en", "cy"),
        ("language=en", "cy", "en"),
        ("text=150", "cy", "cy"),
        ("", "en", "en"),
        ("language=ar-XB", "cy", "en"),
    ],
)
def test_we_write_to_people_in_what_they_read_us_in(app: Flask, kept: str, page: str, tag: str) -> None:
    with speaking(page):
        assert tag_read_in(kept) == tag


def test_what_is_written_for_somebody_else_is_not_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context("/ask", headers={"Cookie": f"{COOKIE}=language=cy"}):
        assert gettext("Help with a form") == "Help gyda ffurflen"
        with speaking("en"):
            assert gettext("Help with a form") == "Help with a form"
            assert in_english() == ""
        assert in_english() == ' lang="en-GB" dir="ltr"'


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("en", "ltr"),
        ("cy", "ltr"),
        ("pl", "ltr"),
        ("pa", "ltr"),
        ("pa-Arab", "rtl"),
        ("ar", "rtl"),
        ("ar-XB", "rtl"),
        ("ur", "rtl"),
        ("fa_IR", "rtl"),
        ("", "ltr"),
    ],
)
def test_which_way_a_language_reads(tag: str, direction: str) -> None:
    assert text_direction(tag) == direction


@pytest.mark.parametrize(
    "text",
    [
        "Ring %(phone)s, day or night.",
        "Your name: <strong>%(name)s</strong>.",
        "You have %%d characters left",
        "Write to name@example.org or open https://example.org/a",
    ],
)
def test_the_trial_language_keeps_what_is_no_word(text: str) -> None:
    made = pseudo(text)
    kept = re.findall(r"%%\w|%\(\w+\)s|<[^>]+>|\S+@\S+|https?://\S+", text)
    assert kept
    assert [part for part in kept if part not in made] == []
    assert not re.search(r"\b(ring|your|you|write|day|or|left)\b", made, re.I)


@pytest.fixture
def on_trial(tmp_path: Path, new_database: object) -> Iterator[StrictClient]:
    """A visitor where the trial language is offered."""
    url = new_database("sqlite")  # type: ignore[operator]
    with running_app(tmp_path, database_url=url, trial_language=True) as application:
        a_landlord()
        an_office()
        yield StrictClient(application)


def test_the_trial_language_is_offered_only_where_the_setting_says_so(
    visitor: StrictClient, on_trial: StrictClient
) -> None:
    visitor.set_cookie(COOKIE, "language=ar-XB")
    assert '<html lang="en-GB" dir="ltr">' in visitor.get("/").text
    assert "(trial)" not in visitor.get("/").text
    on_trial.set_cookie(COOKIE, "language=ar-XB")
    page = on_trial.get("/").text
    assert '<html lang="ar-XB" dir="rtl">' in page
    assert "What do you need" not in page
