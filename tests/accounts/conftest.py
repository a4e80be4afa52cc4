"""A landlord with a phone, so that account mails have a contact to name."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import StrictClient
from tests.factories.organisation import a_landlord


@pytest.fixture
def portal(app: Flask) -> StrictClient:
    """The portal of a landlord that is set up, in a strict browser."""
    a_landlord()
    return StrictClient(app)
