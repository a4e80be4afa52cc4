"""Letters in large print are made and sent, once each, whatever kills the workers that make them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from portal.database import db
from portal.messaging.models import MessageFile, OutgoingMessage
from portal.messaging.states import State
from tests.messaging.smtp import Inbox, smtp_server
from tests.worker.conftest import Workers, message
from tests.worker.test_kills import wait_until_sent

LETTERS = 24
KILLS = 8


def being_made(app: Flask) -> bool:
    with app.app_context():
        held = sa.select(OutgoingMessage.id).where(OutgoingMessage.state == State.BEING_MADE)
        return db.session.scalar(held.limit(1)) is not None


def add_letters(app: Flask) -> None:
    with app.app_context():
        for number in range(LETTERS):
            letter = message(number)
            letter.state, letter.format, letter.points = State.TO_BE_MADE, "large print", 18
            db.session.add(letter)
        db.session.commit()


def test_each_letter_is_made_once_whoever_is_killed_over_it(
    waiting: Callable[[int], Flask], workers: Callable[..., Workers]
) -> None:
    app = waiting(0)
    add_letters(app)
    inbox, pause = Inbox(), threading.Event()
    with smtp_server(inbox) as port:
        nursery = workers(mail_port=port, outbox_lease_seconds=1)
        nursery.start()
        nursery.start()
        while nursery.killed < KILLS and len(inbox.mails) < LETTERS - 4:
            if being_made(app):
                nursery.kill()
                nursery.start()
            pause.wait(0.02)
        wait_until_sent(app)
    assert nursery.killed > 0
    sent = inbox.ids()
    assert set(sent) == {f"<m{number}@example.org>" for number in range(LETTERS)}
    assert len(sent) - LETTERS <= nursery.killed
    with app.app_context():
        files = db.session.scalar(sa.select(sa.func.count(MessageFile.id)))
        left = db.session.scalars(sa.select(OutgoingMessage.state).distinct()).all()
    assert (files, left) == (LETTERS, [State.SENT])
    names = [[part.get_filename() for part in mail.iter_attachments()] for mail in inbox.mails]
    assert names == [["letter.pdf"]] * len(names)
