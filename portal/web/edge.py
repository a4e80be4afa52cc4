"""The edge of a request: begin for reading or writing, commit once or not at all, headers, error pages."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal import database
from portal.errors import NotAllowed, NotFound, RuleBroken, Stale

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_EXPLAINED = frozenset({400, 403, 404, 405, 409, 413, 422, 429})


def init_edge(app: Flask) -> None:
    """Put the edge around every request. Registered first, so that its end runs last."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_leave)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(NotFound, lambda _e: error_page(404))
    app.register_error_handler(NotAllowed, lambda refused: error_page(403, wanted=refused.wanted))
    app.register_error_handler(Stale, lambda _e: error_page(409))
    app.register_error_handler(StaleDataError, lambda _e: error_page(409))
    app.register_error_handler(RuleBroken, lambda _e: error_page(422))
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, **facts: object) -> ResponseReturnValue:
    """The page for a status, in plain words; `facts` are what it may say more about."""
    database.rollback()
    if status in _EXPLAINED:
        return render_template(f"errors/{status}.html", **facts), status
    # Without the context every page gets: making that context may be the very thing that failed.
    bare = current_app.jinja_env.get_template(f"errors/{503 if status == 503 else 500}.html")
    return bare.render(), status


def _begin() -> None:
    g.writing = database.writing(request.method not in _SAFE)
    g.writing.__enter__()


def _end(response: Response) -> Response:
    if request.method not in _SAFE and response.status_code < 400:
        database.commit()
    else:
        database.rollback()
    return _with_headers(response)


def _leave(_error: BaseException | None) -> None:
    begun = g.pop("writing", None)
    if begun is not None:
        begun.__exit__(None, None, None)


def _with_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, CSRFError) or error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _unexpected(error: Exception) -> ResponseReturnValue:
    # The name and place of the fault, never its message: a message may hold somebody's words.
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "unknown place"
    current_app.logger.error("%s at %s (%s)", type(error).__name__, place, request.endpoint)
    if current_app.testing:
        raise error
    return error_page(500)
