"""Commands that belong to no capability."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from portal import worker


@click.command("work")
@click.option("--once", is_flag=True, help="Do all that waits, then end.")
@with_appcontext
def work(once: bool) -> None:
    """Send messages and do the other work that waits. Ends on SIGTERM, after the message in hand."""
    stop = threading.Event()

    def end(_signal: int, _frame: object) -> None:
        # In a thread: setting it here could wait for a lock the interrupted main thread holds.
        threading.Thread(target=stop.set).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not worker.run(app, once=once, stop=stop):
        sys.exit(1)


commands: list[click.Command] = [work]
