"""Files that go with an answer or with news, and the link in the message; how long a link to follow lasts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.attachments.limits import FILES_AT_A_TIME, AcceptedFile, Kind
from portal.attachments.models import Attachment, AttachmentContent
from portal.cases.services.answering import Letter, answer, tell_progress
from portal.cases.services.following import send_link
from portal.database import db
from portal.errors import RuleBroken
from portal.identity.models import LinkToken
from portal.messaging.models import OutgoingMessage
from portal.records.models import Entry, Record
from tests.applications import running_app
from tests.cases_services.world import RECEIVED, World, a_world, messages

DAY = timedelta(days=1)
PLAN = AcceptedFile(name="plan of the flat.pdf", kind=Kind.PDF, content=b"%PDF-1.7 a plan")
PHOTO = AcceptedFile(name="door.jpg", kind=Kind.JPEG, content=b"\xff\xd8\xff a door")


@pytest.fixture
def any_world(any_app: Flask) -> World:
    """On each kind of database."""
    return a_world()


def answered(record: Record, letter: Letter) -> OutgoingMessage:
    return answer(record, letter, now=RECEIVED + DAY)


def told(record: Record, letter: Letter) -> OutgoingMessage:
    return tell_progress(record, letter, next_update_on=date(2026, 11, 12), now=RECEIVED + DAY)


def with_files(world: World, record: Record, *files: AcceptedFile) -> Letter:
    return Letter(body="Here they are.", by=world.officer.id, version=record.version, files=files)


@pytest.mark.parametrize("send", [answered, told])
def test_files_stand_beside_the_words_and_are_linked_in_the_message(
    any_world: World, send: Callable[[Record, Letter], OutgoingMessage]
) -> None:
    record = any_world.raised()
    message = send(record, with_files(any_world, record, PLAN, PHOTO))
    kept = db.session.scalars(sa.select(Attachment).order_by(Attachment.id)).all()
    assert [(f.name, f.public, f.added_by_id) for f in kept] == [
        ("plan of the flat.pdf", True, any_world.officer.id),
        ("door.jpg", True, any_world.officer.id),
    ]
    entry = db.session.get_one(Entry, kept[0].entry_id)
    assert entry.body == "Here they are."
    content = db.session.get_one(AttachmentContent, kept[0].id).content
    assert bytes(content) == PLAN.content
    assert "These 2 files go with this message." in message.text
    assert f"http://localhost/files/{kept[0].id}/plan%20of%20the%20flat.pdf" in message.text


def test_a_message_without_files_says_nothing_of_them(any_world: World) -> None:
    record = any_world.raised()
    assert "go with this message" not in answered(record, with_files(any_world, record)).text


def test_who_follows_by_link_finds_them_behind_that_link(world: World) -> None:
    record = world.raised(person=None, contact_name="Rosa Lindqvist", contact_email="rosa@home.example")
    text = answered(record, with_files(world, record, PLAN)).text
    assert "- plan of the flat.pdf\n" in text
    assert "/files/" not in text
    assert "/follow/" in text


def test_more_than_five_files_are_refused(world: World) -> None:
    record = world.raised()
    many = [PLAN] * (FILES_AT_A_TIME + 1)
    with pytest.raises(RuleBroken, match="too many files"):
        answered(record, with_files(world, record, *many))


@pytest.mark.parametrize("days", [3, 400])
def test_a_link_to_follow_lasts_as_long_as_the_setting_says(
    tmp_path: Path, new_database: Callable[[str], str], days: int
) -> None:
    with running_app(tmp_path, database_url=new_database("sqlite"), follow_link_days=days):
        world = a_world()
        record = world.raised(person=None, contact_name="Rosa", contact_email="rosa@home.example")
        db.session.execute(sa.delete(LinkToken))
        send_link(reference=record.reference, contact="rosa@home.example", now=RECEIVED)
        assert messages(record)[-1].kind == "cases/link"
        token = db.session.scalars(sa.select(LinkToken)).one()
        assert token.expires_at - token.made_at == timedelta(days=days)
