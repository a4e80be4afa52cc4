"""Fixtures of the tests of visits: a Tuesday, a landlord, an officer with a diary, a tenant to be visited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import timekeeping
from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.identity.models import Person
from portal.identity.roles import Role
from tests.appointments.visits.world import a_visit, person_of
from tests.client import StrictClient
from tests.factories.appointments import a_purpose, an_officer, at, set_rules
from tests.factories.landlords import a_whole_landlord
from tests.factories.people import a_person, a_staff_member

SetClock = Callable[[datetime], datetime]


@pytest.fixture
def set_clock() -> SetClock:
    """A function that makes it that moment for the portal."""

    def set_to(moment: datetime) -> datetime:
        timekeeping.set_offset(timedelta(0))
        timekeeping.set_offset(moment - timekeeping.utc_now())
        return moment

    return set_to


@pytest.fixture
def purpose(app: Flask, set_clock: SetClock) -> Purpose:
    """It is Tuesday 3 November 2026, 10am; a landlord who wants to be on time to ten minutes."""
    set_clock(at("2026-11-03 10:00"))
    a_whole_landlord()
    set_rules(punctual_minutes=10)
    return a_purpose("Rent and benefits", break_minutes=15)


@pytest.fixture
def joanna(purpose: Purpose) -> Resource:
    """An officer with a card and a diary, whose day begins in BS1."""
    person = a_staff_member(card_number="HC 4471")
    return an_officer(person, area="BS1")


@pytest.fixture
def amina(purpose: Purpose) -> Person:
    """A tenant."""
    return a_person()


@pytest.fixture
def visit(purpose: Purpose, joanna: Resource, amina: Person) -> Appointment:
    """Joanna comes to Amina on Thursday 5 November 2026, 10:30am to 11:30am."""
    return a_visit(purpose, joanna, amina)


@pytest.fixture
def officer(client: StrictClient, joanna: Resource) -> StrictClient:
    """Joanna's browser."""
    client.sign_in_as(person_of(joanna))
    return client


@pytest.fixture
def manager(purpose: Purpose) -> Person:
    """Somebody who manages the work."""
    return a_staff_member(Role.MANAGER, given_name="Maya", family_name="Stone")
