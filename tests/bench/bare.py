"""What every page is measured against: a Flask page that returns a static string of the size asked for."""

from __future__ import annotations

from flask import Flask, request

app = Flask(__name__)
_bodies: dict[int, str] = {}


@app.get("/")
def bare() -> str:
    """A page of `size` characters, made once."""
    size = request.args.get("size", 2000, type=int)
    if size not in _bodies:
        _bodies[size] = "<!doctype html>" + "x" * (size - 15)
    return _bodies[size]
