"""The portal, or the bare page, behind two gunicorn workers on a free port; a database of either kind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from portal.config import ROOT, Settings, read_settings
from tests import postgres

_GUNICORN = ["--workers=2", "--worker-class=gthread", "--threads=2", "--keep-alive=30", "--log-level=error"]


def environment(kind: str, folder: Path, ends: ExitStack) -> dict[str, str]:
    """The settings of a portal on an empty database of that kind, which ends with `ends`."""
    url = f"sqlite:///{folder / 'bench.sqlite3'}"
    if kind == "postgresql":
        programs = postgres.programs()
        if programs is None:
            raise SystemExit("PostgreSQL is not here")
        server = ends.enter_context(postgres.running_server(programs))
        server.run("CREATE DATABASE bench TEMPLATE template0")
        url = server.url("bench")
    return {
        "SECRET_KEY": "for measuring only, and long enough to be taken",
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": url,
        "CHARTER": "redland",
        "SECURE_COOKIES": "false",
    }


def settings_of(given: dict[str, str]) -> Settings:
    """The same settings for an application in this process."""
    return read_settings(
        secret_key=given["SECRET_KEY"],
        field_keys=given["FIELD_KEYS"],
        instance_path=Path(given["INSTANCE_PATH"]),
        database_url=given["DATABASE_URL"],
        charter=given["CHARTER"],
        secure_cookies=False,
    )


@contextmanager
def serving(target: str, given: dict[str, str]) -> Iterator[int]:
    """Serve it until the end; the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *_GUNICORN, target],
        cwd=ROOT,
        env={**os.environ, **given},
    )
    try:
        _wait_for(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
