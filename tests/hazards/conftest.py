"""Fixtures of the tests of hazards: a Friday afternoon, a landlord under the law."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import timekeeping
from tests.hazards.world import KNOWN, World, a_world


def set_clock(at: datetime) -> None:
    """Let the portal's clock show that instant and go on."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(at - timekeeping.utc_now())


@pytest.fixture
def world(app: Flask) -> World:
    """It is Friday 20 November 2026, 4:12pm."""
    set_clock(KNOWN)
    return a_world()
