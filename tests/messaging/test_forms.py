"""One text to one person in the forms they asked for: rows, files, what fails, what waits for people."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as default_policy
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.models import AuditEntry
from portal.database import db, writing
from portal.errors import RuleBroken
from portal.formats.made import CannotBeMade, MadeFile, PartMissing
from portal.formats.models import FormatTask
from portal.formats.services import make
from portal.messaging.jobs import making
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.queries import recipient
from portal.messaging.services.forms import give_address, proof_read, send_ordinary
from portal.messaging.services.sending import requeue, send
from portal.messaging.services.tasks import call_off, give_to_people, make_here
from portal.messaging.signatures import Recipient
from portal.messaging.states import State
from portal.needs.details import Asked, Braille, ContactBy, Detail, Languages, LargePrint
from portal.needs.markers import NeedKind
from portal.needs.models import NeedMet
from portal.needs.ways import Carrier
from portal.organisation.models import Landlord
from tests.messaging.forms import at, at_home, content, needs, rows, work
from tests.messaging.world import NOW, World

LARGE = (NeedKind.LARGE_PRINT, LargePrint(points=20))
BRAILLE = (NeedKind.BRAILLE, Braille())
AUDIO = (NeedKind.AUDIO, Asked())
EASY_READ = (NeedKind.EASY_READ, Asked())
POLISH = (NeedKind.LANGUAGE, Languages(written="pl"))
BY_PHONE = (NeedKind.CONTACT_BY, ContactBy(only=Carrier.PHONE))
BY_POST = (NeedKind.CONTACT_BY, ContactBy(only=Carrier.POST))


@pytest.fixture
def app(any_app: Flask) -> Flask:
    """Every test here runs on both databases."""
    return any_app


def write(world: World, *told: tuple[NeedKind, Detail], **changes: object) -> list[OutgoingMessage]:
    """A message to the tenant who has told us of these needs; all rows of it."""
    for kind, detail in told:
        needs(world.tenant, kind, detail)
    given: dict[str, object] = {
        "kind": "tests/answer",
        "to": recipient(world.tenant),
        "now": NOW,
        "context": {"title": "Your door", "words": "It comes on Tuesday 10 November 2026 at 10:30am."},
        "record": world.record,
    } | changes
    send(**given)  # type: ignore[arg-type]
    db.session.commit()
    return rows()


def mails(app: Flask) -> list[EmailMessage]:
    """What went to the mail folder."""
    folder = Path(app.instance_path) / "mail" / "redland"
    parser = BytesParser(policy=default_policy)
    return [parser.parsebytes(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def attached(mail: EmailMessage) -> list[tuple[str, str]]:
    return [(part.get_filename() or "", part.get_content_type()) for part in mail.iter_attachments()]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], [("standard", "email", "waiting", "")]),
        ([LARGE], [("large print", "email", "to be made", "")]),
        ([AUDIO], [("audio", "email", "to be made", "")]),
        ([BRAILLE], [("Braille", "post", "to be made", "")]),
        ([LARGE, BY_POST], [("large print", "post", "to be made", "")]),
        (
            [LARGE, BRAILLE],
            [("large print", "post", "to be made", ""), ("Braille", "post", "to be made", "")],
        ),
        ([EASY_READ], [("easy read", "email", "with people", "easy read")]),
        ([POLISH], [("translation", "email", "with people", "translation")]),
        ([POLISH, LARGE], [("large print", "email", "with people", "translation")]),
        ([BY_PHONE], [("standard", "phone", "with people", "standard")]),
    ],
)
def test_what_people_told_us_decides_the_rows_their_states_and_tasks(
    world: World, told: list[tuple[NeedKind, Detail]], expected: list[tuple[str, str, str, str]]
) -> None:
    at_home(world.tenant)
    found = write(world, *told)
    tasks = {t.message_id: t.format for t in db.session.scalars(sa.select(FormatTask))}
    assert [(m.format, m.carrier, m.state, tasks.get(m.id, "")) for m in found] == expected
    assert {m.first_id for m in found[1:]} <= {found[0].id}
    assert len({m.text for m in found}) == 1


def test_large_print_comes_as_large_type_with_the_letter_beside_it(app: Flask, world: World) -> None:
    (message,) = write(world, LARGE)
    assert work() == 2
    (mail,) = mails(app)
    html = mail.get_body(("html",))
    assert html is not None
    assert "font-size: 20pt" in html.get_content()
    assert attached(mail) == [("letter.pdf", "application/pdf")]
    assert [m.state for m in rows()] == ["sent"]
    met = db.session.scalars(sa.select(NeedMet)).one()
    assert (met.message_id, met.met) == (message.id, True)


def test_audio_comes_as_a_recording_with_the_words_in_the_mail(app: Flask, world: World) -> None:
    write(world, AUDIO)
    work()
    (mail,) = mails(app)
    assert attached(mail) == [("letter.mp3", "audio/mpeg")]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "It comes on Tuesday 10 November 2026 at 10:30am." in text.get_content()


def test_braille_goes_nowhere_before_a_person_has_read_it(world: World) -> None:
    at_home(world.tenant)
    (message,) = write(world, BRAILLE)
    work()
    (message,) = rows()
    file = db.session.scalars(sa.select(MessageFile)).one()
    assert (message.state, file.needs_proof, file.checked_at) == ("to check", True, None)
    assert file.pages
    work(NOW + timedelta(days=3))
    (message,) = rows()
    assert message.state == "to check"
    proof_read(message, file, by=world.officer.id, now=NOW)
    db.session.commit()
    (message,) = rows()
    assert (message.state, str(message.post_on)) == ("for post", "2026-11-04")
    assert (file.checked_by_id, file.checked_at) == (world.officer.id, NOW)
    with pytest.raises(RuleBroken, match="nothing to read"):
        proof_read(message, file, by=world.officer.id, now=NOW)


def test_a_proof_readers_own_file_takes_the_place_of_the_machines(app: Flask, world: World) -> None:
    world.tenant.prefers = "email"
    write(world, BRAILLE)
    work()
    (message,) = rows()
    file = db.session.scalars(sa.select(MessageFile)).one()
    proof_read(message, file, corrected=b",A\r\n\f,B\r\n\f", by=world.officer.id, now=NOW)
    assert file.pages == 2
    work()
    (mail,) = mails(app)
    assert attached(mail) == [("letter.brf", "application/x-brf")]
    (part,) = mail.iter_attachments()
    assert part.get_payload(decode=True) == b",A\r\n\f,B\r\n\f"


def test_a_letter_to_post_waits_for_the_run_of_its_day(world: World) -> None:
    at_home(world.tenant)
    write(world, LARGE, BY_POST)
    work()
    (message,) = rows()
    assert message.state == "for post"
    assert content(message).startswith(b"%PDF")


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the engine of every form answer with that error."""

    def fail(*_given: object) -> MadeFile:
        raise error

    monkeypatch.setattr(making, "make", fail)


