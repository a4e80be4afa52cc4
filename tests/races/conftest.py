"""One served portal for all these tests, on SQLite and again on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.applications import copy_sqlite
from tests.conftest import POSTGRESQL, SQLITE
from tests.races.serving import Served, served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that share a portal run in one process, however many there are."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and isinstance(item, pytest.Function):
            item.add_marker(pytest.mark.xdist_group(f"races on {item.callspec.params['portal']}"))


@pytest.fixture(scope="session", params=[SQLITE, POSTGRESQL])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A portal with a fresh database. Starting it takes longer than a race, so the tests share it."""
    folder = tmp_path_factory.mktemp("served")
    with ExitStack() as ends:
        if request.param == SQLITE:
            copy_sqlite(request.getfixturevalue("sqlite_template"), folder / "redland.sqlite3")
            url = f"sqlite:///{folder / 'redland.sqlite3'}"
        else:
            server: postgres.Server = request.getfixturevalue("postgresql_server")
            name = server.new_database(template=postgres.TEMPLATE)
            ends.callback(server.give_back, name)
            url = server.url(name)
        yield ends.enter_context(served(folder, url))


@pytest.fixture(autouse=True)
def _no_complaints(portal: Served) -> Iterator[None]:
    """No fault, no locked database, no deadlock: whatever the pages said, the server's log stays empty."""
    before = len(portal.complaints())
    yield
    assert portal.complaints()[before:] == ""
