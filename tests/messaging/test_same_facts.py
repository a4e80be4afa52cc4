"""The same letter in five forms says the same: each is read back and asked for every fact."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.appointments.services.telling import MORE
from portal.database import db
from portal.formats.documents import Document
from portal.formats.gateways.braille import braille_of
from portal.formats.gateways.html import html_page
from portal.formats.plain import plain_text
from portal.formats.recital import passages_of
from portal.formats.services import make
from portal.formats.speech import spoken
from portal.messaging.gateways.letters import document_of
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.needs.ways import Carrier, Format, FormatChoice
from portal.organisation.queries import landlord
from portal.records.models import Record
from tests.messaging.world import NOTICE, NOW, World

WORDS = """The joiner comes on Tuesday 10 November 2026 at 10:30am.

- You pay £12.50.
- Ring 0121 496 0202 if that does not suit you.

Our office is at 12 High Street, BS6 6AA. Ask for Sam Hill."""
FACTS = (
    "Amina Bello",
    "Tuesday 10 November 2026",
    "10:30am",
    "£12.50",
    "0121 496 0202",
    "BS6 6AA",
    "Sam Hill",
    "Ruth Okafor",
    "Housing officer",
    "0121 496 0201",
    "large print",
)

OF_APPOINTMENT = (
    "Help with rent",
    "Tuesday 3 November 2026",
    "4:12pm",
    "5:12pm",
    "BS6 5TR",
    "Ruth Okafor",
    "Housing officer",
    "4411",
    "AB12CD",
    "Somali",
    "Your last letter",
    "0121 496 0201",
    "large print",
)


@pytest.fixture
def message(world: World) -> OutgoingMessage:
    return send(
        kind="cases/progress",
        to=Recipient(name="Amina Bello", address="amina@example.org"),
        now=NOW,
        record=world.record,
        context={
            "body": WORDS,
            "files": (),
            "promise_lines": (),
            "follow_token": "a-private-token",
            "next_update_on": NOW.date(),
            "received_at": NOW,
        },
    )


@pytest.fixture
def appointment(world: World) -> OutgoingMessage:
    return send(
        kind="appointments/booked",
        to=Recipient(name="Amina Bello", address="amina@example.org"),
        now=NOW,
        record=world.record,
        context={**MORE, "told": NOTICE, "promise_lines": (), "follow_token": "a-private-token"},
    )


def document(message: OutgoingMessage, form: Format) -> Document:
    """The message as a letter to post in that form."""
    message.carrier, message.to_postal = Carrier.POST.value, "Flat 6, BS6 5TR"
    reference = db.session.scalar(sa.select(Record.reference).where(Record.id == message.record_id))
    return document_of(message, landlord(), reference=reference or "", form=form)


def in_print(message: OutgoingMessage, points: int) -> str:
    choice = FormatChoice(format=Format.LARGE_PRINT, points=points)
    pdf = make(document(message, Format.LARGE_PRINT), choice).content
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return _flat(done.stdout.decode())


def on_screen(message: OutgoingMessage) -> str:
    page = html_page(document(message, Format.STANDARD), points=18)
    return _flat(html.unescape(re.sub(r"<[^>]+>", " ", page)))


def as_text(message: OutgoingMessage) -> str:
    found = document(message, Format.STANDARD)
    return _flat(f"{found.title}\n{plain_text(found)}")


def in_braille(message: OutgoingMessage) -> str:
    choice = FormatChoice(format=Format.BRAILLE, contracted=False)
    return _flat(make(document(message, Format.BRAILLE), choice).content.decode("ascii"))


def aloud(message: OutgoingMessage) -> str:
    return _flat(" ".join(passage.text for passage in passages_of(document(message, Format.AUDIO))))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


FORMS: dict[str, tuple[Callable[[OutgoingMessage], str], Callable[[str], str]]] = {
    "plain text": (as_text, str),
    "HTML": (on_screen, str),
    "print at 14 points": (lambda message: in_print(message, 14), str),
    "print at 28 points": (lambda message: in_print(message, 28), str),
    "Braille": (in_braille, lambda fact: braille_of(fact, contracted=False)),
    "speech": (aloud, lambda fact: _flat(spoken(fact))),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_is_in_every_form(app: Flask, message: OutgoingMessage, form: str) -> None:
    read, as_it_stands = FORMS[form]
    found = read(message)
    reference = message.subject.rpartition(" ")[2]
    expected = [*FACTS, reference, "localhost/find"]
    assert [fact for fact in expected if as_it_stands(fact) not in found] == []
    assert as_it_stands("a-private-token") not in found


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_of_an_appointment_is_in_every_form(
    app: Flask, appointment: OutgoingMessage, form: str
) -> None:
    read, as_it_stands = FORMS[form]
    found = read(appointment)
    assert [fact for fact in OF_APPOINTMENT if as_it_stands(fact) not in found] == []
    assert as_it_stands("a-private-token") not in found


def test_what_no_form_may_say_is_found_where_it_is_said(app: Flask, message: OutgoingMessage) -> None:
    """The test above can fail: with another day in the words, no form passes."""
    message.text = message.paper_text = message.text.replace("Tuesday 10", "Wednesday 11")
    for name, (read, as_it_stands) in FORMS.items():
        assert as_it_stands("Tuesday 10 November 2026") not in read(message), name


def test_on_a_screen_the_link_is_there_and_on_paper_it_is_not(app: Flask, message: OutgoingMessage) -> None:
    on_a_screen = document_of(message, landlord(), on_paper=False)
    assert "http://localhost/follow/a-private-token" in plain_text(on_a_screen)
    on_paper = document_of(message, landlord(), on_paper=True)
    assert "a-private-token" not in plain_text(on_paper)
    assert replace(on_a_screen, blocks=()) == replace(on_paper, blocks=())
