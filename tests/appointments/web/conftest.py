"""Fixtures of the tests of customers' pages of appointments: a working day, a landlord who can be booked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal import timekeeping
from tests.appointments.web.world import World, a_world
from tests.factories.appointments import NOW


@pytest.fixture
def world(app: Flask) -> World:
    """It is Tuesday 3 November 2026, 10am, and the office is open."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(NOW - timekeeping.utc_now())
    return a_world()
