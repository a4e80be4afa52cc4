"""Exceptional events as an administrator enters, publishes, tells and ends them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.database import db
from portal.identity.roles import Role
from portal.organisation.models import ExceptionalEvent
from tests.cases_feedback.steps import errors_of
from tests.cases_staff.reading import text_of
from tests.client import StrictClient
from tests.factories.events import an_event
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_staff_member


@pytest.fixture
def admin(app: Flask, client: StrictClient) -> StrictClient:
    """An administrator of a landlord with an office and a team, who works as an officer too."""
    a_whole_landlord()
    client.sign_in_as(a_staff_member(Role.ADMINISTRATOR, Role.OFFICER))
    return client


def a_day(name: str, on: date | None) -> dict[str, str]:
    """A date as its three inputs."""
    parts = (on.day, on.month, on.year) if on else ("", "", "")
    return {f"{name}-{key}": str(part) for key, part in zip(("day", "month", "year"), parts, strict=True)}


def filled(**given: Any) -> dict[str, Any]:
    """What an administrator types."""
    return {
        "title": "The lifts stand still",
        "happened": "The power is off.",
        "means": "We ring you.",
        "part": "all:",
        "version": "0",
        **a_day("from_on", date(2026, 11, 2)),
        **a_day("expected_on", date(2099, 11, 20)),
        **a_day("ombudsman_told_on", None),
        **given,
    }


def the_one() -> ExceptionalEvent:
    """The only event, as it stands."""
    return db.session.scalars(
        sa.select(ExceptionalEvent), execution_options={"populate_existing": True}
    ).one()


def test_it_is_entered_published_told_and_over(admin: StrictClient) -> None:
    refused = admin.post("/staff/admin/events/new", data={"part": "all:", "version": "0"})
    assert errors_of(refused) == [
        "Enter what it is",
        "Write what has happened",
        "Write what it means for residents",
        "Enter the day on which it began, for example 27 3 2026",
        "Enter the day from which we expect to keep our promises again",
    ]
    assert admin.post("/staff/admin/events/new", data=filled()).location == "/staff/admin/events?saved=1"
    event = the_one()
    home = text_of(admin.get("/staff/admin"))
    assert "Publish this, or correct it first: The lifts stand still" in home
    assert admin.get(f"/staff/admin/events/{event.id}/tell").status_code == 404
    assert admin.post(f"/staff/admin/events/{event.id}/publish").status_code == 303
    assert "The lifts stand still." in text_of(admin.get("/contact"))
    assert "everybody who has an open case" in text_of(admin.get(f"/staff/admin/events/{event.id}/tell"))
    assert the_one().tell_asked_at is None
    assert admin.post(f"/staff/admin/events/{event.id}/tell").status_code == 303
    assert the_one().tell_asked_at is not None
    admin.get("/staff/admin")  # the landlord has changed and is read afresh
    page = text_of(admin.get("/staff/admin/events"))
    assert "word is going out: 0 people so far" in page
    assert "Every case it affects" in page
    assert admin.statement_count <= 10
    over = f"/staff/admin/events/{event.id}/over"
    refused = admin.post(over, data={"version": the_one().version, **a_day("back_on", date(2026, 11, 1))})
    assert errors_of(refused) == ["Enter the first day of the event, or a later one"]
    back = a_day("back_on", date(2026, 11, 4))
    assert admin.post(over, data={"version": the_one().version, **back}).status_code == 303
    assert the_one().back_on == date(2026, 11, 4)


def test_what_is_said_of_it_is_corrected_and_a_stale_form_shows_both(admin: StrictClient) -> None:
    event = an_event(expected_on=date(2099, 1, 1))
    address = f"/staff/admin/events/{event.id}"
    team = f"team:{db.session.scalar(sa.text('SELECT id FROM teams'))}"
    version = event.version
    assert admin.post(address, data=filled(version=str(version), part=team)).status_code == 303
    assert the_one().team_id is not None
    stale = admin.post(address, data=filled(version=str(version), means="Other words."))
    assert stale.status_code == 409
    assert "Other words." in stale.get_data(as_text=True)
    refused = admin.post(
        address,
        data=filled(version=str(the_one().version), **a_day("expected_on", date(2026, 11, 2))),
    )
    assert errors_of(refused) == ["Enter a day after the first"]


def test_the_ombudsman_is_asked_for_only_where_the_code_binds(admin: StrictClient) -> None:
    an_event(expected_on=date(2026, 11, 3))
    home = text_of(admin.get("/staff/admin"))
    assert "Say a new day, or that we are: An attack on our computers" in home
    assert "Tell the Housing Ombudsman, and enter the day: An attack on our computers" in home
