"""Fixtures of the tests of complaints: a working day, a landlord under the Code, its complaints staff."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import timekeeping
from tests.complaints.world import RECEIVED, World, a_world


def set_clock(at: datetime) -> None:
    """Let the portal's clock show that instant and go on."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(at - timekeeping.utc_now())


@pytest.fixture
def world(app: Flask) -> World:
    """It is Tuesday 3 November 2026, 4:12pm; the landlord stands under the Code."""
    set_clock(RECEIVED)
    return a_world()
