"""The demonstration: the same day gives the same rows, and every landlord has its stories told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.charters import library
from portal.database import db
from portal.demo import seeding
from portal.demo.stories import NEEDS, STORIES
from tests.applications import running_app

DAY = date(2026, 11, 3)
TABLES = ("records", "cases", "commitments", "people", "tenancies", "needs", "own_targets", "topics")


def rows(folder: Path, address: str, charter: str = "redland") -> dict[str, list[tuple[object, ...]]]:
    with running_app(folder, charter=charter, database_url=address) as app:
        seeding.seed(app, DAY)
        return {
            table: [tuple(row) for row in db.session.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1"))]
            for table in TABLES
        }


def test_the_same_day_gives_the_same_rows(tmp_path: Path, new_database: Callable[[str], str]) -> None:
    first = rows(tmp_path, new_database("sqlite"))
    assert rows(tmp_path, new_database("sqlite")) == first
    assert len(first["cases"]) == len(STORIES)
    assert len(first["needs"]) == len(NEEDS)


@pytest.mark.parametrize("charter", library.available())
def test_each_landlord_has_promises_running(
    tmp_path: Path, new_database: Callable[[str], str], charter: str
) -> None:
    found = rows(tmp_path, new_database("sqlite"), charter)
    assert len(found["cases"]) == len(STORIES)
    assert found["commitments"]
