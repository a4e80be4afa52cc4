"""Exceptional events: what they touch, how long they last, who is to be told; and that no date moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.organisation.events import EventFacts, Part, check_days
from portal.organisation.models import ExceptionalEvent
from portal.organisation.queries import landlord
from portal.organisation.services.events import ask_telling, end_event, publish_event, save_event
from tests.factories.events import an_event
from tests.factories.landlords import a_whole_landlord
from tests.factories.organisation import NOW

TODAY = date(2026, 11, 3)
A_DAY = timedelta(days=1)


def event(**given: Any) -> EventFacts:
    """A published event since Monday 2 November, of all of us."""
    values: dict[str, Any] = {
        "id": 1,
        "title": "An attack on our computers",
        "happened": "Somebody broke in.",
        "means": "We answer late.",
        "topic_id": None,
        "team_id": None,
        "office_id": None,
        "from_on": date(2026, 11, 2),
        "expected_on": date(2026, 11, 20),
        "ombudsman_told_on": None,
        "published_at": NOW,
        "back_on": None,
        "tell_asked_at": None,
        "told_at": None,
        "over_told_at": None,
        "version": 1,
        **given,
    }
    return EventFacts(**values)


@pytest.mark.parametrize(
    ("given", "on", "lasts", "overdue"),
    [
        ({}, date(2026, 11, 1), False, False),
        ({}, date(2026, 11, 2), True, False),
        ({}, date(2026, 11, 19), True, False),
        ({}, date(2026, 11, 20), True, True),  # the day on which we expected to be back
        ({"back_on": date(2026, 11, 10)}, date(2026, 11, 9), True, False),
        ({"back_on": date(2026, 11, 10)}, date(2026, 11, 10), False, False),
        ({"published_at": None}, date(2026, 11, 5), False, False),
    ],
)
def test_it_lasts_from_its_first_day_until_we_are_back(
    given: dict[str, Any], on: date, lasts: bool, overdue: bool
) -> None:
    assert (event(**given).lasts(on), event(**given).is_overdue(on)) == (lasts, overdue)


@pytest.mark.parametrize(
    ("given", "case", "touched"),
    [
        ({}, {}, True),
        ({}, {"closed_on": date(2026, 11, 1)}, False),
        ({}, {"closed_on": date(2026, 11, 2)}, True),
        ({"back_on": date(2026, 11, 10)}, {"received_on": date(2026, 11, 9)}, True),
        ({"back_on": date(2026, 11, 10)}, {"received_on": date(2026, 11, 10)}, False),
        ({"topic_id": 5}, {"topic_id": 5}, True),
        ({"topic_id": 5}, {"topic_id": 6}, False),
        ({"topic_id": 5}, {"topic_id": None}, False),
        ({"team_id": 5}, {"team_id": 5}, True),
        ({"team_id": 5}, {"team_id": None}, False),
        ({"office_id": 5}, {"office_id": 5}, True),
        ({"office_id": 5}, {"office_id": 6}, False),
        ({"published_at": None}, {}, False),
    ],
)
def test_it_touches_what_was_open_on_one_of_its_days(
    given: dict[str, Any], case: dict[str, Any], touched: bool
) -> None:
    its = {
        "topic_id": 1,
        "team_id": 1,
        "office_id": 1,
        "received_on": date(2026, 10, 20),
        "closed_on": None,
        **case,
    }
    assert event(**given).touches(**its) is touched


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"expected_on": date(2026, 11, 2)}, "dates out of order"),
        ({"ombudsman_told_on": TODAY + A_DAY}, "told in the future"),
        ({"expected_on": date(2026, 11, 3), "ombudsman_told_on": TODAY}, None),
    ],
)
def test_its_days_are_in_order(given: dict[str, Any], rule: str | None) -> None:
    days = {
        "from_on": date(2026, 11, 2),
        "expected_on": date(2026, 11, 20),
        "ombudsman_told_on": None,
        **given,
    }
    if rule is None:
        check_days(today=TODAY, **days)
    else:
        with pytest.raises(RuleBroken, match=rule):
            check_days(today=TODAY, **days)


def test_nobody_reads_it_before_it_is_published_and_it_is_over_from_the_day_we_are_back(
    any_app: Flask,
) -> None:
    a_whole_landlord()
    draft = an_event(published=False)
    assert landlord().disruptions(TODAY) == ()
    with pytest.raises(RuleBroken, match="not published"):
        ask_telling(event_id=draft.id, by=None, now=NOW)
    publish_event(event_id=draft.id, by=None, now=NOW)
    publish_event(event_id=draft.id, by=None, now=NOW + A_DAY)  # pressed twice
    db.session.commit()
    assert [(one.id, one.published_at) for one in landlord().disruptions(TODAY)] == [(draft.id, NOW)]
    for on, rule in (
        (date(2026, 11, 1), "dates out of order"),
        (TODAY + A_DAY, "back in the future"),
    ):
        with pytest.raises(RuleBroken, match=rule):
            end_event(event_id=draft.id, back_on=on, version=draft.version, by=None, now=NOW)
    with pytest.raises(Stale):
        end_event(event_id=draft.id, back_on=TODAY, version=0, by=None, now=NOW)
    end_event(event_id=draft.id, back_on=TODAY, version=draft.version, by=None, now=NOW)
    with pytest.raises(RuleBroken, match="over"):
        ask_telling(event_id=draft.id, by=None, now=NOW)
    assert landlord().disruptions(TODAY) == ()
    assert landlord().disruptions(date(2026, 11, 2)) != ()


def test_residents_are_told_once_though_it_is_asked_twice(any_app: Flask) -> None:
    a_whole_landlord()
    found = an_event()
    ask_telling(event_id=found.id, by=None, now=NOW)
    ask_telling(event_id=found.id, by=None, now=NOW + A_DAY)
    assert found.tell_asked_at == NOW


def test_an_event_touches_one_part_or_all_of_us(any_app: Flask) -> None:
    place = a_whole_landlord()
    for part, of in (
        (Part.TOPIC, place.topics[0].id),
        (Part.TEAM, place.team.id),
        (Part.OFFICE, place.office.id),
    ):
        found = an_event(part=part, part_id=of)
        assert landlord().event(found.id).part == (part, of)
        corrected = an_event(event_id=found.id, version=found.version)
        assert landlord().event(corrected.id).part == (Part.ALL, None)
    with pytest.raises(RuleBroken, match="part missing"):
        an_event(part=Part.TEAM)
    with pytest.raises(NotFound):
        landlord().event(999)
    with pytest.raises(NotFound):
        publish_event(event_id=999, by=None, now=NOW)
    with pytest.raises(Stale):
        an_event(event_id=found.id, version=1)


def test_entering_one_says_who_and_when(any_app: Flask) -> None:
    a_whole_landlord()
    found = save_event(
        event_id=None,
        title=" A flood ",
        happened="Water.",
        means="Late.",
        part=Part.ALL,
        part_id=None,
        from_on=TODAY,
        expected_on=TODAY + A_DAY,
        ombudsman_told_on=None,
        version=0,
        by=None,
        now=datetime(2026, 11, 3, 23, 30, tzinfo=UTC),
    )
    row = db.session.get_one(ExceptionalEvent, found.id)
    assert (row.title, row.entered_at.hour) == ("A flood", 23)
