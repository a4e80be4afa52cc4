"""Fixtures of the tests of cases' services."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cases_services.world import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """A landlord (Redland), two officers, a tenant with an account."""
    return a_world()
