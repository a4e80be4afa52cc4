"""Fixtures of the tests of feedback: a working day, a landlord, staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal import timekeeping
from portal.identity.models import Person
from portal.identity.roles import Role
from tests.cases_services.world import RECEIVED, World, a_world
from tests.client import StrictClient
from tests.factories.people import a_staff_member


@pytest.fixture
def world(app: Flask) -> World:
    """A landlord, staff, a tenant; it is Tuesday 3 November 2026, 4:12pm, and the office is open."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(RECEIVED - timekeeping.utc_now())
    return a_world()


@pytest.fixture
def officer(client: StrictClient, world: World) -> StrictClient:
    """The officer's browser."""
    client.sign_in_as(world.officer)
    return client


@pytest.fixture
def complaints_officer(world: World) -> Person:
    """Somebody who deals with complaints."""
    return a_staff_member(Role.COMPLAINTS, given_name="Ines", family_name="Okafor", team=world.team)
