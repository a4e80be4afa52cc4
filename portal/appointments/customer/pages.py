"""The blueprint that customers' pages of appointments are put on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("appointments", __name__)
