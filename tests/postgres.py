"""A real PostgreSQL for tests, without a service: its programs started on a socket in a temporary folder.

Each pytest process has a server of its own (about a second), each test a database of its own, as it was when
copied from a template that holds the schema. Nothing is written to be kept, so nothing waits for a disk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
TEMPLATE = "portal_template"
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "max_connections": "60",
}


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`: PG_BIN, the newest installed, or the one on the path."""
    named = os.environ.get("PG_BIN")
    if named:
        return Path(named)
    found = [folder for place in PLACES for folder in Path("/").glob(place[1:])]
    found = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    if found:
        return max(found, key=_version)
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(folder: Path) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in str(folder)).split()
    return tuple(int(part) for part in digits)


# Copying a database and dropping it takes half a second of a processor; emptying one a fortieth of that.
_SHAPE = "SELECT count(*), max(oid)::bigint, sum(relnatts) FROM pg_class"
_LEAVE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_USED = """
    SELECT quote_ident(relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_COUNT_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


@dataclass(slots=True, kw_only=True)
class Server:
    """A running server. `folder` holds its socket."""

    folder: Path
    _names: Iterator[int] = field(default_factory=count)
    _empty: list[str] = field(default_factory=list)
    _shapes: dict[str, Any] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """The address for SQLAlchemy and for the setting DATABASE_URL."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def new_database(self, *, template: str = "template0") -> str:
        """Make a database and return its name; one with the schema may be one that was given back."""
        if template == TEMPLATE and self._empty:
            return self._empty.pop()
        name = f"test_{next(self._names)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        if template == TEMPLATE:
            with self._connected(name) as connection:
                self._shapes[name] = connection.execute(_SHAPE).fetchone()
        return name

    def give_back(self, database: str) -> None:
        """Nobody needs it any more: it is emptied for the next test, or dropped if its schema changed."""
        if database in self._shapes and self._emptied(database):
            self._empty.append(database)
        else:
            self.run(f'DROP DATABASE "{database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Run one statement that stands outside of transactions."""
        with self._connected("postgres") as connection:
            connection.execute(statement)

    def _emptied(self, database: str) -> bool:
        with self._connected(database) as connection:
            connection.execute(_LEAVE)
            if connection.execute(_SHAPE).fetchone() != self._shapes[database]:
                return False
            used = [name for (name,) in connection.execute(_USED)]
            connection.execute(
                "SET session_replication_role = replica"
            )  # no looking for what refers to a row
            for name in used:
                connection.execute(f"DELETE FROM {name}")
            connection.execute(_COUNT_ANEW)
            if used:
                # So that rows stand in the order of their making, as in a new database.
                connection.execute(f"VACUUM {', '.join(used)}")
        return True

    def _connected(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True)


@contextmanager
def running_server(bin_folder: Path) -> Iterator[Server]:
    """Start a server in a temporary folder, give it, and end it."""
    # Under /tmp: a socket's path may have 107 characters, and user `nobody` must be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    as_user = _as_nobody(folder)
    data = folder / "data"
    try:
        options = ("-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--no-locale")
        subprocess.run(
            [bin_folder / "initdb", "-D", data, *options],
            check=True,
            capture_output=True,
            cwd=folder,
            **as_user,
        )
        settings = [part for name, value in _FAST.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [bin_folder / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                **as_user,
            )
        try:
            _wait_until_ready(folder, process)
            yield Server(folder=folder)
        finally:
            process.send_signal(signal.SIGINT)  # "fast": does not wait for open connections
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_nobody(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so there it runs as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait_until_ready(folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres").close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((folder / "log").read_text()) from error
            time.sleep(0.02)
        else:
            return
