"""What staff read of needs, on both databases: grounds, detail, what waits, instructions; never health."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import InvalidRequestError

from portal import database
from portal.cases.staff_queries.worklist import counters_for, worklist_for
from portal.cases.worklist import Filters, Standing, Whose
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import ABILITIES, Role
from portal.needs.details import Interpreter, LargePrint
from portal.needs.looks import Grounds
from portal.needs.markers import NeedKind
from portal.needs.services.following import give_reason
from portal.needs.services.markers import review_marker
from portal.needs.services.telling import keep_health
from portal.needs.staff_queries import (
    marker_for,
    markers_for,
    need_for,
    person_for,
    persons_needs_for,
    waiting_for,
)
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import NOW, a_marker, a_need
from tests.factories.people import a_person, a_staff_member

K = NeedKind


@pytest.fixture
def person(any_app: Flask) -> Person:
    """A customer of a landlord with an office."""
    a_whole_landlord()
    return a_person()


def reader_of(role: Role, person: Person | None = None) -> Reader:
    """Somebody of that role at work."""
    return Reader(person_id=(person or a_staff_member(role)).id, abilities=ABILITIES[role])


def test_detail_is_read_only_on_grounds_and_without_health(person: Person) -> None:
    need = a_need(person, K.INTERPRETER, Interpreter(language="so"))
    keep_health(need, words="deaf in one ear", by=person.id, now=NOW)
    database.commit()
    database.db.session.expunge_all()
    officer = reader_of(Role.OFFICER)
    page = persons_needs_for(officer, person.id, now=NOW)
    assert (page.grounds, page.needs, page.flag.kinds) == (None, (), (K.INTERPRETER,))
    with pytest.raises(NotAllowed):
        need_for(officer, person.id, K.INTERPRETER, now=NOW)
    assert persons_needs_for(officer, person.id, now=NOW, visits=True).grounds is Grounds.VISITOR
    assert officer.person_id is not None
    give_reason(person_id=person.id, reason="At the desk.", by=officer.person_id, now=NOW)
    page = persons_needs_for(officer, person.id, now=NOW + timedelta(minutes=14))
    assert (page.grounds, page.needs[0].has_health) == (Grounds.REASON, True)
    with pytest.raises(InvalidRequestError):
        _ = page.needs[0].need.health_detail
    assert persons_needs_for(officer, person.id, now=NOW + timedelta(minutes=15)).grounds is None


def test_what_waits_comes_in_the_order_of_its_dates_also_on_the_list_of_work(person: Person) -> None:
    helen = a_staff_member(Role.NEEDS)
    reader = reader_of(Role.NEEDS, helen)
    a_need(person, K.LARGE_PRINT, LargePrint())
    a_need(person, K.HOME_VISITS)
    a_marker(a_person(given_name="Bill"), by=helen, review_on=date(2026, 11, 10))
    assert [(w.what, w.kind, w.due_on) for w in waiting_for(reader, now=NOW)] == [
        ("marker", "", date(2026, 11, 10)),
        ("decide", "home visits", date(2026, 11, 17)),
        ("review", "large print", date(2027, 11, 3)),
    ]
    assert [w.is_late for w in waiting_for(reader, now=NOW + timedelta(days=8))] == [True, False, False]
    rows = worklist_for(reader, Filters(whose=Whose.ALL), now=NOW).rows
    assert [(row.kind, row.is_case, row.is_mine) for row in rows] == [
        ("safety instruction", False, True),
        ("needs", False, False),
    ]
    counters = counters_for(reader, Filters(whose=Whose.ALL), now=NOW)
    assert (counters.mine, counters.nobody) == (1, 1)
    both = Filters(whose=Whose.ALL, status=Standing.BOTH)
    assert len(worklist_for(reader, both, now=NOW).rows) == 2
    answered = Filters(whose=Whose.ALL, status=Standing.ANSWERED)
    assert worklist_for(reader, answered, now=NOW).rows == []
    with pytest.raises(NotAllowed):
        waiting_for(reader_of(Role.OFFICER), now=NOW)


def test_the_history_of_an_instruction_is_for_needs_staff(person: Person) -> None:
    helen = a_staff_member(Role.NEEDS)
    reader = reader_of(Role.NEEDS, helen)
    marker = a_marker(person, by=helen)
    review_marker(marker, goes_on=False, why="Over.", by=helen.id, version=marker.version, now=NOW)
    found, about, decider, reviews = marker_for(reader, marker.id)
    assert (found.facts, about.id, decider.id) == ("The dog bit a colleague.", person.id, helen.id)
    assert [(review.why, someone.id) for review, someone in reviews] == [("Over.", helen.id)]
    assert markers_for(reader, person.id)[1] == [marker]
    officer = reader_of(Role.OFFICER)
    with pytest.raises(NotAllowed):
        marker_for(officer, marker.id)
    with pytest.raises(NotAllowed):
        markers_for(officer, person.id)
    with pytest.raises(NotFound):
        marker_for(reader, 999_999)


def test_a_person_is_found_by_staff_who_may_see_people(person: Person) -> None:
    assert person_for(reader_of(Role.OFFICER), person.id).id == person.id
    with pytest.raises(NotFound):
        person_for(reader_of(Role.OFFICER), 999_999)
    for role in (Role.ADMINISTRATOR, Role.CONTRACTOR):
        with pytest.raises(NotAllowed):
            person_for(reader_of(role), person.id)
