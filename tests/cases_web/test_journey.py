"""Which questions somebody meets (pure), and a request for information that HOWM passes on."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import timekeeping
from portal.cases.journey import Page, Situation, after, before, pages, unanswered
from portal.cases.models import Referral
from portal.database import db
from tests.applications import copy_sqlite, running_app
from tests.cases_services.world import RECEIVED, a_world
from tests.cases_web.steps import VISITOR, send
from tests.client import StrictClient

VISITOR_HERE = Situation()
REQUEST = {"kind": {"kind": "information request"}, "information": {"information": "environment"}}

ASKED = [
    # situation, answers, the questions
    (VISITOR_HERE, {}, "kind topic words files reply about-you"),
    (Situation(has_topics=False), {}, "kind words files reply about-you"),
    (VISITOR_HERE, REQUEST, "kind information naming words files reply about-you"),
    (Situation(public_authority=True), REQUEST, "kind information words files reply about-you"),
    (Situation(person_id=1, homes_of={1: 1}), {}, "kind topic words files reply"),
    (Situation(person_id=1, homes_of={1: 2}), {}, "kind topic words files home reply"),
    (Situation(person_id=1, homes_of={1: 1, 2: 2}), {}, "kind topic words files for-whom reply"),
    (
        Situation(person_id=1, homes_of={1: 1, 2: 2}),
        {"for-whom": {"whom": "person:2"}},
        "kind topic words files for-whom home reply",
    ),
    (
        Situation(person_id=1, homes_of={1: 2}, organisations=(7,)),
        {"for-whom": {"whom": "organisation:7"}},
        "kind topic words files for-whom reply",
    ),
    (  # somebody they may not write for: their own two homes again
        Situation(person_id=1, homes_of={1: 2}, organisations=(7,)),
        {"for-whom": {"whom": "organisation:8"}},
        "kind topic words files for-whom home reply",
    ),
]


@pytest.mark.parametrize(("situation", "answers", "expected"), ASKED)
def test_the_questions_follow_from_who_asks_and_what_they_said(
    situation: Situation, answers: dict[str, dict[str, str]], expected: str
) -> None:
    assert " ".join(pages(answers, situation)) == expected


def test_each_question_leads_to_the_next_and_back() -> None:
    asked = pages({}, VISITOR_HERE)
    for page, following in pairwise(asked):
        assert after(page, {}, VISITOR_HERE, changing=False) is following
        assert before(following, {}, VISITOR_HERE) is page
    assert before(Page.KIND, {}, VISITOR_HERE) is None
    everything = {page.value: {"x": "y"} for page in asked if page is not Page.KIND}
    everything["kind"] = {"kind": "enquiry"}
    assert unanswered(everything, VISITOR_HERE) is None
    assert after(Page.ABOUT_YOU, everything, VISITOR_HERE, changing=False) is None
    assert after(Page.WORDS, everything, VISITOR_HERE, changing=True) is None


def test_where_the_landlord_is_no_public_authority_we_ask_about_the_name(
    tmp_path: Path, sqlite_template: sqlite3.Connection
) -> None:
    copy_sqlite(sqlite_template, tmp_path / "howm.sqlite3")
    with running_app(tmp_path, charter="howm", database_url=f"sqlite:///{tmp_path / 'howm.sqlite3'}") as app:
        timekeeping.set_offset(RECEIVED - timekeeping.utc_now())
        a_world()
        client = StrictClient(app)
        answers = {
            "": {"kind": "information request"},
            "information": {"information": "recorded information"},
            "naming": {"may_name": "no"},
            **{k: v for k, v in VISITOR.items() if k not in ("", "topic")},
        }
        address = send(client, answers)
        assert "Thursday 5 November 2026" in client.get(address).get_data(as_text=True)
        assert db.session.scalars(sa.select(Referral.may_name_requester)).all() == [False]
