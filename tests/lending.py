"""Applications that tests of one process use one after another, each as if it had just been made.

Making one, compiling its pages' templates and its statements takes longer than most tests. What a test can
change in one is put back before the next test has it; where a test has changed more, it is thrown away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.engine import Dialect

from portal import create_app
from portal.config import Settings
from portal.database import db

_idle: dict[Settings, list[_Kept]] = defaultdict(list)


@contextmanager
def lent(settings: Settings) -> Iterator[Flask]:
    """An application with these settings, on the database they name; nobody else has it meanwhile."""
    if settings.as_of is not None:  # making it sets the clock
        yield create_app(settings)
        return
    idle = _idle[_but_for_places(settings)]
    kept = idle.pop() if idle else _Kept(settings)
    kept.make_as_new(settings)
    yield kept.app
    if not kept.was_changed():
        idle.append(kept)


def _but_for_places(settings: Settings) -> Settings:
    """What applications must have in common to be exchanged: all but where things are kept."""
    kind = settings.url_of_database.partition(":")[0]
    return settings.model_copy(update={"instance_path": Path(), "database_url": kind, "base_url": ""})


class _Kept:
    """An application, and what belongs to it when it is new."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.app.jinja_env.bytecode_cache = compiled_templates
        self._config = dict(self.app.config)
        self._extensions = dict(self.app.extensions)
        self._mail = dict(vars(self.app.extensions["mail"]))
        self._loader = self.app.jinja_env.loader
        self._made_of = self._parts()
        with self.app.app_context():
            event.listen(db.engine, "do_connect", self._connect)
            if db.engine.dialect.name == "sqlite":
                event.listen(db.engine, "connect", _wait_for_no_disk)

    def make_as_new(self, settings: Settings) -> None:
        """Settings, configuration, where templates are, what extensions hold or remember of a database."""
        self._address = sa.make_url(settings.url_of_database)
        self.app.config.clear()
        self.app.config.update(self._config)
        self.app.extensions.clear()
        self.app.extensions.update(self._extensions, portal_settings=settings)
        vars(self.app.extensions["mail"]).update(self._mail)
        self.app.jinja_env.loader = self._loader
        self.app.instance_path = str(settings.instance_path)
        self.app._got_first_request = False  # views of a test's own may be added, as to a new one

    def was_changed(self) -> bool:
        """Whether more of it has changed than `make_as_new` puts back."""
        return self._parts() != self._made_of

    def _parts(self) -> list[object]:
        app, pages = self.app, self.app.jinja_env
        functions = (
            app.before_request_funcs,
            app.after_request_funcs,
            app.teardown_request_funcs,
            app.template_context_processors,
        )
        return [
            [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()],
            dict(app.view_functions),
            [{name: list(found) for name, found in kind.items() if found} for kind in functions],
            (pages.undefined, dict(pages.globals), dict(pages.filters)),
        ]

    def _connect(self, dialect: Dialect, _record: object, _args: list[Any], _values: dict[str, Any]) -> Any:
        """Every connection goes to the database of the test that has the application now."""
        args, values = dialect.create_connect_args(self._address)
        return dialect.connect(*args, **values)


def _wait_for_no_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class _Compiled(BytecodeCache):
    """Templates compiled by any application of this process."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


compiled_templates = _Compiled()
