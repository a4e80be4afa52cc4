"""What people make: by when, step by step, and what becomes of what they return."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import undefer

from portal.charters import library
from portal.clock.calendars import Calendars, WorkingCalendar
from portal.clock.hours import OpeningHours
from portal.database import db
from portal.errors import RuleBroken
from portal.formats.made import MadeFile
from portal.formats.models import FormatTask, FormatTaskFile, Supplier
from portal.formats.tasks import SupplierKind, task_due
from portal.messaging.gateways.returned import returned_file
from portal.messaging.models import OutgoingMessage
from portal.messaging.queries import recipient
from portal.messaging.services.sending import send
from portal.messaging.services.suppliers import save_supplier
from portal.messaging.services.tasks import (
    agree_summary,
    call_off,
    finish,
    note_dispatch,
    open_task,
    read_out,
    send_out,
    take_back,
)
from portal.needs.details import Asked, ContactBy, Detail, Languages, LargePrint
from portal.needs.markers import NeedKind
from portal.needs.models import NeedMet
from portal.needs.ways import Carrier, Format
from portal.organisation.facts import TargetFacts
from tests.messaging.forms import at_home, content, needs, rows, work
from tests.messaging.world import NOW, World

TODAY = date(2026, 11, 3)
DAY = timedelta(days=1)
POLISH = (NeedKind.LANGUAGE, Languages(written="pl"))
WORDS = "Stolarz przyjdzie we wtorek 10 listopada o 10:30."


@pytest.fixture
def app(any_app: Flask) -> Flask:
    """Every test here runs on both databases."""
    return any_app


@pytest.fixture
def supplier(world: World) -> Supplier:
    return save_supplier(
        None,
        kind=SupplierKind.TRANSLATOR,
        name="Words Across",
        languages="Polish",
        by=world.officer.id,
        now=NOW,
    )


def written(world: World, *told: tuple[NeedKind, Detail]) -> FormatTask:
    """A message to the tenant with these needs, and its one task."""
    for kind, detail in told:
        needs(world.tenant, kind, detail)
    send(
        kind="tests/answer",
        to=recipient(world.tenant),
        now=NOW,
        context={"title": "Your door", "words": "It comes on Tuesday."},
        record=world.record,
        automatic=False,
    )
    db.session.commit()
    return db.session.scalars(sa.select(FormatTask)).one()


def calendars() -> Calendars:
    """The office closed at weekends and on Thursday 5 November."""
    zone = ZoneInfo("Europe/London")
    working = WorkingCalendar(closures={date(2026, 11, 5): "closed"})
    return Calendars(
        zone=zone,
        office=working,
        statutory=WorkingCalendar(),
        all_uk=WorkingCalendar(),
        hours=OpeningHours(zone=zone, weekly={}),
        published_until=date(2028, 12, 31),
    )


def target(channel: str, amount: int, **more: object) -> TargetFacts:
    values: dict[str, object] = {
        "id": 1,
        "channel": channel,
        "kind": "format request",
        "event": "answered",
        "amount": amount,
        "unit": "working days",
        "from_on": TODAY,
        "to_on": None,
    }
    return TargetFacts(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("charter", "targets", "due", "source"),
    [
        # RHA 2.8.3c: within 3 days of the request; calendar days.
        ("redland", (), "2026-11-06", "send-forms-or-information"),
        ("redland", (target("web", 2),), "2026-11-06", "send-forms-or-information"),
        # No number in the policy: our own target for requests for a form, the shortest of its channels.
        ("howm", (target("web", 5), target("letter", 8)), "2026-11-11", "target"),
        ("howm", (target("web", 5, kind="enquiry"),), "2026-11-18", "setting"),
        (
            "howm",
            (target("web", 5, to_on=date(2026, 11, 2), from_on=date(2026, 1, 1)),),
            "2026-11-18",
            "setting",
        ),
        # Neither: the setting, ten working days of the office, whose closure counts.
        ("tp-properties", (), "2026-11-18", "setting"),
    ],
)
def test_by_when_a_person_makes_it(
    charter: str, targets: tuple[TargetFacts, ...], due: str, source: str
) -> None:
    found = task_due(library.load(charter), targets, calendars(), today=TODAY, otherwise_working_days=10)
    assert (str(found.on), found.source) == (due, source)


def test_a_translation_is_sent_comes_back_and_goes_out_in_the_persons_print(
    world: World, supplier: Supplier
) -> None:
    task = written(world, POLISH, (NeedKind.LARGE_PRINT, LargePrint(points=20)))
    by = world.officer.id
    assert (task.format, task.language, task.points) == ("translation", "pl", 20)
    assert "It comes on Tuesday." in task.document_text
    send_out(task, supplier=supplier, on=TODAY, by=by, now=NOW)
    take_back(task, title="Twoje drzwi", text=WORDS, on=TODAY, by=by, now=NOW)
    finish(task, file=None, by=by, now=NOW)
    work()
    (message,) = rows()
    assert (message.state, message.format, message.points) == ("sent", "large print", 20)
    assert message.put_text.strip() == WORDS
    assert "It comes on Tuesday." in message.text  # the original stays beside it
    assert content(message).startswith(b"%PDF")
    assert (task.state, task.done_by_id) == ("done", by)
    assert db.session.scalar(sa.select(sa.func.count(NeedMet.id))) == 2  # the size, and the language


def test_one_translation_serves_every_form_of_the_text(world: World, supplier: Supplier) -> None:
    at_home(world.tenant)
    world.tenant.prefers = "post"
    task = written(world, POLISH, (NeedKind.LARGE_PRINT, LargePrint()), (NeedKind.AUDIO, Asked()))
    assert [m.state for m in rows()] == ["with people", "with people"]
    send_out(task, supplier=None, on=TODAY, by=world.officer.id, now=NOW)
    take_back(task, text=WORDS, on=TODAY, by=world.officer.id, now=NOW)
    finish(task, file=None, by=world.officer.id, now=NOW)
    found = [(m.format, m.state) for m in rows_after_commit()]
    assert found == [("large print", "to be made"), ("audio", "to be made")]


def test_a_private_link_is_never_sent_to_a_translator(world: World) -> None:
    needs(world.tenant, *POLISH)
    send(
        kind="cases/progress",
        to=recipient(world.tenant),
        now=NOW,
        record=world.record,
        context={
            "body": "Soon.",
            "files": (),
            "promise_lines": (),
            "follow_token": "private-token",
            "next_update_on": date(2026, 11, 9),
            "received_at": NOW,
        },
        automatic=False,
    )
    task = db.session.scalars(sa.select(FormatTask)).one()
    message = db.session.scalars(sa.select(OutgoingMessage)).one()
    assert "private-token" in message.text
    assert "private-token" not in task.document_text
    assert f"localhost/find and type your reference: {world.record.reference}" in task.document_text


def test_easy_read_comes_back_as_words_or_as_a_file(world: World) -> None:
    task = written(world, (NeedKind.EASY_READ, Asked()))
    by = world.officer.id
    send_out(task, supplier=None, on=TODAY, by=by, now=NOW)
    made = MadeFile(name="easy.pdf", media_type="application/pdf", content=b"%PDF-1.7 pictures")
    take_back(task, file=made, on=TODAY, by=by, now=NOW)
    db.session.flush()
    file = db.session.scalars(sa.select(FormatTaskFile).options(undefer(FormatTaskFile.content))).one()
    finish(task, file=file, by=by, now=NOW)
    (message,) = rows_after_commit()
    assert (message.state, message.format) == ("waiting", "easy read")
    assert content(message) == b"%PDF-1.7 pictures"


def rows_after_commit() -> list[OutgoingMessage]:
    db.session.commit()
    return rows()


def test_steps_out_of_order_are_refused(world: World, supplier: Supplier) -> None:
    task = written(world, POLISH)
    who: dict[str, Any] = {"by": world.officer.id, "now": NOW}
    with pytest.raises(RuleBroken, match="not the next step"):
        take_back(task, text=WORDS, on=TODAY, **who)
    with pytest.raises(RuleBroken, match="not the next step"):
        finish(task, file=None, **who)
    with pytest.raises(RuleBroken, match="not the next step"):
        read_out(task, dispatch="x", **who)
    with pytest.raises(RuleBroken, match="sent in the future"):
        send_out(task, supplier=supplier, on=TODAY + DAY, **who)
    supplier.kind = SupplierKind.AUDIO.value
    with pytest.raises(RuleBroken, match="wrong kind of supplier"):
        send_out(task, supplier=supplier, on=TODAY, **who)
    send_out(task, supplier=None, on=TODAY, **who)
    with pytest.raises(RuleBroken, match="not the next step"):
        send_out(task, supplier=None, on=TODAY, **who)
    with pytest.raises(RuleBroken, match="words needed"):
        take_back(
            task, file=MadeFile(name="x.pdf", media_type="application/pdf", content=b"x"), on=TODAY, **who
        )
    task.format = Format.EASY_READ.value
    with pytest.raises(RuleBroken, match="nothing came"):
        take_back(task, on=TODAY, **who)
    task.format = Format.TRANSLATION.value
    with pytest.raises(RuleBroken, match="came before it was sent"):
        take_back(task, text=WORDS, on=TODAY - DAY, **who)
    call_off(task, why="She reads English now.", **who)
    with pytest.raises(RuleBroken, match="not the next step"):
        call_off(task, why="again", **who)
    assert rows_after_commit()[0].state == "cannot be made"


def test_what_a_supplier_sends_itself_needs_proof(world: World) -> None:
    at_home(world.tenant)
    world.tenant.prefers = "post"
    task = written(world, POLISH)
    who: dict[str, Any] = {"by": world.officer.id, "now": NOW}
    send_out(task, supplier=None, on=TODAY, **who)
    with pytest.raises(RuleBroken, match="say how it went"):
        note_dispatch(task, dispatch=" ", **who)
    note_dispatch(task, dispatch="Signed for: RN 123 456 789 GB", **who)
    assert (rows_after_commit()[0].state, task.state) == ("sent", "done")
    assert task.dispatch == "Signed for: RN 123 456 789 GB"


def test_a_call_is_read_out_and_noted(world: World) -> None:
    task = written(world, (NeedKind.CONTACT_BY, ContactBy(only=Carrier.PHONE)))
    read_out(task, dispatch="Read to her, Tuesday 3pm", by=world.officer.id, now=NOW)
    assert (rows_after_commit()[0].state, task.state) == ("sent", "done")


def test_a_summary_goes_out_where_the_customer_agreed_to_one(world: World) -> None:
    task = written(world, POLISH)
    agree_summary(task, text="The joiner comes on Tuesday.", by=world.officer.id, now=NOW)
    assert (task.document_text, task.summary_agreed_on) == ("The joiner comes on Tuesday.\n", TODAY)
    send_out(task, supplier=None, on=TODAY, by=world.officer.id, now=NOW)
    with pytest.raises(RuleBroken, match="not the next step"):
        agree_summary(task, text="x", by=world.officer.id, now=NOW)


def test_a_task_of_no_message_ends_with_how_it_went(world: World) -> None:
    task = open_task(
        form=Format.BRAILLE,
        title="Our promises",
        document_text="We answer in ten days.",
        person_id=world.tenant.id,
        by=world.officer.id,
        now=NOW,
    )
    who: dict[str, Any] = {"by": world.officer.id, "now": NOW}
    send_out(task, supplier=None, on=TODAY, **who)
    take_back(task, file=MadeFile(name="p.brf", media_type="x/y", content=b",A"), on=TODAY, **who)
    with pytest.raises(RuleBroken, match="say how it went"):
        finish(task, file=None, **who)
    finish(task, file=None, dispatch="Given to her at the desk", **who)
    assert task.state == "done"
    with pytest.raises(RuleBroken, match="nothing said"):
        open_task(form=Format.AUDIO, title="x", document_text=" ", by=None, now=NOW)


def test_one_name_stands_once_under_each_kind(world: World, supplier: Supplier) -> None:
    who: dict[str, Any] = {"by": world.officer.id, "now": NOW}
    with pytest.raises(RuleBroken, match="name taken"):
        save_supplier(None, kind=SupplierKind.TRANSLATOR, name="Words Across", **who)
    other = save_supplier(None, kind=SupplierKind.AUDIO, name="Words Across", **who)
    with pytest.raises(RuleBroken, match="stale"):
        save_supplier(other, kind=SupplierKind.AUDIO, name="Other", version=7, **who)


@pytest.mark.parametrize(
    ("name", "sent", "kept", "media_type"),
    [
        ("letter.brf", b",DE> ,AM9A\r\n\f", "letter.brf", "application/x-brf"),
        ("letter.brf", "Nie ma: ż".encode(), "letter.txt", "text/plain"),
        ("read me.exe", b"ID3\x04\x00 sound", "read me.mp3", "audio/mpeg"),
        ("sound", b"\xff\xfb\x90 sound", "sound.mp3", "audio/mpeg"),
        ("film.mov", b"\x00\x00\x00\x18ftypmp42", "film.mp4", "video/mp4"),
        ("list.txt", b"words", "list.txt", "text/plain"),
    ],
)
def test_what_suppliers_return_is_judged_by_its_content(
    name: str, sent: bytes, kept: str, media_type: str
) -> None:
    file = returned_file(name, BytesIO(sent), max_bytes=100)
    assert (file.name, file.media_type, file.content) == (kept, media_type, sent)


@pytest.mark.parametrize(
    ("sent", "rule"), [(b"", "empty"), (b"x" * 101, "too large"), (b"MZ\x00\x01", "wrong type")]
)
def test_other_files_are_refused(sent: bytes, rule: str) -> None:
    with pytest.raises(RuleBroken, match=rule):
        returned_file("a.exe", BytesIO(sent), max_bytes=100)
