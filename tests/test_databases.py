"""The fixtures themselves: that both databases are real, empty for each test, and like each other."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import database
from portal.database import Base, db
from portal.organisation.models import Team


@pytest.mark.parametrize("attempt", [1, 2])
def test_each_test_has_a_database_of_its_own(any_app: Flask, attempt: int) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0
    db.session.add(Team(name="Repairs", phone="01632 960120"))
    database.commit()


def test_the_schema_has_every_table_on_both(any_app: Flask) -> None:
    assert set(sa.inspect(db.engine).get_table_names()) == set(Base.metadata.tables)


def test_the_database_is_the_kind_asked_for(any_app: Flask, request: pytest.FixtureRequest) -> None:
    assert db.engine.dialect.name == request.node.callspec.params["database_url"]
