"""Fixtures of the tests of messages."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.messaging.world import World, add_templates, make_world


@pytest.fixture
def world(app: Flask) -> World:
    """A landlord with a team, two officers, a tenant and her record."""
    add_templates(app)
    return make_world()
