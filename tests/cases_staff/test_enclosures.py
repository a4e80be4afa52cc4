"""Files that staff send with an answer or with news: kept on a failed form, taken out again, seen by all."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from portal.attachments.models import Attachment
from portal.database import db
from portal.records.models import Record
from portal.web.models import DraftFile
from tests.cases_services.world import World, messages
from tests.cases_staff.reading import do, hidden, text_of
from tests.client import StrictClient

WORDS = "Here is the plan of your flat."
DAY_AFTER = {"next_update_on-day": "9", "next_update_on-month": "11", "next_update_on-year": "2026"}


@pytest.fixture
def record(world: World) -> Record:
    """The tenant's case, with the officer as its handler."""
    found = world.raised()
    found.handler_id = world.officer.id
    db.session.commit()
    return found


def a_text(name: str = "plan.txt", words: bytes = b"Two rooms.") -> tuple[io.BytesIO, str]:
    return io.BytesIO(words), name


def names_kept(record: Record) -> list[str]:
    query = sa.select(Attachment.name).where(Attachment.record_id == record.id).order_by(Attachment.id)
    return list(db.session.scalars(query))


def held(page: TestResponse) -> dict[str, str]:
    """The files the page says go with it: name to the number its button sends."""
    buttons = re.findall(
        r'<li>([^<]+) <button class="link-button" type="submit" name="remove" value="(\d+)"',
        page.get_data(as_text=True),
    )
    return dict(buttons)


@pytest.mark.parametrize(("name", "more"), [("answer", {}), ("progress", DAY_AFTER)])
def test_files_go_with_the_words_and_both_sides_see_them(
    officer: StrictClient, world: World, record: Record, name: str, more: dict[str, str]
) -> None:
    sent = do(officer, record, name, body=WORDS, files=[a_text(), a_text("rules.txt")], **more)
    assert sent.status_code == 303, text_of(sent)
    assert names_kept(record) == ["plan.txt", "rules.txt"]
    assert "plan.txt" in text_of(officer.get(f"/staff/cases/{record.reference}"))
    tenant = StrictClient(officer.application)
    tenant.sign_in_as(world.tenant)
    assert "plan.txt" in text_of(tenant.get(f"/cases/{record.reference}"))
    link = re.search(r"http://localhost(/files/\d+/plan\.txt)", messages(record)[-1].text)
    assert link
    assert tenant.get(link.group(1)).data == b"Two rooms."
    assert db.session.scalar(sa.select(sa.func.count(DraftFile.id))) == 0


def test_on_a_failed_form_words_and_files_are_kept(officer: StrictClient, record: Record) -> None:
    refused = do(officer, record, "answer", body="", files=[a_text()])
    assert refused.status_code == 422
    assert list(held(refused)) == ["plan.txt"]
    again = officer.post(
        f"/staff/cases/{record.reference}/do/answer", data={**hidden(refused), "body": WORDS}
    )
    assert again.status_code == 303
    assert names_kept(record) == ["plan.txt"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ((io.BytesIO(b"MZ\x00\x01"), "photo.jpg"), "We cannot take “photo.jpg”"),
        ((io.BytesIO(b""), "empty.txt"), "“empty.txt” is empty"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_the_good_one_stays(
    officer: StrictClient, record: Record, file: tuple[io.BytesIO, str], said: str
) -> None:
    refused = do(officer, record, "answer", body=WORDS, files=[a_text(), file])
    assert refused.status_code == 422
    assert said in text_of(refused)
    assert WORDS in text_of(refused)
    assert list(held(refused)) == ["plan.txt"]
    assert names_kept(record) == []


def test_five_files_at_most_however_they_came(officer: StrictClient, record: Record) -> None:
    first = do(officer, record, "answer", body="", files=[a_text(f"{n}.txt") for n in range(3)])
    assert len(held(first)) == 3
    address = f"/staff/cases/{record.reference}/do/answer"
    more = {**hidden(first), "body": WORDS, "files": [a_text(f"{n}.txt") for n in range(3, 6)]}
    refused = officer.post(address, data=more)
    assert "Choose up to 5 files." in text_of(refused)
    assert len(held(refused)) == 3
    assert officer.post(address, data={**hidden(refused), "body": WORDS}).status_code == 303
    assert names_kept(record) == ["0.txt", "1.txt", "2.txt"]


def test_one_is_taken_out_again_and_the_words_stay(officer: StrictClient, record: Record) -> None:
    refused = do(officer, record, "answer", body="", files=[a_text(), a_text("wrong.txt")])
    address = f"/staff/cases/{record.reference}/do/answer"
    number = held(refused)["wrong.txt"]
    removed = officer.post(address, data={**hidden(refused), "body": WORDS, "remove": number})
    assert removed.status_code == 303
    page = officer.get(removed.location.partition("#")[0])
    assert list(held(page)) == ["plan.txt"]
    assert WORDS in text_of(page)
    assert "This is how it will look" not in text_of(page)
    nothing = officer.post(address, data={**hidden(page), "body": WORDS, "remove": "9" * 40})
    assert nothing.status_code == 303
    assert officer.post(address, data={**hidden(page), "body": WORDS}).status_code == 303
    assert names_kept(record) == ["plan.txt"]


def test_what_is_looked_at_first_shows_its_files_and_sends_them(
    officer: StrictClient, record: Record
) -> None:
    looked = do(officer, record, "answer", body=WORDS, files=[a_text()], look="1")
    page = officer.get(looked.location.partition("#")[0])
    assert "This file goes with this message." in text_of(page)
    assert "/files/…/plan.txt" in text_of(page)
    assert names_kept(record) == []
    address = f"/staff/cases/{record.reference}/do/answer"
    assert officer.post(address, data={**hidden(page), "body": WORDS}).status_code == 303
    assert names_kept(record) == ["plan.txt"]


def test_what_waits_shows_when_the_page_is_opened_again_and_only_to_who_chose_it(
    officer: StrictClient, world: World, record: Record
) -> None:
    do(officer, record, "answer", body="", files=[a_text()])
    address = f"/staff/cases/{record.reference}/do/answer"
    assert list(held(officer.get(address))) == ["plan.txt"]
    assert officer.statement_count <= 10
    assert held(officer.get(f"/staff/cases/{record.reference}/do/progress")) == {}
    other = StrictClient(officer.application)
    other.sign_in_as(world.colleague)
    assert held(other.get(address)) == {}


def test_a_stale_answer_keeps_its_files(officer: StrictClient, world: World, record: Record) -> None:
    address = f"/staff/cases/{record.reference}/do/answer"
    mine = hidden(officer.get(address))
    other = StrictClient(officer.application)
    other.sign_in_as(world.colleague)
    do(other, record, "note", body="She rang.")
    stale = officer.post(address, data={**mine, "body": WORDS, "files": [a_text()]})
    assert stale.status_code == 409
    assert list(held(stale)) == ["plan.txt"]
    assert officer.post(address, data={**hidden(stale), "body": WORDS}).status_code == 303
    assert names_kept(record) == ["plan.txt"]


def test_no_other_act_takes_files(officer: StrictClient, record: Record) -> None:
    sent = do(officer, record, "acknowledge", body=WORDS, files=[a_text()])
    assert sent.status_code == 303
    assert names_kept(record) == []
