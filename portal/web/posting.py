"""Reading a posted form: what came, and whether it is right. CSRF is checked before any view."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Form


def posted() -> MultiDict[str, str] | None:
    """The fields of a form that was sent; None while the page is only looked at."""
    return request.form if request.method == "POST" else None


def arrived(form: Form) -> bool:
    """Whether a form was sent and everything in it is right."""
    return request.method == "POST" and form.validate()
