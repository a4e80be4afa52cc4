"""`flask appointments hours FILE`: all of a file or nothing, and again without harm."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from portal.appointments.models.resources import ResourceHours
from portal.database import db
from tests.factories.appointments import a_room
from tests.factories.landlords import a_whole_landlord

HEADING = "who,weekday,from,until,first_day,last_day\n"
GOOD = HEADING + "Room 1,Monday,9am,5pm,2026-01-05,\nRoom 1,Saturday,10am,midday,2026-01-05,2026-06-30\n"


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> object:
    """Run the command on a file of these bytes."""
    a_room(a_whole_landlord().office)

    def run_it(content: bytes, *options: str) -> Result:
        file = tmp_path / "hours.csv"
        file.write_bytes(content)
        return app.test_cli_runner().invoke(args=["appointments", "hours", str(file), *options])

    return run_it


def stored() -> list[tuple[int, int]]:
    return [
        (row.weekday, row.opens_minute)
        for row in db.session.execute(
            sa.select(ResourceHours.weekday, ResourceHours.opens_minute).order_by(ResourceHours.weekday)
        )
    ]


def test_a_file_is_stored_and_repeating_it_changes_nothing(run: object) -> None:
    assert callable(run)
    for said in (
        "2 lines read: 2 windows added, 0 taken out, 0 left as they were.\n",
        "2 lines read: 0 windows added, 0 taken out, 2 left as they were.\n",
    ):
        done = run(GOOD.encode())
        assert (done.exit_code, done.output) == (0, said)
        assert stored() == [(0, 540), (5, 600)]


def test_every_wrong_line_is_named_and_nothing_stored(run: object) -> None:
    assert callable(run)
    done = run((GOOD + "Room 2,Monday,9am,5pm,2026-01-05,\nRoom 1,Mon,4pm,6pm,2026-02-01,\n").encode())
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        'line 4: nobody and nothing that can be booked is called "Room 2"',
        "line 5: overlaps line 2",
        "Nothing was stored.",
    ]
    assert stored() == []


def test_hours_take_the_place_of_others_where_asked(run: object) -> None:
    assert callable(run)
    run(GOOD.encode())
    other = (HEADING + "Room 1,Monday,8am,6pm,2026-01-05,\n").encode()
    assert run(other).exit_code == 1
    assert run(other, "--replace").exit_code == 0
    assert stored() == [(0, 480)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1: the file is empty\n"),
        (b"who\nR\xe4umli\n", "line 2: not in UTF-8; save the file as CSV UTF-8\n"),
    ],
)
def test_what_is_no_such_file_is_refused(run: object, content: bytes, said: str) -> None:
    assert callable(run)
    done = run(content)
    assert (done.exit_code, done.output) == (1, said)
