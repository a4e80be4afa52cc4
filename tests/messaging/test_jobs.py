"""What the worker does with waiting messages, against a real SMTP server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import Settings
from portal.database import db, writing
from portal.messaging.jobs.sending import deliver
from portal.messaging.models import OutgoingMessage
from portal.messaging.services.sending import send
from portal.messaging.signatures import Recipient
from portal.organisation.models import Landlord
from tests.applications import settings_for
from tests.messaging.smtp import Inbox, free_port, silent_server, smtp_server
from tests.messaging.world import NOW, World


@pytest.fixture
def app(any_app: Flask) -> Flask:
    """Every test here runs on both databases."""
    return any_app


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mail_to(app: Flask) -> Callable[..., Settings]:
    """Set the application's SMTP server."""

    def change(port: int, **more: object) -> Settings:
        changed = settings_for(
            Path(app.instance_path),
            database_url=app.extensions["portal_settings"].url_of_database,
            mail_server="127.0.0.1",
            mail_port=port,
            mail_timeout_seconds=1,
            **more,
        )
        app.extensions["portal_settings"] = changed
        state = app.extensions["mail"]
        state.server, state.port = changed.mail_server, changed.mail_port
        return changed

    return change


@pytest.fixture
def server(inbox: Inbox, mail_to: Callable[..., Settings]) -> Iterator[Inbox]:
    with smtp_server(inbox) as port:
        mail_to(port)
        yield inbox


def write(world: World, **changes: object) -> OutgoingMessage:
    given: dict[str, object] = {
        "kind": "tests/answer",
        "to": Recipient(name="Amina Bello", address="amina@example.org"),
        "now": NOW,
        "context": {"title": "Your door – at last", "words": "It comes on Tuesday."},
        "record": world.record,
    } | changes
    message = send(**given)  # type: ignore[arg-type]
    db.session.commit()
    return message


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def stored(message: OutgoingMessage) -> OutgoingMessage:
    db.session.rollback()
    return db.session.get_one(OutgoingMessage, message.id, populate_existing=True)


def test_a_waiting_message_is_sent_and_recorded(world: World, server: Inbox) -> None:
    message = write(world)
    assert deliver(at(NOW + timedelta(seconds=3))) == 1
    row = stored(message)
    assert (row.state, row.attempts, row.sent_at) == ("sent", 1, NOW + timedelta(seconds=3))
    assert (row.claimed_by, row.claimed_until, row.last_error) == (None, None, "")
    assert deliver(at(NOW + timedelta(days=1))) == 0
    assert len(server.mails) == 1


def test_the_mail_says_what_the_row_says(world: World, server: Inbox) -> None:
    message = write(world)
    deliver(at(NOW))
    mail = server.mails[0]
    assert server.addresses == ["amina@example.org"]
    assert mail["To"] == "amina@example.org"
    assert mail["From"] == "Redland Housing Association <portal@example.org>"
    assert mail["Reply-To"] == "hello@landlord.example"
    assert mail["Subject"] == "About: Your door – at last"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == NOW
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    words, _, asks = text.get_content().replace("\r\n", "\n").partition("\nYou can have this in another")
    assert words == message.text
    assert "Zadzwoń: 0121 496 0201" in asks
    assert "It comes on Tuesday." in html.get_content()


def test_a_letter_somebody_wrote_is_not_called_automatic(world: World, server: Inbox) -> None:
    write(world, automatic=False)
    deliver(at(NOW))
    assert server.mails[0]["Auto-Submitted"] is None


def test_no_line_is_longer_than_smtp_allows(world: World, server: Inbox) -> None:
    long = "Ẁords without end. " * 300
    write(world, context={"title": "x", "words": long})
    deliver(at(NOW))
    assert max(len(line) for line in server.mails[0].as_bytes().splitlines()) < 998
    text = server.mails[0].get_body(("plain",))
    assert text is not None
    assert long.strip() in text.get_content()


