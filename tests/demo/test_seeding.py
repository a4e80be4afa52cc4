"""The demonstration: the same day gives the same rows, and every landlord has its stories told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.charters import library
from portal.complaints.stages import State
from portal.database import db
from portal.demo import seeding
from portal.demo.stories import NEEDS, STORIES
from portal.demo.voices import GRIEVANCES, VOICES
from tests.applications import running_app

DAY = date(2026, 11, 3)
TABLES = (
    "records",
    "cases",
    "commitments",
    "people",
    "tenancies",
    "needs",
    "own_targets",
    "topics",
    "appointment_purposes",
    "resources",
    "resource_hours",
    "appointment_holds",
    "appointment_proposals",
    "absences",
    "authorities",
    "complaints",
    "complaint_findings",
    "complaint_remedies",
    "complaint_refusals",
    "case_themes",
    "what_we_did",
    "exceptional_events",
)


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
    assert len(first["cases"]) == len(STORIES) + len(GRIEVANCES) + len(VOICES)
    assert len(first["needs"]) == len(NEEDS)


@pytest.mark.parametrize("charter", library.available())
def test_each_landlord_has_promises_running(
    tmp_path: Path, new_database: Callable[[str], str], charter: str
) -> None:
    found = rows(tmp_path, new_database("sqlite"), charter)
    assert len(found["cases"]) == len(STORIES) + len(GRIEVANCES) + len(VOICES)
    assert found["commitments"]
    # Coming with its interpreter, with its room, by phone; over and not let in still show what they held.
    assert len(found["appointment_holds"]) == 7
    assert len(found["appointment_proposals"]) == 5
    assert len(found["absences"]) == len(found["authorities"]) == len(found["exceptional_events"]) == 1


@pytest.mark.parametrize("as_of", [date(2026, 12, 24), date(2027, 3, 27), date(2026, 2, 28)])
def test_it_can_be_laid_out_around_any_day(
    tmp_path: Path, new_database: Callable[[str], str], as_of: date
) -> None:
    with running_app(tmp_path, database_url=new_database("sqlite")) as app:
        seeding.seed(app, as_of)
        states = db.session.scalars(sa.text("SELECT state FROM appointments ORDER BY id")).all()
    assert states == ["finished", "no access", "agreed", "agreed", "agreed", "offered", "wanted"]


def test_there_are_complaints_at_every_stage_and_what_became_of_comments(
    tmp_path: Path, new_database: Callable[[str], str]
) -> None:
    with running_app(tmp_path, database_url=new_database("sqlite")) as app:
        seeding.seed(app, DAY)
        state = dict(
            db.session.execute(sa.text("SELECT state, count(*) FROM complaints GROUP BY state")).all()
        )
        extended = db.session.scalar(sa.text("SELECT count(*) FROM date_changes WHERE kind = 'extension'"))
        several = db.session.scalar(sa.text("SELECT count(*) FROM record_joined"))
        published = db.session.scalars(sa.text("SELECT said FROM what_we_did")).all()
        praised = db.session.scalar(sa.text("SELECT count(*) FROM praises"))
    assert {State.ACKNOWLEDGED, State.ANSWERED, State.ACKNOWLEDGED_AGAIN, State.REFUSED, State.CLOSED} <= set(
        state
    )
    assert (extended, several, praised) == (1, 2, 2)
    assert sorted(published) == sorted(voice.said for voice in VOICES if voice.said)


@pytest.mark.parametrize("charter", ["redland", "tp-properties"])
def test_one_danger_is_under_way_and_one_was_made_safe_today(
    tmp_path: Path, new_database: Callable[[str], str], charter: str
) -> None:
    with running_app(tmp_path, charter=charter, database_url=new_database("sqlite")) as app:
        seeding.seed(app, DAY)
        dangers = db.session.execute(
            sa.text(
                "SELECT grade, investigated_at IS NOT NULL, safe_at IS NOT NULL, uncovered FROM hazards"
                " ORDER BY id"
            )
        ).all()
    uncovered = "" if charter == "redland" else "not this landlord"
    assert [tuple(one) for one in dangers] == [
        ("significant", 1, 0, uncovered),
        ("emergency", 0, 1, uncovered),
    ]
