"""A client that reviews every answer as it comes: the page, its headers, what it did to the database."""

from __future__ import annotations

import contextvars
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from werkzeug.test import TestResponse

from portal import database
from portal.accounts.models import Credential
from portal.database import db
from portal.identity.models import Person
from tests.page_review import review

T = TypeVar("T")

WRITES = ("INSERT", "UPDATE", "DELETE")
_TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
NOT_COUNTED = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA")


class StrictClient(FlaskClient):
    """Flask's test client, stricter and closer to life.

    Each request runs in a context of its own, as on a server: nothing leaks from the test's session into the
    view or back. What the test has added is committed before; afterwards the test reads afresh. A POST
    carries a CSRF token unless `csrf=False`. `statements` holds the SQL of the last request.
    """

    def __init__(self, application: Flask, *args: Any, **kwargs: Any) -> None:
        super().__init__(application, *args, **kwargs)
        self.statements: list[str] = []

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """Ask, and review the answer; AssertionError says all that is wrong with it."""
        method = str(kwargs.get("method", "GET")).upper()
        if method == "POST" and csrf:
            data = kwargs.get("data") or {}
            kwargs["data"] = {"csrf_token": self._csrf_token(), **data} if isinstance(data, dict) else data
        if has_app_context():
            database.commit()
        with self._watched() as unfinished:
            response: TestResponse = _apart(lambda: super(StrictClient, self).open(*args, **kwargs))
        if has_app_context():
            database.rollback()
        problems = [*unfinished, *self._problems(method, response)]
        if problems:
            place = f"{method} {response.request.path} answered {response.status}"
            raise AssertionError("\n  ".join([place, *problems]))
        return response

    def sign_in_as(self, person: Person) -> None:
        """Make the session that signing in makes; the person must have a credential."""
        epoch = db.session.scalar(
            sa.select(Credential.session_epoch).where(Credential.person_id == person.id)
        )
        if epoch is None:
            raise LookupError(f"{person.name} cannot sign in: no credential")
        with self.kept_session() as session:
            session["_user_id"] = f"{person.id}:{epoch}"
            session["_fresh"] = True

    def sign_out(self) -> None:
        """Forget who is signed in, as a browser does whose cookies are removed."""
        with self.kept_session() as session:
            session.clear()

    @contextmanager
    def kept_session(self) -> Iterator[Any]:
        """The session's values, stored again at the end."""
        context = contextvars.Context()
        manager = self.session_transaction()
        session = context.run(manager.__enter__)
        yield session
        context.run(manager.__exit__, None, None, None)

    @property
    def statement_count(self) -> int:
        """How many SQL statements the last request needed, without those that only begin and end."""
        return len(self.statements)

    def _csrf_token(self) -> str:
        with self.kept_session() as session:
            kept = session.setdefault("csrf_token", hashlib.sha1(secrets.token_bytes(64)).hexdigest())
        key = self.application.secret_key
        assert key is not None
        token = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(kept)
        return token if isinstance(token, str) else token.decode()

    @contextmanager
    def _watched(self) -> Iterator[list[str]]:
        """Keep the request's SQL, and what its session still held when it ended."""
        self.statements = []
        unfinished: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.lstrip().upper().startswith(NOT_COUNTED):
                self.statements.append(statement)

        def at_end(_error: BaseException | None) -> None:
            session = db.session()
            held = [*session.new, *session.dirty, *session.deleted]
            unfinished.extend(f"left uncommitted: {thing!r}" for thing in held)

        with self.application.app_context():
            engine = db.engine
        ends = self.application.teardown_request_funcs.setdefault(None, [])
        event.listen(engine, "before_cursor_execute", note)
        ends.append(at_end)
        try:
            yield unfinished
        finally:
            ends.remove(at_end)
            event.remove(engine, "before_cursor_execute", note)

    def _problems(self, method: str, response: TestResponse) -> Iterator[str]:
        if method == "POST" and response.status_code != 303 and response.status_code < 400:
            yield f"a form answers 303 or 422, not {response.status_code}"
        if method in ("GET", "HEAD"):
            for statement in self.statements:
                if _is_write(statement):
                    yield f"a GET writes nothing but a look: {statement[:120]}"
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 307, 308):
            if "Content-Security-Policy" not in response.headers:
                yield "no Content-Security-Policy"
            if method != "HEAD":
                yield from _reviewed(_TOKEN.sub("", response.get_data(as_text=True)))


@lru_cache(maxsize=256)
def _reviewed(html: str) -> tuple[str, ...]:
    """Refusals and forms come back word for word: reading a page takes longer than making it."""
    return tuple(review(html))


def _is_write(statement: str) -> bool:
    words = statement.split(None, 3)
    return words[0].upper() in WRITES and "audit_entries" not in words[:3]


def _apart(work: Callable[[], T]) -> T:
    """Run in an empty context, so that the request makes an application context of its own."""
    return contextvars.Context().run(work)
