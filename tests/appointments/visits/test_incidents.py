"""A report of an incident: encrypted, for its writer and managers only, each look kept."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa

from portal import database
from portal.appointments.models.bookings import Appointment, IncidentReport
from portal.database import db
from portal.identity.models import Person
from portal.records.models import Bar, Entry, Record
from tests.appointments.visits.conftest import SetClock
from tests.appointments.visits.world import MINUTE, VISIT_AT, looks
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.people import a_staff_member

WORDS = "A visitor shouted at me in the hall and threw a cup."


@pytest.fixture
def report(officer: StrictClient, visit: Appointment, set_clock: SetClock) -> IncidentReport:
    """What Joanna wrote after the visit."""
    set_clock(VISIT_AT + 60 * MINUTE)
    here = f"/staff/visits/{visit.record.reference}/incident"
    answer = officer.post(here, data={"words": WORDS, "at": "10:50am", "somebody_hurt": "y"})
    assert answer.status_code == 303
    return db.session.scalars(sa.select(IncidentReport)).one()


def test_its_writer_and_managers_read_it_and_each_look_is_kept(
    client: StrictClient, report: IncidentReport, visit: Appointment, manager: Person
) -> None:
    here = f"/staff/incidents/{report.id}"
    assert WORDS in text_of(client.get(here))
    assert report.happened_at == VISIT_AT + 20 * MINUTE
    client.sign_in_as(manager)
    assert WORDS in text_of(client.get(here))
    assert "Incident reports" in text_of(client.get(f"/staff/visits/{visit.record.reference}"))
    assert [who for who, _, _ in looks("incident.seen")] == [report.written_by_id, manager.id]
    client.sign_in_as(a_staff_member(given_name="Otto"))
    assert client.get(here).status_code == 404
    assert client.get("/staff/incidents/999").status_code == 404


def test_whoever_else_deals_with_the_visit_does_not_see_that_there_is_one(
    client: StrictClient, report: IncidentReport, visit: Appointment
) -> None:
    handler = a_staff_member(given_name="Otto")
    db.session.get_one(Record, visit.id).handler_id = handler.id
    client.sign_in_as(handler)
    text = text_of(client.get(f"/staff/visits/{visit.record.reference}"))
    assert "Incident reports" not in text
    assert client.get(f"/staff/incidents/{report.id}").status_code == 404


def test_managers_have_a_list_without_the_words_and_that_they_looked_is_kept(
    client: StrictClient, report: IncidentReport, manager: Person
) -> None:
    assert client.get("/staff/incidents").status_code == 403
    client.sign_in_as(manager)
    text = text_of(client.get("/staff/incidents"))
    assert client.statement_count <= 10
    for words in ("Thursday 5 November 2026 at 10:50am", "Joanna Blake", "Somebody was hurt"):
        assert words in text
    assert "shouted" not in text
    assert looks("incidents.seen") == [(manager.id, None, None)]


def test_a_manager_barred_from_the_visit_reads_neither_report_nor_list(
    client: StrictClient, report: IncidentReport, visit: Appointment, manager: Person
) -> None:
    db.session.add(Bar(record_id=visit.id, person_id=manager.id, why="named in it"))
    database.commit()
    client.sign_in_as(manager)
    assert client.get(f"/staff/incidents/{report.id}").status_code == 404
    assert "There are no reports." in text_of(client.get("/staff/incidents"))


def test_the_words_stand_nowhere_else(
    report: IncidentReport, visit: Appointment, caplog: pytest.LogCaptureFixture
) -> None:
    stored = db.session.execute(sa.text("SELECT words FROM incident_reports")).scalar_one()
    assert b"shouted" not in bytes(stored)
    entries = db.session.scalars(sa.select(Entry).where(Entry.record_id == visit.id)).all()
    assert not any("shouted" in f"{entry.body} {entry.facts}" for entry in entries)
    assert not any("incident" in entry.act for entry in entries)
    assert "shouted" not in caplog.text
    assert caplog.handler.level <= logging.WARNING


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": WORDS, "at": "11:59pm"}])
def test_without_words_or_in_the_future_it_is_refused_and_nothing_typed_is_lost(
    officer: StrictClient, visit: Appointment, set_clock: SetClock, fields: dict[str, str]
) -> None:
    set_clock(VISIT_AT)
    page = officer.post(f"/staff/visits/{visit.record.reference}/incident", data=fields)
    assert page.status_code == 422
    assert all(typed in page.get_data(as_text=True) for typed in fields.values())
    assert db.session.scalars(sa.select(IncidentReport)).all() == []
