"""Forms of customers."""

from __future__ import annotations

from wtforms import Form


class PlainForm(Form):
    """A form with a button and nothing else."""
