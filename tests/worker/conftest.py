"""A database with messages waiting, and workers in processes of their own that can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.config import ROOT, Settings
from portal.database import db
from portal.messaging.models import OutgoingMessage
from tests.applications import KEYS, settings_for

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Workers:
    """Processes forked from one that has the application loaded, so that a new one costs milliseconds."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "worker" / "nursery.py")],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.alive: list[int] = []
        self.killed = 0

    def start(self) -> int:
        """Start a worker; gives its process id."""
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write("fork\n")
        self._nursery.stdin.flush()
        pid = int(self._nursery.stdout.readline())
        self.alive.append(pid)
        return pid

    def kill(self) -> None:
        """Kill the worker that has lived longest, with SIGKILL: it cannot tidy up."""
        os.kill(self.alive.pop(0), signal.SIGKILL)
        self.killed += 1

    def close(self) -> None:
        """Kill all that are left; these do not count."""
        for pid in self.alive:
            os.kill(pid, signal.SIGKILL)
        self._nursery.communicate(timeout=30)


@pytest.fixture
def given(tmp_path: Path, database_url: str) -> dict[str, object]:
    """Settings of the test and of its workers alike."""
    return {
        "charter": "redland",
        "instance_path": tmp_path,
        "database_url": database_url,
        "mail_server": "127.0.0.1",
        "mail_timeout_seconds": 5,
    }


@pytest.fixture
def waiting(given: dict[str, object]) -> Iterator[Callable[[int], Flask]]:
    """Make an application with so many messages waiting."""
    made: list[Flask] = []

    def make(count: int) -> Flask:
        settings: Settings = settings_for(Path(str(given["instance_path"])), **_without_path(given))
        app = create_app(settings)
        made.append(app)
        with app.app_context():
            db.session.add_all(message(number) for number in range(count))
            db.session.commit()
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def message(number: int) -> OutgoingMessage:
    """A message that waits."""
    return OutgoingMessage(
        message_id=f"<m{number}@example.org>",
        kind="tests/answer",
        to_address=f"tenant{number}@example.org",
        subject=f"Letter {number}",
        text=f"Words of letter {number}.\n",
        facts={"from_name": "Landlord", "reply_to": "", "automatic": True, "to_name": ""},
        state="waiting",
        created_at=LONG_AGO,
        next_try_at=LONG_AGO,
    )


@pytest.fixture
def environment(given: dict[str, object]) -> Callable[..., dict[str, str]]:
    """The environment of a process with the test's settings and `more`."""

    def make(**more: object) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        settings = {**KEYS, **given, **more}
        return kept | {"PYTHONPATH": str(ROOT)} | {k.upper(): str(v) for k, v in settings.items()}

    return make


@pytest.fixture
def workers(environment: Callable[..., dict[str, str]]) -> Iterator[Callable[..., Workers]]:
    """Make a nursery of workers with more settings."""
    made: list[Workers] = []

    def make(**more: object) -> Workers:
        made.append(Workers(environment(**more)))
        return made[-1]

    yield make
    for nursery in made:
        nursery.close()


def _without_path(given: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if name != "instance_path"}
