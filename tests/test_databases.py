"""The fixtures themselves: that both databases are real, empty for each test, and like each other."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.database import Base, db
from portal.organisation.models import Team
from tests.client import StrictClient


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_has_a_database_of_its_own(any_app: Flask, attempt: int) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0
    db.session.add(Team(name="Repairs", phone="01632 960120"))
    database.commit()


def test_the_schema_has_every_table_on_both(any_app: Flask) -> None:
    assert set(sa.inspect(db.engine).get_table_names()) == set(Base.metadata.tables)


def test_the_database_is_the_kind_asked_for(any_app: Flask, request: pytest.FixtureRequest) -> None:
    assert db.engine.dialect.name == request.node.callspec.params["database_url"]


def test_what_was_begun_for_reading_writes_nothing(any_app: Flask) -> None:
    with database.writing(False):
        db.session.add(Team(name="Repairs", phone="01632 960120"))
        with pytest.raises(RuntimeError, match="for reading"):
            database.commit()
        db.session.rollback()
    with database.writing():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0


def test_a_look_is_kept_though_the_page_only_reads(any_app: Flask) -> None:
    with database.writing(False):
        assert db.session.scalar(sa.select(Team.id)) is None
        database.own_transaction(lambda: db.session.add(Team(name="Repairs", phone="01632 960120")))
        assert db.session.scalar(sa.select(Team.name)) == "Repairs"
        database.rollback()
    assert db.session.scalar(sa.select(Team.name)) == "Repairs"


def test_statements_stay_prepared_from_page_to_page(any_client: StrictClient) -> None:
    """PostgreSQL's planning takes longer than reading: a driver that rolls back would forget every plan."""
    for _ in range(8):
        any_client.get("/contact")
    if db.engine.dialect.name == "postgresql":
        count = db.session.scalar(sa.text("SELECT count(*) FROM pg_prepared_statements"))
        assert count >= 1