@pytest.mark.parametrize(
    "name", ["Redland, \"the\" landlord", "Łandlord <evil@example.org>", "Redland\r\nBcc: all@example.org"]
)  # fmt: skip
def test_a_landlords_name_cannot_change_who_it_is_from(world: World, server: Inbox, name: str) -> None:
    message = write(world)
    message.facts = {**message.facts, "from_name": name}
    db.session.commit()
    deliver(at(NOW))
    mail = server.mails[0]
    assert [str(a.addr_spec) for a in mail["From"].addresses] == ["portal@example.org"]
    assert mail["Bcc"] is None
    assert server.addresses == ["amina@example.org"]


def test_the_longest_waiting_goes_first_and_nothing_before_its_time(world: World, server: Inbox) -> None:
    later = write(world, now=NOW + timedelta(minutes=2))
    sooner = write(world, now=NOW + timedelta(minutes=1))
    assert deliver(at(NOW)) == 0
    while deliver(at(NOW + timedelta(minutes=5))):
        pass
    assert server.ids() == [sooner.message_id, later.message_id]


def test_tries_are_further_and_further_apart_and_then_it_is_given_up(world: World, server: Inbox) -> None:
    server.to_data = "451 Try later"
    message = write(world)
    moment = NOW
    waits = []
    for tries in range(1, 7):
        assert deliver(at(moment)) == 1
        row = stored(message)
        assert (row.state, row.attempts, row.last_error) == ("waiting", tries, "message refused 451")
        assert deliver(at(row.next_try_at - timedelta(microseconds=1))) == 0
        waits.append((row.next_try_at - moment).total_seconds() / 60)
        moment = row.next_try_at
    assert waits == [1, 5, 15, 60, 240, 480]
    assert deliver(at(moment)) == 1
    assert stored(message).state == "given up"
    assert deliver(at(moment + timedelta(days=365))) == 0
    assert server.mails == []


@pytest.mark.parametrize(
    ("to_rcpt", "to_data", "state", "error"),
    [
        ("550 No such person amina@example.org", "250 OK", "given up", "address refused 550"),
        ("450 Mailbox busy", "250 OK", "waiting", "address refused 450"),
        ("250 OK", "554 Not wanted", "given up", "message refused 554"),
        ("250 OK", "452 Disk full", "waiting", "message refused 452"),
    ],
)
def test_a_no_for_good_is_given_up_at_once(
    world: World, server: Inbox, to_rcpt: str, to_data: str, state: str, error: str
) -> None:
    server.to_rcpt, server.to_data = to_rcpt, to_data
    message = write(world)
    deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.attempts, row.last_error) == (state, 1, error)


def test_a_server_that_is_not_there_is_asked_again(world: World, mail_to: Callable[..., Settings]) -> None:
    mail_to(free_port())
    message = write(world)
    deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.last_error) == ("waiting", "no connection")


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
def test_a_server_that_never_answers_is_left_after_the_timeout(
    world: World, mail_to: Callable[..., Settings], greeting: bytes
) -> None:
    with silent_server(greeting) as port:
        mail_to(port)
        message = write(world)
        deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "no answer in time")


def test_a_server_that_refuses_us_is_asked_again(world: World, mail_to: Callable[..., Settings]) -> None:
    with silent_server(b"554 Go away\r\n") as port:
        mail_to(port)
        message = write(world)
        deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.last_error) == ("waiting", "server refused 554")


def test_a_password_the_server_does_not_know_is_asked_again(app: Flask, world: World, server: Inbox) -> None:
    app.extensions["mail"].username = app.extensions["mail"].password = "x"
    message = write(world)
    deliver(at(NOW))
    assert stored(message).state == "waiting"
    assert server.mails == []


def test_nobody_is_kept_from_writing_while_the_server_talks(app: Flask, world: World, server: Inbox) -> None:
    written = []

    def write_meanwhile(_mail: object) -> None:
        with app.app_context(), writing():
            db.session.execute(sa.update(Landlord).values(contact_name="somebody"))
            db.session.commit()
            written.append(True)

    server.on_data = write_meanwhile
    message = write(world)
    deliver(at(NOW))
    assert written == [True]
    assert stored(message).state == "sent"


