"""Applications for tests: their settings, their databases, one with its context pushed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from portal import create_app
from portal.accounts import gateways
from portal.config import Settings, read_settings
from portal.database import Base, db
from tests.client import StrictClient
from tests.lending import lent

KEYS = {
    "secret_key": "for tests only, long enough to be taken",
    "field_keys": "dGVzdHMgb25seTogYSBrZXkgdGhhdCBpcyBwdWJsaWM=",
}

IN_EARNEST = gateways._hasher


def forget_the_machine() -> None:
    """No setting of this machine reaches a test."""
    for name in Settings.model_fields:
        os.environ.pop(name.upper(), None)


def hash_quickly() -> None:
    """Hashing a password costs a thousandth of what it costs in earnest (see accounts/test_hashing.py)."""
    gateways._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def settings_for(folder: Path, **given: object) -> Settings:
    """Settings of a test's application, in a folder of its own; what is given wins."""
    values: dict[str, object] = {
        **KEYS,
        "instance_path": folder,
        "charter": "redland",
        "secure_cookies": False,
        "base_url": "http://localhost",
        **given,
    }
    return read_settings(**values)


def make_schema(settings: Settings) -> None:
    """Make every table in an empty database."""
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()


def copy_sqlite(template: sqlite3.Connection, target: Path) -> None:
    """Make a database file from an open one; a fraction of a millisecond."""
    connection = sqlite3.connect(target)
    connection.execute("PRAGMA synchronous=OFF")
    template.backup(connection)
    connection.close()


@contextmanager
def running_app(folder: Path, **given: object) -> Iterator[Flask]:
    """An application with its context pushed; its connections are closed at the end."""
    with lent(settings_for(folder, **given)) as application:
        application.testing = True
        application.test_client_class = StrictClient
        with application.app_context():
            try:
                yield application
            finally:
                db.session.remove()
                db.engine.dispose()
