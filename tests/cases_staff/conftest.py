"""Fixtures of the tests of staff's pages: a working day, a landlord, an officer at work."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import timekeeping
from tests.cases_services.world import RECEIVED, World, a_world
from tests.client import StrictClient


def set_clock(at: datetime) -> None:
    """Let the portal's clock show that instant and go on."""
    timekeeping.set_offset(timedelta(0))
    timekeeping.set_offset(at - timekeeping.utc_now())


@pytest.fixture
def world(app: Flask) -> World:
    """It is Tuesday 3 November 2026, 4:12pm; the office is open until 5pm."""
    set_clock(RECEIVED)
    return a_world()


@pytest.fixture
def any_world(any_app: Flask) -> World:
    """The same, once on each kind of database."""
    set_clock(RECEIVED)
    return a_world()


@pytest.fixture
def officer(client: StrictClient, world: World) -> StrictClient:
    """The officer's browser."""
    client.sign_in_as(world.officer)
    return client
