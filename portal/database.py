"""The database: our declarative base, column types, how transactions begin, the one place that commits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from cryptography.fernet import Fernet, MultiFernet
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from portal.config import Settings

_writing: ContextVar[bool | None] = ContextVar("writing", default=None)
_ONLY_READS = "only reads"  # in a connection's `info`: that its transaction was begun by `writing(False)`
_NOTES = "notes of the transaction"  # in a session's `info`
_keys: MultiFernet | None = None


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant. Refuses naive values; gives back aware ones in UTC on either database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Secret(sa.TypeDecorator[str]):
    """Text that is stored encrypted; the keys (`FIELD_KEYS`) are outside the database. Not searchable."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _fernet().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _fernet().decrypt(bytes(value)).decode()


class Json(sa.TypeDecorator[Any]):
    """Plain JSON values, the same on both databases; None is NULL."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def _fernet() -> MultiFernet:
    if _keys is None:
        raise RuntimeError("the field keys are read when the application is created")
    return _keys


BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Id = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """The base of every table. `Mapped[datetime]` is an instant in UTC, `Mapped[date]` a local date."""

    registry = registry(
        type_annotation_map={
            datetime: UtcDateTime(),
            date: sa.Date(),
            str: sa.Text(),
            int: BigId,
            bool: sa.Boolean(),
        },
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
    )


db = SQLAlchemy(session_options={"expire_on_commit": False})

__all__ = [
    "Base",
    "BigId",
    "Id",
    "Json",
    "Mapped",
    "Secret",
    "UtcDateTime",
    "commit",
    "db",
    "noted",
    "writing",
]


def init_database(app: Flask, settings: Settings) -> None:
    """Bind the database to the application, with explicit transactions on SQLite."""
    global _keys
    _keys = MultiFernet([Fernet(key) for key in settings.field_keys])
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.url_of_database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": not settings.url_of_database.startswith("sqlite")
    }
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Set up every connection, and how its transactions begin: to write, only to read, or neither said."""
    sqlite = engine.dialect.name == "sqlite"
    event.listen(engine, "connect", _connect_sqlite if sqlite else _connect_postgresql)
    event.listen(engine, "begin", _begin_sqlite if sqlite else _begin_postgresql)
    event.listen(engine, "before_cursor_execute", _refuse_to_write)


def _connect_sqlite(connection: Any, _record: object) -> None:
    """WAL, foreign keys, and a BEGIN of our own."""
    connection.isolation_level = None  # the driver's own BEGIN comes too late
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.info[_ONLY_READS] = _writing.get() is False
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _connect_postgresql(connection: Any, _record: object) -> None:
    """Make the plan of a statement once, and keep it."""
    # Planning takes longer than reading a page. A plan for these very values is no better: it takes "open"
    # for rare, because among a million cases most are closed, and sorts all that are open.
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.execute("SET jit = off")  # compiling takes longer than any statement of ours
    connection.commit()
    connection.prepared_max = 300  # psycopg prepares what came five times


def _begin_postgresql(connection: Connection) -> None:
    # To read we need no transaction: each statement sees what is committed in either case. And the driver
    # forgets every prepared statement when it rolls back.
    driver: Any = connection.connection.dbapi_connection
    connection.info[_ONLY_READS] = driver.autocommit = _writing.get() is False


def _refuse_to_write(
    connection: Connection, _cursor: object, _sql: str, _values: object, context: Any, _many: bool
) -> None:
    writes = context is not None and (context.isinsert or context.isupdate or context.isdelete)
    if writes and connection.info.get(_ONLY_READS):
        raise RuntimeError("a transaction begun for reading writes nothing")


@contextmanager
def writing(on: bool = True) -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once; with False they refuse to write."""
    token = _writing.set(on)
    try:
        yield
    finally:
        _writing.reset(token)


def noted() -> dict[Any, Any]:
    """What services note for one another in memory; gone with the transaction that is running."""
    session = db.session()
    notes: WeakKeyDictionary[Any, dict[Any, Any]] = session.info.setdefault(_NOTES, WeakKeyDictionary())
    return notes.setdefault(session.get_transaction() or session.begin(), {})


T = TypeVar("T")


def commit() -> None:
    """Commit what services have added. Called at the edge of a request, job or command, nowhere else."""
    db.session.commit()


def rollback() -> None:
    """End the transaction without keeping anything, also to let go of SQLite's write lock."""
    db.session.rollback()


def own_transaction(work: Callable[[], T]) -> T:
    """Run `work` and commit it at once, whatever becomes of the request: a look, a failed sign-in.

    Nothing may be pending in the session; the read transaction that is open is ended first.
    """
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("there is unfinished work in this session")
    db.session.rollback()
    with writing():
        result = work()
        db.session.commit()
    return result
