"""Nothing is lost when workers are killed, and two workers do not do one thing twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portal.config import ROOT
from portal.database import db
from portal.messaging.models import OutgoingMessage
from tests.messaging.smtp import Inbox, smtp_server
from tests.worker.conftest import Workers

MESSAGES = 200
KILLS = 50
PATIENCE_SECONDS = 60


def unsent(app: Flask) -> int:
    with app.app_context():
        query = sa.select(sa.func.count(OutgoingMessage.id)).where(OutgoingMessage.state != "sent")
        return db.session.scalars(query).one()


def wait_until_sent(app: Flask) -> None:
    pause = threading.Event()
    for _ in range(PATIENCE_SECONDS * 10):
        if unsent(app) == 0:
            return
        pause.wait(0.1)
    raise AssertionError(f"{unsent(app)} messages were never sent")


def wait_for(inbox: Inbox, count: int) -> None:
    with inbox.arrived:
        assert inbox.arrived.wait_for(lambda: len(inbox.mails) >= count, PATIENCE_SECONDS)


def test_fifty_kills_lose_nothing_and_cost_at_most_fifty_copies(
    waiting: Callable[[int], Flask], workers: Callable[..., Workers]
) -> None:
    """Half the kills fall between the server's yes and our record, half at any moment of three workers."""
    app = waiting(MESSAGES)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        nursery = workers(mail_port=port, outbox_lease_seconds=1)

        def kill_before_the_answer(_mail: object) -> None:
            # One worker only, so it is the one that waits for this answer.
            if nursery.killed < KILLS // 2 and len(inbox.mails) % 3 == 0:
                nursery.kill()
                nursery.start()

        inbox.on_data = kill_before_the_answer
        nursery.start()
        wait_for(inbox, 3 * KILLS // 2)
        inbox.on_data = None
        nursery.start()
        nursery.start()
        for _ in range(KILLS - nursery.killed):
            wait_for(inbox, len(inbox.mails) + 2)
            nursery.kill()
            nursery.start()
        wait_until_sent(app)
    copies = Counter(inbox.ids())
    assert nursery.killed == KILLS
    assert set(copies) == {f"<m{number}@example.org>" for number in range(MESSAGES)}
    assert KILLS // 2 <= copies.total() - MESSAGES <= KILLS
    assert all(text_of(inbox, name) == 1 for name, count in copies.items() if count > 1)


def text_of(inbox: Inbox, message_id: str) -> int:
    """How many different texts went out under one Message-ID."""
    bodies = [mail.get_body(("plain",)) for mail in inbox.mails if mail["Message-ID"] == message_id]
    return len({body.get_content() for body in bodies if body is not None})


def test_two_workers_send_each_message_exactly_once(
    waiting: Callable[[int], Flask], workers: Callable[..., Workers]
) -> None:
    app = waiting(100)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        nursery = workers(mail_port=port)
        nursery.start()
        nursery.start()
        wait_until_sent(app)
    assert sorted(inbox.ids()) == sorted(f"<m{number}@example.org>" for number in range(100))


def test_sigterm_finishes_the_message_in_hand_and_no_other(
    waiting: Callable[[int], Flask], environment: Callable[..., dict[str, str]]
) -> None:
    app = waiting(3)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        running: list[subprocess.Popen[bytes]] = []
        started = threading.Event()

        def stop(_mail: object) -> None:
            assert started.wait(PATIENCE_SECONDS)
            running[0].send_signal(signal.SIGTERM)

        inbox.on_data = stop
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
                cwd=ROOT,
                env=environment(mail_port=port),
            )
        )
        started.set()
        assert running[0].wait(PATIENCE_SECONDS) == 0
    assert len(inbox.mails) == 1
    assert unsent(app) == 2


def test_once_sends_all_that_waits_and_ends(
    waiting: Callable[[int], Flask], environment: Callable[..., dict[str, str]]
) -> None:
    app = waiting(5)
    inbox = Inbox()
    with smtp_server(inbox) as port:
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "work", "--once"],
            cwd=ROOT,
            env=environment(mail_port=port),
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    assert done.returncode == 0
    assert len(inbox.mails) == 5
    assert unsent(app) == 0
