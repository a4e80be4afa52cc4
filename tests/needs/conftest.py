"""Fixtures of the tests of needs: a working day, a landlord, a customer, an officer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal import timekeeping
from portal.identity.models import Person
from tests.client import StrictClient
from tests.factories.landlords import a_whole_landlord
from tests.factories.needs import NOW
from tests.factories.people import a_person


@pytest.fixture
def amina(app: Flask) -> Person:
    """It is Tuesday 3 November 2026, 10am, at a landlord with an office; a customer of theirs."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(NOW - timekeeping.utc_now())
    a_whole_landlord()
    return a_person()


@pytest.fixture
def customer(client: StrictClient, amina: Person) -> StrictClient:
    """The customer's browser."""
    client.sign_in_as(amina)
    return client
