"""Things to make, a letter in its form, today's post: the pages of those who make forms."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import timekeeping
from portal.audit.models import AuditEntry
from portal.database import db
from portal.formats.made import Part
from portal.formats.models import FormatTask, Supplier
from portal.identity.models import Person
from portal.identity.roles import Role
from portal.messaging.models import MessageFile, OutgoingMessage, PrintRun
from portal.messaging.queries import recipient
from portal.messaging.services.sending import send
from portal.messaging.services.tasks import open_task
from portal.messaging.signatures import Recipient
from portal.messaging.staff import things
from portal.needs.details import Asked, Braille, ContactBy, Detail, Languages, LargePrint
from portal.needs.markers import NeedKind
from portal.needs.ways import Carrier, Format
from portal.timekeeping import utc_now
from tests.client import StrictClient
from tests.factories.people import a_staff_member, a_tenancy
from tests.messaging.forms import at_home, needs, rows, work
from tests.messaging.world import World

WORDS = "The joiner comes on Tuesday."
POLISH = (NeedKind.LANGUAGE, Languages(written="pl"))
BRAILLE = (NeedKind.BRAILLE, Braille())


@pytest.fixture(autouse=True)
def _in_november() -> None:
    """Tuesday 3 November 2026, in the morning or the afternoon."""
    timekeeping.set_today(date(2026, 11, 3), ZoneInfo("Europe/London"))


@pytest.fixture
def maker(client: StrictClient, world: World) -> Person:
    """Somebody who makes forms, signed in."""
    person = a_staff_member(Role.NEEDS)
    client.sign_in_as(person)
    return person


def write(world: World, *told: tuple[NeedKind, Detail], **changes: object) -> OutgoingMessage:
    """A message to the tenant who told us of these needs, and the worker has been."""
    for kind, detail in told:
        needs(world.tenant, kind, detail)
    now = utc_now()
    message = send(
        **{
            "kind": "tests/answer",
            "to": recipient(world.tenant),
            "now": now,
            "context": {"title": "Your door", "words": WORDS},
            "record": world.record,
            "automatic": False,
        }  # type: ignore[arg-type]
        | changes
    )
    work(now)
    return db.session.get_one(OutgoingMessage, message.id, populate_existing=True)


def the_task() -> FormatTask:
    return db.session.scalars(sa.select(FormatTask).execution_options(populate_existing=True)).one()


def day_fields(on: date) -> dict[str, object]:
    return {"on-day": on.day, "on-month": on.month, "on-year": on.year}


def version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"', page)
    assert found is not None
    return found[1] or found[2]


def test_tasks_are_listed_by_their_date_with_what_stands(
    client: StrictClient, world: World, maker: Person
) -> None:
    write(world, POLISH)
    page = client.get("/staff/things-to-make").text
    assert "Translation, Polish" in page
    assert "by Friday 6 November" in page
    assert "Nobody has it yet" in page
    assert "Amina Bello" in page
    assert WORDS not in page
    assert "Things to make (1)" in page
    few = client.statement_count
    for number in range(28):
        open_task(form=Format.AUDIO, title=f"More {number}", document_text="x", by=None, now=utc_now())
    page = client.get("/staff/things-to-make").text
    assert client.statement_count == few <= 10
    following = re.search(r'href="(/staff/things-to-make\?after=[^"]+)"', page)
    assert following is not None
    assert client.get(following[1].replace("&amp;", "&")).text.count("Nobody has it yet</td>") == 4
    assert "Nothing to make" in client.get("/staff/things-to-make?form=easy+read").text
    assert "Nothing to make" in client.get("/staff/things-to-make?state=done").text


def test_a_task_goes_out_comes_back_and_is_sent_on(client: StrictClient, world: World, maker: Person) -> None:
    write(world, POLISH, (NeedKind.LARGE_PRINT, LargePrint(points=20)))
    client.get("/staff/things-to-make/suppliers")
    form = {"kind": "translator", "name": "Words Across", "languages": "Polish", "active": "y", "version": 0}
    assert client.post("/staff/things-to-make/suppliers/new", data=form).status_code == 303
    supplier = db.session.scalars(sa.select(Supplier)).one()
    task = the_task()
    place = f"/staff/things-to-make/{task.id}"
    page = client.get(place).text
    assert WORDS in page
    look = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.is_look)).one()
    assert (look.act, look.person_id) == ("format.task seen", world.tenant.id)

    step = client.get(f"{place}/send-out").text
    assert "Words Across (Polish)" in step
    today = day_fields(date(2026, 11, 3))
    sent = {"version": version(step), "supplier": supplier.id, **today}
    empty = client.post(f"{place}/send-out", data={"version": version(step)})
    assert empty.status_code == 422
    assert client.post(f"{place}/send-out", data=sent).status_code == 303
    assert (the_task().state, the_task().supplier_id) == ("with supplier", supplier.id)

    step = client.get(f"{place}/take-back").text
    back = {"version": version(step), "title": "Drzwi", "text": "Stolarz przyjdzie.", **today}
    nothing = client.post(f"{place}/take-back", data={"version": version(step), **today})
    assert "Copy in the words." in nothing.text
    stale = client.post(f"{place}/take-back", data={**back, "version": "1"})
    assert stale.status_code == 409
    assert "Stolarz przyjdzie." in stale.text
    assert client.post(f"{place}/take-back", data=back).status_code == 303
    step = client.get(f"{place}/finish").text
    assert client.post(f"{place}/finish", data={"version": version(step)}).status_code == 303
    (message,) = rows()
    assert (message.state, message.put_text) == ("to be made", "Stolarz przyjdzie.\n")
    assert "Stolarz przyjdzie." in client.get(place).text
    again = client.post(f"{place}/finish", data={"version": the_task().version})
    assert "Somebody has done this already" in again.text
    assert client.get(f"{place}/dance").status_code == 404


def test_a_file_that_came_back_is_kept_and_a_wrong_one_is_said(
    client: StrictClient, world: World, maker: Person
) -> None:
    write(world, (NeedKind.EASY_READ, Asked()))
    task = the_task()
    place = f"/staff/things-to-make/{task.id}"
    today = day_fields(date(2026, 11, 3))
    client.post(f"{place}/send-out", data={"version": task.version, "supplier": "ourselves", **today})
    csrf = client.get(f"{place}/take-back").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', csrf)
    assert token is not None
    form = {"csrf_token": token[1], "version": version(csrf), "title": "", "text": "", **today}
    wrong = client.post(
        f"{place}/take-back",
        data={**form, "file": (BytesIO(b"MZ\x00\x01\x02"), "easy.exe")},
        content_type="multipart/form-data",
    )
    assert wrong.status_code == 422
    assert "We cannot take this file" in wrong.text
    right = client.post(
        f"{place}/take-back",
        data={**form, "file": (BytesIO(b"ID3\x04 sound"), "easy.mp3")},
        content_type="multipart/form-data",
    )
    assert right.status_code == 303
    answer = client.get(f"{place}/file")
    assert (answer.data, answer.mimetype) == (b"ID3\x04 sound", "audio/mpeg")
    client.post(f"{place}/finish", data={"version": the_task().version})
    assert rows()[0].state == "waiting"


def test_braille_says_that_nobody_has_read_it_until_somebody_has(
    client: StrictClient, world: World, maker: Person
) -> None:
    at_home(world.tenant)
    message = write(world, BRAILLE)
    assert message.state == "to check"
    listed = client.get("/staff/things-to-make").text
    assert "Machine translated, proof-read before sending" in listed
    place = f"/staff/letters/{message.id}"
    page = client.get(place).text
    assert "Machine translated, proof-read before sending" in page
    assert WORDS in page
    download = client.get(f"{place}/file")
    assert "not-proof-read-letter.brf" in download.headers["Content-Disposition"]
    unticked = client.post(f"{place}/proof")
    assert (unticked.status_code, "Tick this once" in unticked.text) == (422, True)
    assert client.post(f"{place}/proof", data={"read": "y"}).status_code == 303
    assert rows()[0].state == "for post"
    assert "not-proof-read" not in client.get(f"{place}/file").headers["Content-Disposition"]
    file = db.session.scalars(sa.select(MessageFile)).one()
    assert file.checked_by_id == maker.id
    again = client.post(f"{place}/proof", data={"read": "y"})
    assert "Somebody has done this already" in again.text


def test_a_form_that_failed_is_counted_shown_and_decided(
    client: StrictClient, world: World, maker: Person
) -> None:
    message = write(world)
    message.state, message.last_error = "cannot be made", "unexpected"
    db.session.commit()
    page = client.get("/staff/things-to-make").text
    assert "Could not be made" in page
    assert "Things to make (1)" in page
    place = f"/staff/letters/{message.id}"
    assert "Something went wrong while it was made" in client.get(place).text
    assert client.post(f"{place}/ordinary").status_code == 422
    assert client.post(f"{place}/by-people").location.endswith("done=by-people")
    assert client.post(f"{place}/by-people").location.endswith("done=already")
    assert rows()[0].state == "with people"
    assert f"/staff/things-to-make/{the_task().id}" in client.get(place).text


def test_a_missing_program_is_named_with_the_command_that_installs_it(
    client: StrictClient, world: World, maker: Person
) -> None:
    message = write(world)
    message.state = "with people"
    task = open_task(
        form=Format.BRAILLE,
        title="Your door",
        document_text=WORDS,
        message_id=message.id,
        missing_part="liblouis",
        install="apt-get install liblouis20 liblouis-data",
        by=None,
        now=utc_now(),
    )
    db.session.commit()
    page = client.get(f"/staff/things-to-make/{task.id}").text
    assert "apt-get install liblouis20 liblouis-data" in page
    assert client.post(f"/staff/things-to-make/{task.id}/make-here").location.endswith("done=make-here")
    assert rows()[0].state == "to be made"
    assert client.post(f"/staff/things-to-make/{task.id}/make-here").location.endswith("done=already")


def test_the_list_says_which_program_is_not_here_and_what_else_works(
    client: StrictClient, world: World, maker: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Part(name="speech", forms=(Format.AUDIO,), here=False, install="pip install it")
    here = Part(name="liblouis", forms=(Format.BRAILLE,), here=True, install="apt-get install it")
    monkeypatch.setattr(things, "parts_here", lambda: (gone, here))
    page = client.get("/staff/things-to-make").text
    assert "The speech program is not installed here." in page
    assert "pip install it" in page
    assert "Everything else works." in page
    assert "apt-get" not in page


def test_a_call_is_read_out(client: StrictClient, world: World, maker: Person) -> None:
    write(world, (NeedKind.CONTACT_BY, ContactBy(only=Carrier.PHONE)))
    place = f"/staff/things-to-make/{the_task().id}"
    assert "Ring and read it out" in client.get(place).text
    form = {"version": the_task().version, "dispatch": "Read to her on Tuesday at 3pm"}
    assert client.post(f"{place}/read-out", data=form).status_code == 303
    assert rows()[0].state == "sent"


def test_the_days_post_is_printed_downloaded_and_posted(
    client: StrictClient, world: World, maker: Person
) -> None:
    for name in ("Ben Hall", "Zoe Adams"):
        message = write(world, to=Recipient(name=name, postal=f"{name} House, BS6 1AA"))
        message.post_on = date(2026, 11, 3)
    db.session.commit()
    page = client.get("/staff/post").text
    assert len(re.findall(r"Ordinary print, \d pages?", page)) == 2
    begun = client.post("/staff/post")
    assert begun.status_code == 303
    assert client.post("/staff/post").location.endswith("done=nothing")
    assert "The print is being made" in client.get(begun.location).text
    assert client.get(f"{begun.location}/print.pdf").status_code == 404
    work(utc_now())
    shown = client.get(begun.location).text
    assert "Download the print" in shown
    pdf = client.get(f"{begun.location}/print.pdf")
    assert (pdf.mimetype, pdf.data[:4]) == ("application/pdf", b"%PDF")
    assert client.post(f"{begun.location}/take-out", data={"out": 2, "place": 1}).status_code == 303
    assert client.post(f"{begun.location}/posted", data={"place": 1}).location.endswith("done=posted")
    assert client.post(f"{begun.location}/posted", data={"all": 1}).location.endswith("done=none")
    assert [m.state for m in rows()] == ["sent", "for post"]
    assert db.session.scalars(sa.select(PrintRun)).one().posted_at is not None


def test_a_letter_without_an_address_asks_for_one(client: StrictClient, world: World, maker: Person) -> None:
    message = write(world, to=Recipient(name="Ben Hall"))
    page = client.get("/staff/post").text
    assert "Find the address" in page
    place = f"/staff/letters/{message.id}/address"
    assert client.post(place, data={"postal": ""}).status_code == 422
    assert client.post(place, data={"postal": "1 High Street\nBS6 6AA"}).status_code == 303
    assert rows()[0].state == "to be made"
    assert client.get(place).status_code == 302


def test_nobody_sees_their_own_households_tasks_as_staff(
    client: StrictClient, world: World, maker: Person
) -> None:
    write(world, POLISH, record=None)
    task = the_task()
    assert client.get(f"/staff/things-to-make/{task.id}").status_code == 200
    a_tenancy(maker, world.tenant)
    assert "Amina Bello" not in client.get("/staff/things-to-make").text
    assert client.get(f"/staff/things-to-make/{task.id}").status_code == 404


def test_letters_about_complaints_say_nothing_to_others(
    client: StrictClient, world: World, maker: Person
) -> None:
    at_home(world.tenant)
    world.record.restricted = True
    message = write(world, BRAILLE)
    page = client.get("/staff/things-to-make").text
    assert "Your door" not in page
    assert "Not shown to you" not in page
    assert "Things to make (" not in page
    assert client.get(f"/staff/letters/{message.id}").status_code == 404
    assert client.get(f"/staff/letters/{message.id}/file").status_code == 404
    client.sign_in_as(a_staff_member(Role.COMPLAINTS))
    assert client.get(f"/staff/letters/{message.id}").status_code == 200


def test_a_run_with_a_letter_one_may_not_read_is_not_downloaded(
    client: StrictClient, world: World, maker: Person
) -> None:
    message = write(world, to=Recipient(name="Ben Hall", postal="1 High Street"))
    message.post_on = date(2026, 11, 3)
    db.session.commit()
    place = client.post("/staff/post").location
    work(utc_now())
    assert client.get(f"{place}/print.pdf").status_code == 200
    world.record.restricted = True
    db.session.commit()
    # Nothing else is in it: for others there is no such run, and nobody says that it is posted.
    for address in (place, f"{place}/print.pdf"):
        assert client.get(address).status_code == 404
    assert place not in client.get("/staff/post").text
    for deed in ("posted", "take-out"):
        assert client.post(f"{place}/{deed}", data={"all": "1", "out": "1"}).status_code == 404


def test_of_a_run_with_letters_about_complaints_others_see_and_mark_the_rest(
    client: StrictClient, world: World, maker: Person
) -> None:
    for name in ("Ben Hall", "Cy Lowe"):
        message = write(world, to=Recipient(name=name, postal=f"{name}, 1 High Street"))
        message.post_on = date(2026, 11, 3)
        if name == "Ben Hall":
            message.record_id = None
    db.session.commit()
    place = client.post("/staff/post").location
    world.record.restricted = True
    db.session.commit()
    page = client.get(place).text
    assert "Ben Hall" in page
    assert "Cy Lowe" not in page
    assert "Number 2" not in page
    assert client.get(f"{place}/print.pdf").status_code == 404
    client.post(f"{place}/take-out", data={"out": "2"})
    client.post(f"{place}/posted", data={"all": "1"})
    assert [row.state for row in rows()] == ["sent", "in a run"]


def test_the_outbox_says_what_could_not_be_made(client: StrictClient, world: World) -> None:
    message = write(world)
    message.state, message.last_error = "cannot be made", "no voice for Somali"
    db.session.commit()
    client.sign_in_as(a_staff_member(Role.MANAGER))
    page = client.get("/staff/outbox").text
    assert "no voice for Somali" in page
    assert f"/staff/letters/{message.id}" in page
    assert "Messages (1)" in page


def test_pages_of_forms_stay_within_their_statements(
    app: Flask, client: StrictClient, world: World, maker: Person
) -> None:
    at_home(world.tenant)
    message = write(world, BRAILLE)
    task = open_task(form=Format.AUDIO, title="x", document_text="x", by=None, now=utc_now())
    db.session.commit()
    for place in (
        "/staff/things-to-make",
        f"/staff/things-to-make/{task.id}",
        f"/staff/letters/{message.id}",
        "/staff/post",
    ):
        client.get(place)
        assert client.statement_count <= 10, (place, client.statements)


def test_work_done_late_is_said_late(client: StrictClient, world: World, maker: Person) -> None:
    write(world, POLISH)
    the_task().due_on = date(2026, 11, 3) - timedelta(days=1)
    db.session.commit()
    assert "late since Monday 2 November" in client.get("/staff/things-to-make").text
