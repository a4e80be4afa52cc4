"""Every message there is: one text, whatever becomes of it; on paper no private link, and the same facts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from portal.appointments.notices import Offered
from portal.appointments.services.telling import MORE
from portal.charters.ombudsman import HOUSING_OMBUDSMAN
from portal.config import ROOT
from portal.formats.documents import Items, blocks_of
from portal.messaging.gateways.rendering import Rendered, render
from portal.messaging.signatures import Recipient, Signature
from portal.needs.markers import NeedKind
from tests.messaging.world import NOTICE, NOW

MESSAGES = ROOT / "templates" / "messages"
KINDS = sorted(str(path.parent.relative_to(MESSAGES)) for path in MESSAGES.rglob("text.txt"))
TOKEN = "a-private-token-that-nobody-could-type"
PHONE = "0121 496 0201"
REFERENCE = "H7KM-4RXC"
DAY = date(2026, 11, 10)
_WORDS = ("agency", "because", "delay_reason", "label", "absent_name", "holder_name", "instead", "title")
_POINT = SimpleNamespace(words="The light", is_ours=False, whose="the council")
# What messages of a complaint may be told.
COMPLAINT: dict[str, object] = {
    **dict.fromkeys(("definition", "outcome_sought", "remedy"), "words"),
    **dict.fromkeys(("ombudsman_until", "done_on"), DAY),
    "ombudsman": HOUSING_OMBUDSMAN,
    "question": "When were you at the house?",
    "answer_by": DAY,
    "question_token": TOKEN,
    "stage": 1,
    "stages": 2,
    "reason": "in court",
    "outcome": "upheld",
    "every_days": 7,
    "points": (
        SimpleNamespace(
            **vars(_POINT),
            point=_POINT,
            finding=SimpleNamespace(decision="upheld", reasons="We lost it.", policy="Repairs policy"),
        ),
    ),
    "actions": (
        SimpleNamespace(
            kind="money", words="£50", by_whom="Ruth Okafor", by_on=DAY, done_on=None, agreed=True
        ),
    ),
}
# What messages of something dangerous in a home may be told.
HAZARD: dict[str, object] = {
    "hazard_kind": "damp or mould",
    "place": "the bedroom",
    "said": "Black mould by the bed.",
    "grade": "emergency",
    "is_judged": True,
    "emergency_phone": PHONE,
    "address": "5 Kingfisher Court, B1 1AA",
    "who": "Amina Bello",
    "who_phone": PHONE,
    "step": "started",
    "tried_at": NOW,
}
# Whatever a message may be told. A new message that needs more adds it here.
CONTEXT: dict[str, object] = {
    **dict.fromkeys(("received_at", "changed_at", "answered_at", "told_at", "proved_at"), NOW),
    **dict.fromkeys(("expected_on", "new_on", "back_on", "next_update_on", "review_on", "ends_on"), DAY),
    **dict.fromkeys(_WORDS, "words"),
    "landlord": SimpleNamespace(name="Redland", phone=PHONE, email="hello@landlord.example"),
    "to": Recipient(name="Amina Bello"),
    "handler": Signature(name="Ruth Okafor", phone=PHONE, role="Housing officer"),
    "writer": None,
    "reference": REFERENCE,
    "token": TOKEN,
    "follow_token": TOKEN,
    "body": "Words of an officer.",
    "promise_lines": (),
    "files": (),
    "choices": (
        SimpleNamespace(words="We mend it", consequence="The joiner comes", by_on=DAY),
        SimpleNamespace(words="We replace it", consequence="It takes longer", by_on=None),
    ),
    "authority": SimpleNamespace(from_on=DAY, to_on=DAY + timedelta(days=9)),
    "cover": SimpleNamespace(back_on=DAY),
    "kind": NeedKind.LARGE_PRINT,
    **MORE,
    "told": NOTICE,
    "was_at": NOW,
    "was_officer": "Sam Hill",
    "offers": (
        Offered(starts_at=NOW, officer="Ruth Okafor", role="Housing officer"),
        Offered(starts_at=NOW + timedelta(hours=1), officer=""),
    ),
    "wish": "woman",
    **dict.fromkeys(("words", "praised_name", "from_name"), "words"),
    "is_praised": False,
    **COMPLAINT,
    **HAZARD,
    "expected_at": NOW,
    "called_at": NOW,
    **dict.fromkeys(("often", "through", "still_by", "event_title", "happened", "means"), "words"),
    **dict.fromkeys(("from_on", "comply_again_on"), DAY),
    "ways": ["phone", "email", "office"],
    "again": False,
    "ended_at": NOW,
    "scope": "everything",
    "outcome": "solved",
    "named": True,
}


@pytest.mark.parametrize("kind", KINDS)
def test_no_private_link_is_left_on_paper_and_every_other_line_is_the_same(app: Flask, kind: str) -> None:
    said = rendered(kind)
    paper = said.paper_text or said.text
    assert TOKEN not in paper
    assert "http" not in paper
    if TOKEN in said.text:
        assert PHONE in paper
    facts = set(figures(said.text.replace(TOKEN, ""))) - {"24"}
    assert facts <= set(figures(paper)) | figures_of_links(kind)


def figures_of_links(kind: str) -> set[str]:
    """Numbers that say how long a link lives, which paper has no use for."""
    return {"24", "7", "2"} if kind.startswith("accounts/") else set()


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_one_text_and_nothing_beside_it(kind: str) -> None:
    assert sorted(path.name for path in (MESSAGES / kind).iterdir()) == ["subject.txt", "text.txt"]


def test_choices_are_one_numbered_list_in_every_form(app: Flask) -> None:
    lists = [block for block in blocks_of(rendered("cases/options").text) if isinstance(block, Items)]
    assert [len(found.items) for found in lists] == [2]
    assert lists[0].numbered
    assert lists[0].items[0] == ("We mend it. What follows: The joiner comes. By: Tuesday 10 November 2026.")


def rendered(kind: str) -> Rendered:
    return render(kind, CONTEXT, phone=PHONE, reference=REFERENCE)


def figures(text: str) -> list[str]:
    """Every number and date of a text."""
    return re.findall(r"\d[\d:.,]*\w*", text)
