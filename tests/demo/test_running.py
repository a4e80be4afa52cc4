"""What `make run` prepares: a demonstration around what counts as today, never a real landlord's data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import create_app, database, timekeeping
from portal.database import db
from portal.demo.models import Demonstration
from portal.demo.running import prepare
from tests import postgres
from tests.applications import settings_for

DAY = date(2026, 11, 3)
CHRISTMAS = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("held", "as_of", "today", "stays"),
    [
        (True, DAY, DAY, True),
        (True, CHRISTMAS, CHRISTMAS, False),
        (True, None, CHRISTMAS, False),  # AS_OF is no longer set, and it is another day
        (True, None, DAY, True),
        (False, None, DAY, True),
        (False, None, CHRISTMAS, True),  # weeks have passed: the demonstration has grown older with them
        (False, DAY, DAY, True),
        (False, CHRISTMAS, CHRISTMAS, False),
    ],
)
def test_a_demonstration_is_shown_on_its_own_day_or_grows_older(
    held: bool, as_of: date | None, today: date, stays: bool
) -> None:
    assert Demonstration(id=1, as_of=DAY, held=held).is_for(as_of, today) is stays


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'redland.sqlite3'}"
    server: postgres.Server = request.getfixturevalue("postgresql_server")
    return server.url(server.new_database(template="template0"))


def started(folder: Path, address: str, as_of: date) -> Flask:
    """The application as `make run AS_OF=…` makes it, with its database prepared."""
    settings = settings_for(folder, database_url=address, as_of=as_of, demo=True)
    timekeeping.set_offset(timedelta(0))
    app = create_app(settings)
    prepare(app, settings)
    leave(app)
    return app


def leave(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def newest_record(app: Flask) -> date:
    with app.app_context():
        found = db.session.scalar(sa.text("SELECT max(received_at) FROM records"))
    leave(app)
    return date.fromisoformat(str(found)[:10])


@pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)
def test_another_day_lays_the_demonstration_out_anew_and_says_so(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mail = tmp_path / "mail" / "redland"
    app = started(tmp_path, address, DAY)
    assert newest_record(app) == DAY
    assert "Making a demonstration landlord" in capsys.readouterr().out
    mail.mkdir(parents=True)
    (mail / "1.eml").write_text("sent before")

    app = started(tmp_path, address, DAY)  # the same day: left as it is
    assert capsys.readouterr().out == ""
    assert (mail / "1.eml").exists()

    app = started(tmp_path, address, CHRISTMAS)
    assert newest_record(app) == CHRISTMAS
    said = capsys.readouterr().out
    assert "laid out around Tuesday 3 November 2026. It is laid out anew" in said
    assert not mail.exists()


def test_a_database_that_is_no_demonstrations_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"sqlite:///{tmp_path / 'redland.sqlite3'}"
    app = started(tmp_path, address, DAY)
    with app.app_context():
        db.session.delete(db.session.get_one(Demonstration, 1))
        database.commit()
    leave(app)
    app = started(tmp_path, address, CHRISTMAS)
    assert "is no demonstration's. It is left as it is." in capsys.readouterr().out
    assert newest_record(app) == DAY
