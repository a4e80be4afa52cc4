"""The portal as it is deployed: two gunicorn workers on a port, and what they say that is wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.config import ROOT
from portal.database import db
from portal.demo import seeding
from portal.demo.landlords import landlord_facts
from portal.demo.people import DemoPerson
from portal.timekeeping import utc_now
from tests.applications import KEYS, settings_for

GUNICORN = ("--workers=2", "--worker-class=gthread", "--threads=2", "--log-level=warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A portal behind `port`, filled with people who can sign in. `app` sees the same database."""

    app: Flask
    port: int
    log: Path

    def email(self, someone: DemoPerson) -> str:
        """What a person of the demonstration signs in with."""
        return someone.email(landlord_facts("redland").mail)

    def complaints(self) -> str:
        """All that the server has complained of: it says nothing else."""
        return self.log.read_text()


@contextmanager
def served(folder: Path, database_url: str) -> Iterator[Served]:
    """Seed the database and serve it until the end."""
    app = create_app(settings_for(folder, database_url=database_url))
    seeding.seed(app, utc_now().date(), stories=False)
    environment = {
        **os.environ,
        "SECRET_KEY": KEYS["secret_key"],
        "FIELD_KEYS": KEYS["field_keys"],
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": database_url,
        "CHARTER": "redland",
        "SECURE_COOKIES": "false",
    }
    log = folder / "server.log"
    port = _free_port()
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *GUNICORN, "wsgi:app"],
            cwd=ROOT,
            env=environment,
            stdout=errors,
            stderr=errors,
        )
    try:
        _wait_for(port, process)
        yield Served(app=app, port=port, log=log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        with app.app_context():
            db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
