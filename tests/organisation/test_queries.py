"""The landlord's snapshot: one statement a request, fresh after every change, never what is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from portal.charters import library
from portal.database import db
from portal.identity.models import Person
from portal.organisation.models import CharterEdition
from portal.organisation.queries import landlord
from portal.organisation.services.offices import add_closure, change_holiday
from portal.organisation.services.work import save_team
from portal.timekeeping import utc_now
from tests.factories.organisation import NOW, a_landlord, a_team, a_topic, an_office


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL sent meanwhile, without what opens and closes transactions."""
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        if statement.split()[0] not in ("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_before_anybody_has_entered_details_the_charter_is_there_and_nothing_else(app: Flask) -> None:
    found = landlord()
    assert not found.is_set_up
    assert found.charter == library.load("redland")
    assert found.phone == ""


def test_everything_entered_is_in_the_snapshot(app: Flask) -> None:
    a_landlord()
    office = an_office()
    team = a_team()
    topic = a_topic(team)
    found = landlord()
    assert (found.phone, found.main_office, found.team(team.id).name, found.topic(topic.id).team_id) == (
        "020 7946 0000",
        found.office(office.id),
        "Housing team",
        team.id,
    )
    assert found.name == library.load("redland").organisation


def test_a_request_asks_for_it_once_and_with_one_statement(app: Flask) -> None:
    a_landlord()
    an_office()
    landlord()
    db.session.rollback()
    with statements() as sent, app.test_request_context():
        assert landlord() is landlord()
        assert len(sent) == 1


def test_a_change_is_seen_at_once_and_by_the_next_request(app: Flask) -> None:
    a_landlord()
    a_team(name="Repairs")
    with app.test_request_context():
        assert len(landlord().teams) == 1
        a_team(name="Rents")
        assert len(landlord().teams) == 2
    with app.test_request_context():
        assert len(landlord().teams) == 2


def test_what_is_rolled_back_was_never_there(app: Flask) -> None:
    a_landlord()
    save_team(team_id=None, name="Ghosts", phone="", email="", may_be_named=True, version=0, by=None, now=NOW)
    assert [t.name for t in landlord().teams] == ["Ghosts"]
    db.session.rollback()
    assert landlord().teams == ()
    a_team(name="Repairs")  # the same version number as the one that was rolled back
    assert [t.name for t in landlord().teams] == ["Repairs"]


def test_closures_and_holidays_reach_the_calendars(app: Flask) -> None:
    a_landlord()
    an_office()
    add_closure(
        office_id=None,
        from_on=date(2026, 11, 5),
        to_on=date(2026, 11, 5),
        reason="Training",
        by=None,
        now=NOW,
    )
    change_holiday(
        division="england-and-wales", on=date(2026, 11, 6), name="Coronation", struck=False, by=None, now=NOW
    )
    change_holiday(
        division="england-and-wales", on=date(2026, 12, 25), name="", struck=True, by=None, now=NOW
    )
    calendars = landlord().calendars()
    assert calendars.office.add(date(2026, 11, 4), 1) == date(2026, 11, 9)
    assert calendars.statutory.why_not(date(2026, 11, 6)) == "Coronation"
    assert calendars.statutory.is_working(date(2026, 12, 25))
    assert not landlord().calendars(division="scotland").statutory.is_working(date(2026, 12, 25))


@pytest.mark.parametrize(
    ("days_from_now", "expected"), [((-30,), 0), ((-30, -2), 1), ((-30, 5), 0), ((5,), None)]
)
def test_the_newest_edition_that_has_come_into_force_counts(
    app: Flask, days_from_now: tuple[int, ...], expected: int | None
) -> None:
    a_landlord()
    packaged = library.load("redland")
    person = Person(created_at=NOW)
    db.session.add(person)
    db.session.flush()
    for number, days in enumerate(days_from_now):
        on = (utc_now() + timedelta(days=days)).date()
        text = library.text_of("redland").replace(
            f'edition = "{packaged.edition}"', f'edition = "Test {number}"', 1
        )
        db.session.add(
            CharterEdition(
                charter="redland",
                edition=f"Test {number}",
                text=text,
                effective_on=on,
                uploaded_at=NOW,
                uploaded_by_id=person.id,
            )
        )
    db.session.commit()
    db.session.execute(sa.text("UPDATE landlord SET version = version + 1"))
    assert landlord().charter.edition == (packaged.edition if expected is None else f"Test {expected}")
