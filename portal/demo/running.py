"""`make run` in one process: settings, schema, seed, then gunicorn and the worker beside it.

For demonstrations and developing on one machine; the README says how to deploy.
"""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from multiprocessing import connection, get_context
from pathlib import Path
from types import FrameType
from typing import Any

import flask_migrate
from cryptography.fernet import Fernet
from flask import Flask
from flask.cli import ScriptInfo
from gunicorn.app.base import BaseApplication
from jinja2 import FileSystemBytecodeCache

from portal import create_app, timekeeping
from portal.charters import library
from portal.config import ROOT, Settings, SettingsError, read_settings
from portal.database import db
from portal.demo import seeding

_STOPPING_SECONDS = 15
_fork = get_context("fork")  # both children share what is imported already, so the first page comes sooner


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare and serve until stopped; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        settings = _settings(given)
    except SettingsError as error:
        print(f"The portal cannot start. Wrong settings:\n{error}", file=sys.stderr)
        return 1
    if settings.charter not in library.available():
        known = ", ".join(library.available())
        print(f"There is no charter {settings.charter!r}. Choose one of: {known}", file=sys.stderr)
        return 1
    if not _is_free(given.port):
        print(f"Port {given.port} is in use. Choose another: PORT=5001 make run", file=sys.stderr)
        return 1
    app = create_app(settings)
    _keep_templates(app, settings.instance_path / "templates")
    prepare(app, settings)
    print(_welcome(settings, given.port), flush=True)
    return _serve(app, given.port)


def _keep_templates(app: Flask, folder: Path) -> None:
    """Keep templates as Python from one start to the next; Jinja itself sees which have changed."""
    folder.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def prepare(app: Flask, settings: Settings) -> None:
    """Make the schema and the demonstration landlord where they are not there yet.

    A demonstration laid out around another day than the one that counts as today is laid out anew. A database
    that is no demonstration's is left as it is.
    """
    today = timekeeping.local_date(timekeeping.utc_now(), settings.tz)
    where = settings.url_of_database.split("@")[-1]
    with app.app_context():
        prepare_schema(app)
        empty, layout = seeding.is_empty(), seeding.layout()
        db.session.remove()
        if not empty and layout is None:
            print(f"{where} is no demonstration's. It is left as it is.", flush=True)
        elif not empty and layout is not None and not layout.is_for(settings.as_of, today):
            print(
                f"The demonstration was laid out around {layout.as_of:%A %-d %B %Y}. It is laid out anew, "
                "and what was done in it since is gone.",
                flush=True,
            )
            _clear(app, settings)
            empty = True
    if empty:
        print(f"Making a demonstration landlord in {where} …", flush=True)
        seeding.seed(app, today)


def _clear(app: Flask, settings: Settings) -> None:
    """Take the demonstration away, with the mail it has sent. Within an application context."""
    flask_migrate.downgrade(revision="base")
    prepare_schema(app)
    shutil.rmtree(settings.instance_path / "mail" / settings.charter, ignore_errors=True)


def prepare_schema(app: Flask) -> None:
    """Bring the database to this version. Within an application context."""
    flask_migrate.upgrade()


def write_keys(folder: Path) -> None:
    """Write `settings.env` with random keys, readable by its owner only, unless there is one."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(folder / "settings.env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(
            "# Keys of this portal, made once. Keep a copy: without FIELD_KEYS what is encrypted is lost.\n"
            f"SECRET_KEY={secrets.token_urlsafe(48)}\n"
            f"FIELD_KEYS={Fernet.generate_key().decode()}\n"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make run", description="The portal with a demonstration landlord.")
    parser.add_argument("--port", type=int, default=5000, help="5000 unless given")
    parser.add_argument(
        "--as-of", default="", metavar="DATE", help="the day that counts as today, YYYY-MM-DD"
    )
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    """The settings of a demonstration; children started from here read the same ones."""
    os.environ.update(DEMO="true", SECURE_COOKIES="false")
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{given.port}")
    if given.as_of:
        os.environ["AS_OF"] = given.as_of
    write_keys(Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance"))
    return read_settings()


def _is_free(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _welcome(settings: Settings, port: int) -> str:
    here = f"http://127.0.0.1:{port}"
    day = f", with {settings.as_of:%A %-d %B %Y} as today" if settings.as_of else ""
    return "\n".join(
        [
            "",
            f"{library.load(settings.charter).organisation}{day}",
            f"  the portal             {here}/",
            f"  staff pages            {here}/staff",
            f"  mail that was sent     {here}/developer/mail",
            "",
            f"Sign in at {here}/sign-in as",
            seeding.sign_ins(settings.charter),
            "",
            "Stop with Ctrl-C.",
        ]
    )


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn around an application that is there already."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app = app
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 2,
            "worker_class": "gthread",
            "threads": 4,
            "loglevel": "warning",
            "control_socket_disable": True,  # it has one name for every server of a user
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


def _work(app: Flask) -> None:
    app.cli.main(args=["work"], prog_name="flask", obj=ScriptInfo(create_app=lambda: app))


def _serve(app: Flask, port: int) -> int:
    """Run both children until one ends or we are told to stop; then end the other."""
    # What the first request reads (charter, holidays, templates) is read once here, not by each child again.
    app.test_client().get("/")
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared between processes
    gc.freeze()
    gc.enable()
    jobs: tuple[tuple[str, Callable[[], None]], ...] = (
        ("server", _Server(app, port).run),
        ("worker", lambda: _work(app)),
    )
    children = [_fork.Process(target=job, name=name) for name, job in jobs]
    for child in children:
        child.start()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        ended = connection.wait([child.sentinel for child in children])
        names = " and the ".join(child.name for child in children if child.sentinel in ended)
        print(f"The {names} ended, so all of it stops.", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 0
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # told twice is told once
    for child in children:
        child.terminate()
    for child in children:
        child.join(_STOPPING_SECONDS)
        if child.is_alive():
            child.kill()
    return code


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
