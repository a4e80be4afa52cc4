"""The migrations make the very schema the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade

from portal.database import Base, db
from tests.conftest import running_app


@pytest.fixture
def empty_app(tmp_path: Path, request: pytest.FixtureRequest):
    """An application whose database has no tables yet."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        name = server.new_database(template="template0")
        url = server.url(name)
    with running_app(tmp_path, database_url=url) as app:
        yield app


@pytest.mark.parametrize("empty_app", ["sqlite", "postgresql"], indirect=True)
def test_upgrading_an_empty_database_gives_the_schema_of_the_models(empty_app) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
        made = set(sa.inspect(connection).get_table_names())
    assert differences == []
    assert made - {"alembic_version"} == set(Base.metadata.tables)


@pytest.mark.parametrize("empty_app", ["sqlite", "postgresql"], indirect=True)
def test_the_way_back_leaves_nothing(empty_app) -> None:
    upgrade()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}


def test_there_is_one_line_of_history() -> None:
    script = ScriptDirectory(str(Path(__file__).resolve().parent.parent / "portal" / "migrations"))
    assert len(script.get_heads()) == 1