def test_while_one_worker_sends_another_finds_nothing(app: Flask, world: World, server: Inbox) -> None:
    found = []

    def second_worker(_mail: object) -> None:
        with app.app_context():
            found.append(deliver(at(NOW + timedelta(seconds=60))))

    server.on_data = second_worker
    write(world)
    deliver(at(NOW))
    assert found == [0]
    assert len(server.mails) == 1


def test_a_lease_that_ran_out_is_taken_over_under_the_same_id(world: World, server: Inbox) -> None:
    message = write(world)
    message.state, message.claimed_by = "sending", "a worker that was killed"
    message.claimed_until = message.next_try_at = NOW + timedelta(seconds=120)
    db.session.commit()
    assert deliver(at(NOW + timedelta(seconds=119))) == 0
    assert deliver(at(NOW + timedelta(seconds=120))) == 1
    assert server.ids() == [message.message_id]
    assert stored(message).state == "sent"


def test_the_lease_is_renewed_while_a_slow_server_thinks(
    app: Flask, world: World, inbox: Inbox, mail_to: Callable[..., Settings]
) -> None:
    leases: list[datetime] = []
    moments = iter(NOW + timedelta(seconds=n) for n in range(1000))

    def until_renewed(_mail: object) -> None:
        with app.app_context():
            first = db.session.scalar(sa.select(OutgoingMessage.claimed_until))
            assert first is not None
            leases.append(first)
            while leases[-1] == first:
                db.session.rollback()
                again = db.session.scalar(sa.select(OutgoingMessage.claimed_until))
                assert again is not None
                leases.append(again)

    inbox.on_data = until_renewed
    with smtp_server(inbox) as port:
        mail_to(port, outbox_lease_seconds=1)
        message = write(world)
        deliver(lambda: next(moments))
    assert leases[-1] > leases[0]
    assert stored(message).state == "sent"


def test_a_server_that_hangs_up_after_its_yes_does_not_get_a_second_copy(world: World, server: Inbox) -> None:
    async def rude_goodbye(*_given: object) -> str:
        raise ConnectionResetError

    server.handle_QUIT = rude_goodbye  # type: ignore[attr-defined]
    message = write(world)
    deliver(at(NOW))
    assert stored(message).state == "sent"


def test_a_worker_whose_lease_was_taken_still_records_that_it_has_gone(
    app: Flask, world: World, server: Inbox
) -> None:
    message = write(world)

    def lose_lease(_mail: object) -> None:
        with app.app_context():
            db.session.execute(sa.update(OutgoingMessage).values(claimed_by="another worker"))
            db.session.commit()

    server.on_data = lose_lease
    deliver(at(NOW))
    assert stored(message).state == "sent"


def test_a_failed_try_of_a_lost_lease_changes_nothing(app: Flask, world: World, server: Inbox) -> None:
    message = write(world)

    def lose_lease(_mail: object) -> None:
        with app.app_context():
            db.session.execute(sa.update(OutgoingMessage).values(claimed_by="another worker"))
            db.session.commit()

    server.on_data, server.to_data = lose_lease, "554 Not wanted"
    deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.claimed_by, row.attempts) == ("sending", "another worker", 0)


def test_without_a_server_mail_goes_to_the_folder_once(app: Flask, world: World) -> None:
    message = write(world)
    deliver(at(NOW))
    files = list((Path(app.instance_path) / "mail" / "redland").iterdir())
    assert [file.suffix for file in files] == [".eml"]
    assert message.message_id.encode() in files[0].read_bytes()
    row = stored(message)
    row.state, row.next_try_at = "waiting", NOW
    db.session.commit()
    deliver(at(NOW))
    assert list((Path(app.instance_path) / "mail" / "redland").iterdir()) == files


def test_a_folder_that_cannot_be_written_loses_nothing(app: Flask, world: World) -> None:
    (Path(app.instance_path) / "mail").write_text("in the way")
    message = write(world)
    deliver(at(NOW))
    row = stored(message)
    assert (row.state, row.last_error) == ("waiting", "cannot be made")
