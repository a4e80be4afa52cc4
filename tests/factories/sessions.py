"""Sessions of visitors who have answered every question of booking and only have to press the last button.

Made inside the application, as its own pages make them; walking through the pages takes a second for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, session
from flask_wtf.csrf import generate_csrf

from portal.appointments.diaries import Slot
from portal.appointments.journey import ANYONE, BOOK, Page
from portal.appointments.places import Place
from portal.appointments.slot_days import written
from portal.appointments.wishes import Wishes
from portal.database import commit, writing
from portal.timekeeping import utc_now
from portal.web import drafts

LAST_PAGE = "/appointments/book/check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A session (as a Cookie header has it) and the form of the last page."""

    cookie: str
    form: str
    words: str


def answers(
    *,
    purpose_id: int,
    place: Place,
    starts_at: datetime,
    officer_id: int,
    words: str,
    office_id: int | None = None,
    named: bool = False,
    wishes: Wishes | None = None,
) -> dict[str, dict[str, Any]]:
    """Everything a visitor answers; `named`: they asked for this officer, not for anyone suitable."""
    slot = Slot(starts_at=starts_at, ends_at=starts_at, officer_ids=(officer_id,))
    return {
        Page.PURPOSE: {"purpose": str(purpose_id)},
        Page.ABOUT: {"words": words, "urgent": "no"},
        Page.PLACE: {"place": place.value},
        Page.OFFICE: {"office": str(office_id or "")},
        Page.OFFICER: {"officer": str(officer_id) if named else ANYONE},
        Page.NEEDS: (wishes or Wishes()).to_json(),
        Page.WHEN: {"slot": written(slot)},
        Page.ABOUT_YOU: {"name": "Ada Price", "email": "ada@home.example", "phone": "07700 900142"},
    }


def prepared(app: Flask, given: Iterable[Mapping[str, Mapping[str, Any]]]) -> list[Prepared]:
    """A session of its own for each set of answers; committed together."""
    found = []
    serializer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.config["SESSION_COOKIE_NAME"]
    with app.app_context(), writing():
        for each in given:
            with app.test_request_context():
                g.pop("csrf_token", None)  # it is kept for the context outside, and belongs to one session
                kept = {"given": {str(page): answer for page, answer in each.items()}, "typed": {}}
                draft = drafts.keep(BOOK, answers=kept, person_id=None, now=utc_now(), draft=None)
                form = urlencode({"csrf_token": generate_csrf(), "submission": draft.key})
                cookie = f"{name}={serializer.dumps(dict(session))}"
            found.append(Prepared(cookie=cookie, form=form, words=str(each[Page.ABOUT]["words"])))
        commit()
    return found
