"""Answers and notes by topic: kept with an owner and a review date, offered where an answer is written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.cases.models import AnswerTemplate
from portal.database import db
from tests.cases_services.world import World
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient

DATE = {"review_on-day": "1", "review_on-month": "3", "review_on-year": "2027"}


def keep(client: StrictClient, shelf: str, piece: int = 0, /, **fields: str) -> None:
    address = f"/staff/knowledge/{shelf}/{piece}"
    data = {**hidden(client.get(address)), "title": "Painting", "body": "You may paint.", "topic": "", **DATE}
    answer = client.post(address, data={**data, **fields})
    assert answer.location == "/staff/knowledge?did=kept"


def test_a_template_is_offered_on_its_topic_and_fills_the_answer(officer: StrictClient, world: World) -> None:
    keep(officer, "answers", topic=str(world.topics[0].id))
    keep(officer, "answers", title="Rent", body="About rent.", topic=str(world.topics[1].id))
    keep(officer, "notes", title="Good to know", body="Doors are ours.")
    record = world.raised(topic_id=world.topics[0].id)
    page = officer.get(f"/staff/cases/{record.reference}/do/answer")
    assert "Painting" in text_of(page)
    assert "Doors are ours." in text_of(page)
    assert "Rent" not in text_of(page)
    number = db.session.scalars(sa.select(AnswerTemplate.id).where(AnswerTemplate.title == "Painting")).one()
    filled = officer.get(f"/staff/cases/{record.reference}/do/answer?template={number}")
    assert "You may paint." in text_of(filled)
    assert officer.statement_count <= 10


def test_the_list_says_who_owns_each_and_what_is_overdue(officer: StrictClient, world: World) -> None:
    keep(officer, "answers")
    keep(officer, "notes", title="Old", **{"review_on-year": "2026"})
    page = text_of(officer.get("/staff/knowledge"))
    assert "Painting Every topic · Joanna Blake · review by Monday 1 March 2027" in page
    assert "Old Every topic · Joanna Blake · review overdue since Sunday 1 March 2026" in page


def test_two_who_change_one_see_both_texts(officer: StrictClient, world: World) -> None:
    keep(officer, "answers")
    number = db.session.scalars(sa.select(AnswerTemplate.id)).one()
    address = f"/staff/knowledge/answers/{number}"
    mine = hidden(officer.get(address))
    other = StrictClient(officer.application)
    other.sign_in_as(world.colleague)
    keep(other, "answers", number, body="Only green.")
    answer = officer.post(
        address, data={**mine, "title": "Painting", "body": "Any colour.", "topic": "", **DATE}
    )
    assert answer.status_code == 409
    assert "Only green." in text_of(answer)
    assert "Any colour." in text_of(answer)
    keep(officer, "answers", number, version=hidden(answer)["version"], body="Any colour.")
    db.session.expire_all()
    kept = db.session.get_one(AnswerTemplate, number)
    assert (kept.body, kept.owner_id) == ("Any colour.", world.officer.id)


@pytest.mark.parametrize(("field", "said"), [("title", "Enter a title"), ("body", "Write the words")])
def test_what_is_missing_is_said(officer: StrictClient, field: str, said: str) -> None:
    data = {"version": "0", "title": "A", "body": "B", "topic": "", **DATE, field: ""}
    answer = officer.post("/staff/knowledge/answers/0", data=data)
    assert answer.status_code == 422
    assert said in text_of(answer)


@pytest.mark.parametrize("address", ["/staff/knowledge/nothing/1", "/staff/knowledge/notes/999"])
def test_what_is_not_there_is_a_404(officer: StrictClient, address: str) -> None:
    assert officer.get(address).status_code == 404
