"""Fixtures of every test: an application on a fresh database (SQLite, PostgreSQL, both), a strict client."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from flask import Flask

from portal import timekeeping
from tests import postgres
from tests.applications import (
    copy_sqlite,
    forget_the_machine,
    hash_quickly,
    make_schema,
    running_app,
    settings_for,
)
from tests.client import StrictClient

POSTGRESQL = "postgresql"
SQLITE = "sqlite"

pytest_plugins = ["tests.browser"]


def pytest_configure() -> None:
    """Before any test is collected."""
    forget_the_machine()
    hash_quickly()
    # No deadline: a busy machine is no bug. `make soak` asks for the second profile.
    patient = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
    hypothesis.settings.register_profile("portal", patient)
    hypothesis.settings.register_profile("soak", patient, max_examples=20_000)
    if hypothesis.settings.get_current_profile_name() == "default":
        hypothesis.settings.load_profile("portal")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what this run does not prove."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("THIS RUN PROVES LESS THAN IT SHOULD", sep="*", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests did not run, because a program is not here (see above).")


@pytest.fixture(autouse=True)
def _true_clock() -> Iterator[None]:
    """Whatever a test does to the clock ends with the test."""
    yield
    timekeeping.set_offset(timedelta(0))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An empty schema, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    make_schema(settings_for(folder))
    connection = sqlite3.connect(folder / "redland.sqlite3", check_same_thread=False)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """A PostgreSQL of this pytest process, with the schema in a template database."""
    programs = postgres.programs()
    if programs is None:
        # With CI set a missing program is a failure, never a skip.
        (pytest.fail if os.environ.get("CI") else pytest.skip)("PostgreSQL is not here")
    with postgres.running_server(programs) as server:
        server.run(f"CREATE DATABASE {postgres.TEMPLATE} TEMPLATE template0")
        folder = tmp_path_factory.mktemp("postgresql")
        make_schema(settings_for(folder, database_url=server.url(postgres.TEMPLATE)))
        yield server


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """A function giving the address of a fresh database with the schema, of the kind asked for."""
    with ExitStack() as ends:

        def make(kind: str) -> str:
            if kind == SQLITE:
                copy_sqlite(request.getfixturevalue("sqlite_template"), tmp_path / "redland.sqlite3")
                return f"sqlite:///{tmp_path / 'redland.sqlite3'}"
            server: postgres.Server = request.getfixturevalue("postgresql_server")
            name = server.new_database(template=postgres.TEMPLATE)
            ends.callback(server.give_back, name)
            return server.url(name)

        yield make


@pytest.fixture
def app(tmp_path: Path, new_database: Callable[[str], str]) -> Iterator[Flask]:
    """An application with an empty database of its own, on SQLite."""
    with running_app(tmp_path, database_url=new_database(SQLITE)) as application:
        yield application


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database_url(request: pytest.FixtureRequest, new_database: Callable[[str], str]) -> str:
    """The address of a fresh database, of either kind: the test runs once on each."""
    return new_database(request.param)


@pytest.fixture
def any_app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """An application with an empty database of its own: the test runs once on each kind of database."""
    with running_app(tmp_path, database_url=database_url) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """A browser without JavaScript that reviews every answer."""
    return StrictClient(app)


@pytest.fixture
def any_client(any_app: Flask) -> StrictClient:
    """The same, once on each kind of database."""
    return StrictClient(any_app)
