"""Holding a row while it is worked on outside any transaction, so that no other worker takes it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from portal import database
from portal.database import writing
from portal.web.settings import settings

Clock = Callable[[], datetime]

# Waits before trying again to write down what was done; a database away for longer than these together
# costs that it is done a second time.
_RECORDING_WAITS = (0.2, 1.0, 5.0, 15.0, 30.0)


def lease() -> timedelta:
    """How long a worker may hold a row."""
    return timedelta(seconds=settings().outbox_lease_seconds)


@contextmanager
def lease_kept(renew: Callable[[datetime], None], clock: Clock) -> Iterator[None]:
    """Renew the lease three times in its length, in a transaction of its own each, while the block runs.

    `renew` is given the present instant and leaves it to this to commit.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    done = threading.Event()
    wait = lease().total_seconds() / 3

    def keep() -> None:
        with app.app_context():
            while not done.wait(wait):
                try:
                    with writing():
                        renew(clock())
                        database.commit()
                except OperationalError:  # the next round may find the database again
                    database.rollback()

    keeper = threading.Thread(target=keep, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def recorded(write_down: Callable[[], None]) -> None:
    """Write down what was done, again after a while where the database is away just then."""
    pause = threading.Event()
    for wait in (*_RECORDING_WAITS, None):
        try:
            with writing():
                write_down()
                database.commit()
            return
        except OperationalError:
            database.rollback()
            if wait is None:
                raise
            pause.wait(wait)
