"""A landlord and a tenant with a case on Tuesday 3 November 2026, 4:12pm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal import timekeeping
from tests.cases_services.world import RECEIVED, World, a_world


@pytest.fixture
def world(any_app: Flask) -> World:
    """On each database; the office is open."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(RECEIVED - timekeeping.utc_now())
    return a_world()
