"""The database itself refuses that anybody is held twice at one time, whatever the code does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import IntegrityError

from portal.appointments.models.bookings import OVERLAP_GUARDS, Hold
from portal.appointments.models.resources import AWAY_GUARDS, HOURS_GUARDS
from portal.database import Base, db
from tests.applications import running_app
from tests.factories.appointments import a_booked_appointment, a_purpose, an_officer, at
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person

TEN = at("2026-11-05 10:00")
MINUTE = timedelta(minutes=1)

# From and until, in minutes from the hour that is held; whether the database takes it.
CASES = [
    ("the very same", 0, 60, False),
    ("inside", 15, 30, False),
    ("around", -15, 75, False),
    ("over its beginning", -30, 1, False),
    ("over its end", 59, 90, False),
    ("up to it", -60, 0, True),
    ("from its end", 60, 120, True),
]


@pytest.mark.parametrize(("begins", "ends", "taken"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_the_database_refuses_a_hold_that_overlaps(
    any_app: Flask, begins: int, ends: int, taken: bool
) -> None:
    booked, officer_id = _booked()
    added = Hold(
        resource_id=officer_id,
        appointment_id=booked,
        starts_at=TEN + begins * MINUTE,
        ends_at=TEN + ends * MINUTE,
    )
    _add(added, taken)


@pytest.mark.parametrize(("begins", "ends", "taken"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_the_database_refuses_a_hold_changed_to_overlap(
    any_app: Flask, begins: int, ends: int, taken: bool
) -> None:
    booked, officer_id = _booked()
    late = Hold(
        resource_id=officer_id,
        appointment_id=booked,
        starts_at=TEN + 300 * MINUTE,
        ends_at=TEN + 301 * MINUTE,
    )
    _add(late, True)
    change = (
        sa.update(Hold)
        .where(Hold.id == late.id)
        .values(starts_at=TEN + begins * MINUTE, ends_at=TEN + ends * MINUTE)
    )
    if taken:
        db.session.execute(change)
    else:
        with pytest.raises(IntegrityError):
            db.session.execute(change)


def test_other_people_may_be_held_at_the_same_time(any_app: Flask) -> None:
    booked, _ = _booked()
    other = an_officer()
    _add(Hold(resource_id=other.id, appointment_id=booked, starts_at=TEN, ends_at=TEN + 60 * MINUTE), True)


def _booked() -> tuple[int, int]:
    """An appointment's id and its officer's resource, held for an hour from ten."""
    a_whole_landlord()
    officer = an_officer()
    return a_booked_appointment(a_purpose(), a_person(), starts_at=TEN).id, officer.id


def _add(hold: Hold, taken: bool) -> None:
    db.session.add(hold)
    if taken:
        db.session.flush()
    else:
        with pytest.raises(IntegrityError):
            db.session.flush()


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application whose database is made by the migrations alone."""
    folder = tmp_path / "migrated"
    folder.mkdir()
    url = f"sqlite:///{folder / 'x.sqlite3'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        url = server.url(server.new_database(template="template0"))
    with running_app(folder, database_url=url) as app:
        upgrade()
        yield app


MADE = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'x' AND conrelid = CAST(:table AS regclass)",
}


GUARDED = {
    "appointment_holds": OVERLAP_GUARDS,
    "resource_hours": HOURS_GUARDS,
    "resource_away": AWAY_GUARDS,
}


def test_after_all_migrations_the_guards_are_those_of_the_models(migrated_app: Flask) -> None:
    """A migration that makes the table anew would drop SQLite's triggers with the old one."""
    dialect = db.engine.dialect.name

    def guards(table: str) -> list[tuple[str, ...]]:
        with db.engine.connect() as connection:
            return sorted(tuple(row) for row in connection.execute(sa.text(MADE[dialect]), {"table": table}))

    for name, expected in GUARDED.items():
        migrated = guards(name)
        assert len(migrated) == len(expected[dialect]), name
        table = Base.metadata.tables[name]
        with db.engine.begin() as connection:
            table.drop(connection)
            table.create(connection)
        assert guards(name) == migrated
