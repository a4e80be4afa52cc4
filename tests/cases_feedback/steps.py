"""Going through the pages of speaking as a browser does."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.cases.models import Case, ComplaintChoice, Feedback
from portal.database import db
from portal.records.models import Record
from tests.cases_web.steps import submission_of
from tests.client import StrictClient

WORDS = "The man who mended our lift was kind and quick."
VISITOR: dict[str, dict[str, Any]] = {
    "": {"feedback": "compliment"},
    "what-happened": {
        "about": "person",
        "about_name": "the lift engineer",
        "topic": "",
        "words": WORDS,
        "happened_on-day": "2",
        "happened_on-month": "11",
        "happened_on-year": "2026",
    },
    "reply": {
        "reply_by": "email",
        "name": "Gareth Pugh",
        "email": "gareth@home.example",
        "contact_kind": "supplier",
    },
}
TENANT = {**VISITOR, "reply": {"reply_by": "email", "email": "amina@home.example", "phone": ""}}


def answers(base: dict[str, dict[str, Any]], **changed: Any) -> dict[str, dict[str, Any]]:
    """The answers with some fields changed, wherever they stand."""
    return {
        page: {**given, **{k: v for k, v in changed.items() if k in given or k in _MORE.get(page, ())}}
        for page, given in base.items()
    }


_MORE = {"what-happened": ("put_right",), "reply": ("phone", "address")}


def errors_of(response: TestResponse) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'<li><a href="#[^"]*">([^<]*)', response.get_data(as_text=True))


def speak(client: StrictClient, given: dict[str, dict[str, Any]] = VISITOR) -> str:
    """Answer everything and send it; the address of the confirmation."""
    location = ""
    for page, answer in given.items():
        response = client.post(f"/speak/{page}".rstrip("/"), data=answer)
        assert response.status_code == 303, (page, errors_of(response))
        location = response.location
    assert location == "/speak/check"
    page_text = client.get(location).get_data(as_text=True)
    response = client.post("/speak/check", data={"submission": submission_of(page_text)})
    assert response.status_code == 303
    return response.location


def the_one(kind: str) -> tuple[Record, Case, Feedback]:
    """The only case of that kind, with what is kept of it as feedback."""
    found = db.session.execute(
        sa.select(Record, Case, Feedback)
        .join(Case, Case.id == Record.id)
        .join(Feedback, Feedback.id == Record.id)
        .where(Record.kind == kind)
    ).one()
    return found[0], found[1], found[2]


def choices() -> list[tuple[str, str]]:
    """Where the choice to complain was offered, and what was said to it."""
    rows = db.session.scalars(sa.select(ComplaintChoice).order_by(ComplaintChoice.id))
    return [(row.offered_where, row.answer) for row in rows]
