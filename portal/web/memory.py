"""What is found once and kept: until the request ends, or while the application runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, has_request_context, request

T = TypeVar("T")


def once(name: str, find: Callable[[], T]) -> T:
    """What `find` answers, asked once a request and kept with it; outside a request it is asked each time."""
    if not has_request_context():
        return find()
    key = f"portal.{name}"
    if key not in request.environ:
        request.environ[key] = find()
    found: T = request.environ[key]
    return found


def forget(name: str) -> None:
    """Ask again next time: what was found has changed within this request."""
    if has_request_context():
        request.environ.pop(f"portal.{name}", None)


def forget_all() -> None:
    """Ask for everything again: the request has begun a new transaction."""
    if has_request_context():
        for key in [key for key in request.environ if key.startswith("portal.")]:
            del request.environ[key]


def kept(name: str) -> dict[Any, Any]:
    """A dictionary that lives as long as the application in this process; keys must say what is fresh."""
    found: dict[Any, Any] = current_app.extensions.setdefault(f"portal.{name}", {})
    return found
