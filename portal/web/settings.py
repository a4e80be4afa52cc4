"""The settings of the running application, for views; services are told what they need."""

from __future__ import annotations

from flask import current_app

from portal.config import Settings


def settings() -> Settings:
    """The application's settings."""
    found: Settings = current_app.extensions["portal_settings"]
    return found