def test_a_form_that_fails_is_said_and_nothing_goes_in_its_place(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    failing(monkeypatch, CannotBeMade("a character no typeface has"))
    work()
    (message,) = rows()
    assert (message.state, message.last_error) == ("cannot be made", "a character no typeface has")
    assert mails(app) == []
    requeue(message, by=world.officer.id, now=NOW)
    assert message.state == State.TO_BE_MADE


def test_an_engine_that_breaks_stops_no_other_message(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    write(world, context={"title": "Other", "words": "x"}, to=Recipient(name="A", address="a@example.org"))
    failing(monkeypatch, ValueError("somebody's words"))
    work()
    assert [m.state for m in rows()] == ["cannot be made", "sent"]
    assert rows()[0].last_error == "unexpected"


def test_ordinary_print_goes_only_because_somebody_decided_it(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    failing(monkeypatch, CannotBeMade("no"))
    work()
    (message,) = rows()
    with pytest.raises(RuleBroken, match="nothing said"):
        send_ordinary(message, why=" ", by=world.officer.id, now=NOW)
    send_ordinary(message, why="Her son reads it to her.", by=world.officer.id, now=NOW)
    work()
    (message,) = rows()
    assert (message.state, message.format) == ("sent", "standard")
    assert message.facts["instead_of"] == "large print"
    assert attached(mails(app)[0]) == []
    assert "message.sent in ordinary print" in db.session.scalars(sa.select(AuditEntry.act)).all()
    assert db.session.scalars(sa.select(NeedMet)).all() == []
    with pytest.raises(RuleBroken, match="can be made"):
        send_ordinary(message, why="x", by=world.officer.id, now=NOW)


def test_a_missing_program_makes_a_dated_task_and_everything_else_works(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home(world.tenant)
    write(world, BRAILLE)
    write(world, to=Recipient(name="Other", address="other@example.org"))
    failing(monkeypatch, PartMissing("liblouis", install="apt-get install liblouis20"))
    work()
    braille, other = rows()
    assert (braille.state, other.state) == ("with people", "sent")
    task = db.session.scalars(sa.select(FormatTask)).one()
    assert (task.missing_part, task.install, task.format) == (
        "liblouis",
        "apt-get install liblouis20",
        "Braille",
    )
    # RHA 2.8.3c: three days, the day it was written not counted.
    assert (str(task.due_on), task.due_source) == ("2026-11-06", "send-forms-or-information")

    # Still missing when it is tried again: the same task, with its date.
    make_here(task, by=world.officer.id, now=NOW)
    work(NOW + timedelta(days=1))
    assert [t.id for t in db.session.scalars(sa.select(FormatTask))] == [task.id]
    assert rows()[0].state == "with people"

    # Installed, it is made here, and the task is done.
    monkeypatch.undo()
    task = db.session.get_one(FormatTask, task.id)
    make_here(task, by=world.officer.id, now=NOW)
    work(NOW + timedelta(days=1))
    assert rows()[0].state == "to check"
    assert db.session.get_one(FormatTask, task.id, populate_existing=True).state == "done"


def test_braille_found_wrong_goes_to_a_transcriber(world: World) -> None:
    at_home(world.tenant)
    write(world, BRAILLE)
    work()
    (message,) = rows()
    give_to_people(message, by=world.officer.id, now=NOW)
    task = db.session.scalars(sa.select(FormatTask)).one()
    assert (message.state, task.format, task.missing_part) == ("with people", "Braille", "")
    call_off(task, why="He has moved away.", by=world.officer.id, now=NOW)
    assert (message.state, message.last_error) == ("cannot be made", "task called off")
    requeue(message, by=world.officer.id, now=NOW)
    assert message.state == "to be made"


def test_a_call_that_was_called_off_can_be_asked_for_again_but_not_posted(world: World) -> None:
    (message,) = write(world, BY_PHONE)
    task = db.session.scalars(sa.select(FormatTask)).one()
    call_off(task, why="No number.", by=world.officer.id, now=NOW)
    with pytest.raises(RuleBroken, match="can be made"):
        send_ordinary(message, why="x", by=world.officer.id, now=NOW)
    requeue(message, by=world.officer.id, now=NOW)
    assert message.state == "with people"
    assert sorted(t.state for t in db.session.scalars(sa.select(FormatTask))) == ["called off", "to send"]


def test_a_letter_without_an_address_waits_until_somebody_finds_one(world: World) -> None:
    (message,) = write(world, BY_POST)
    assert (message.state, message.last_error) == ("no address", "no postal address")
    assert work() == 0
    with pytest.raises(RuleBroken, match="no address"):
        give_address(message, postal=" ", by=world.officer.id, now=NOW)
    give_address(message, postal="1 High Street\nRedland\nBS6 6AA", by=world.officer.id, now=NOW)
    work()
    (message,) = rows()
    assert (message.state, message.to_postal) == ("for post", "1 High Street\nRedland\nBS6 6AA")


def test_who_wants_email_only_is_never_posted_to(app: Flask, world: World) -> None:
    world.tenant.email = ""
    at_home(world.tenant)
    (message,) = write(world, (NeedKind.CONTACT_BY, ContactBy(only=Carrier.EMAIL)))
    assert (message.state, message.last_error) == ("no address", "no email address")
    with pytest.raises(RuleBroken, match="no address"):
        give_address(message, email="amina", by=world.officer.id, now=NOW)
    give_address(message, email="amina@example.org", by=world.officer.id, now=NOW)
    work()
    assert [mail["To"] for mail in mails(app)] == ["amina@example.org"]


def test_a_worker_killed_while_it_makes_a_file_leaves_it_to_the_next(world: World) -> None:
    (message,) = write(world, LARGE)
    message.state, message.claimed_by = State.BEING_MADE, "a worker that was killed"
    message.claimed_until = message.next_try_at = NOW + timedelta(seconds=120)
    db.session.commit()
    assert making.make_one(at(NOW + timedelta(seconds=119))) == 0
    assert making.make_one(at(NOW + timedelta(seconds=120))) == 1
    assert rows()[0].state == "waiting"
    assert db.session.scalar(sa.select(sa.func.count(MessageFile.id))) == 1


def test_a_text_that_kills_every_worker_is_said_to_staff(world: World) -> None:
    (message,) = write(world, LARGE)
    message.attempts = making.MOST_TRIES
    db.session.commit()
    assert making.make_one(at(NOW)) == 0
    assert (rows()[0].state, rows()[0].last_error) == ("cannot be made", "no worker lived through it")


def test_nobody_is_kept_from_writing_while_a_form_is_made(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    written = threading.Event()
    real = make

    def slowly(*given: object) -> MadeFile:
        def write_meanwhile() -> None:
            with app.app_context(), writing():
                db.session.execute(sa.update(Landlord).values(contact_name="somebody"))
                db.session.commit()
                written.set()

        thread = threading.Thread(target=write_meanwhile)
        thread.start()
        assert written.wait(5), "the write lock is held while a form is made"
        thread.join()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "make", slowly)
    assert work() == 2
    assert written.is_set()


def test_while_one_worker_makes_a_form_another_finds_nothing(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    real, found = make, []

    def slowly(*given: object) -> MadeFile:
        def second() -> None:
            with app.app_context():
                found.append(making.make_one(at(NOW + timedelta(seconds=60))))

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "make", slowly)
    making.make_one(at(NOW))
    assert found == [0]


def test_a_file_made_by_a_worker_that_lost_its_lease_is_not_kept_twice(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(world, LARGE)
    real = make

    def lose_the_lease(*given: object) -> MadeFile:
        with app.app_context():
            db.session.execute(sa.update(OutgoingMessage).values(claimed_by="another worker"))
            db.session.commit()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "make", lose_the_lease)
    making.make_one(at(NOW))
    assert rows()[0].claimed_by == "another worker"
    assert db.session.scalar(sa.select(sa.func.count(MessageFile.id))) == 0


def test_a_password_link_goes_by_email_at_once_in_the_size_they_read(app: Flask, world: World) -> None:
    world.tenant.prefers = "post"
    (message,) = write(
        world,
        LARGE,
        BRAILLE,
        kind="accounts/reset_link",
        record=None,
        context={"token": "secret"},
        to=Recipient(person_id=world.tenant.id, name="Amina Bello", address="amina@example.org"),
    )
    assert (message.format, message.state, message.points) == ("standard", "waiting", 20)
    work()
    (mail,) = mails(app)
    html = mail.get_body(("html",))
    assert html is not None
    assert "font-size: 20pt" in html.get_content()
    assert "/reset-password/secret" in html.get_content()
    assert attached(mail) == []
