"""Words somebody typed are never lost to an old form or an ended session.

They are kept in a draft under a random key that only the visitor's session holds, and shown again to be
sent with one press. Passwords, files and form tokens are not kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from portal.database import db, own_transaction
from portal.timekeeping import utc_now
from portal.web.edge import error_page
from portal.web.models import Draft

JOURNEY = "kept words"
SESSION_KEY = "kept_words"
FORM_KEY = "kept_words_key"
KEPT_FOR = timedelta(days=7)
MOST_CHARACTERS = 500_000
OPEN_TO_ANYONE = "anyone"
_NEVER = ("csrf_token", FORM_KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptField:
    """One posted value. `is_text`: somebody's own words, to be shown and not only carried along."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """Long or with spaces: typed, not chosen from a list."""
        return len(self.value) > 40 or any(c.isspace() for c in self.value.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptWords:
    """A form that did not arrive: where it goes, what was in it, whether files must be chosen again."""

    url: str
    fields: tuple[KeptField, ...]
    had_files: bool
    key: str | None

    @property
    def has_text(self) -> bool:
        """Whether there is anything worth reading again before it is sent."""
        return any(field.is_text for field in self.fields)


def init_kept_words(app: Flask) -> None:
    """Catch forms with an old token, and forget words once their form has arrived."""
    app.register_error_handler(CSRFError, _old_token)
    app.after_request(_forget_arrived)


def keep_and_sign_in(next_url: str | None = None) -> ResponseReturnValue:
    """Answer a form posted by somebody whose session has ended: keep it, and ask them to sign in first.

    For anything that is no form, send them to the sign-in page and back to `next_url` afterwards.
    """
    if request.method == "POST":
        _keep(_posted())
        return redirect(url_for("accounts.sign_in"), 303)
    return redirect(url_for("accounts.sign_in", next=next_url or request.full_path.rstrip("?")), 303)


def kept_words(*, person_id: int | None, now: datetime) -> KeptWords | None:
    """The words this session kept, unless they are old or were kept for somebody else who was signed in.

    Then the session lets go of them, so that nobody is led to them again.
    """
    key = session.get(SESSION_KEY)
    draft = None
    if isinstance(key, str):
        draft = db.session.scalar(
            sa.select(Draft).where(
                Draft.key == key, Draft.journey == JOURNEY, Draft.touched_at > now - KEPT_FOR
            )
        )
    if draft is None or draft.person_id not in (None, person_id):
        session.pop(SESSION_KEY, None)
        return None
    answers: dict[str, Any] = draft.answers
    fields = tuple(KeptField(name=name, value=value) for name, value in answers["fields"])
    return KeptWords(url=answers["url"], fields=fields, had_files=answers["had_files"], key=draft.key)


def has_kept_words() -> bool:
    """Whether this session holds the key of kept words."""
    return SESSION_KEY in session


def forget_kept_words() -> None:
    """Remove the words this session kept: they have arrived, or are not wanted any more."""
    key = session.pop(SESSION_KEY, None)
    if isinstance(key, str):
        db.session.execute(sa.delete(Draft).where(Draft.key == key, Draft.journey == JOURNEY))


def _old_token(_error: CSRFError) -> ResponseReturnValue:
    """Show what was typed, in a form with a fresh token; straight to signing in where that comes first."""
    if not _from_our_own_page():
        return error_page(400)
    words = _posted()
    if _must_sign_in():
        _keep(words)
        return redirect(url_for("accounts.sign_in"), 303)
    if words.has_text and not current_user.is_authenticated:
        words = _keep(words)  # they may want to sign in before they send it
    return render_template("accounts/kept_words.html", words=words), 422


def _must_sign_in() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "access", OPEN_TO_ANYONE) != OPEN_TO_ANYONE and not current_user.is_authenticated


def _from_our_own_page() -> bool:
    """Whether the browser says that the form stood on one of our pages.

    Without this a page elsewhere could post words of its own, and one press on ours would send them.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer")
    return source is None or urlsplit(source).netloc == request.host


def _posted() -> KeptWords:
    return KeptWords(
        url=request.full_path.rstrip("?"),
        fields=tuple(_worth_keeping(request.form.items(multi=True))),
        had_files=any(file.filename for file in request.files.values()),
        key=None,
    )


def _worth_keeping(pairs: Iterable[tuple[str, str]]) -> Iterable[KeptField]:
    return (
        KeptField(name=name, value=value)
        for name, value in pairs
        if name not in _NEVER and not _is_secret(name)
    )


def _is_secret(name: str) -> bool:
    return "password" in name.lower()


def _whose() -> int | None:
    """The person this session belongs or belonged to, also when it was ended from elsewhere."""
    number = str(session.get("_user_id", "")).partition(":")[0]
    return int(number) if number.isdecimal() else None


def _keep(words: KeptWords) -> KeptWords:
    """Store the words in a transaction of their own, whatever becomes of this request."""
    if not words.fields or sum(len(field.value) for field in words.fields) > MOST_CHARACTERS:
        return words
    if any(_is_secret(name) for name in request.form):  # signing in or choosing a password: no words in it
        return words
    now, key = utc_now(), secrets.token_urlsafe(24)
    person_id = _whose()
    answers = {
        "url": words.url,
        "fields": [[field.name, field.value] for field in words.fields],
        "had_files": words.had_files,
    }

    def add() -> None:
        db.session.execute(
            sa.delete(Draft).where(Draft.journey == JOURNEY, Draft.touched_at <= now - KEPT_FOR)
        )
        db.session.add(
            Draft(
                key=key, journey=JOURNEY, person_id=person_id, answers=answers, began_at=now, touched_at=now
            )
        )

    own_transaction(add)
    session[SESSION_KEY] = key
    session.permanent = True
    return KeptWords(url=words.url, fields=words.fields, had_files=words.had_files, key=key)


def _forget_arrived(response: Response) -> Response:
    """Remove the draft in the transaction of the form that carried it, once that form was taken."""
    if request.method == "POST" and response.status_code < 400:
        key = request.form.get(FORM_KEY)
        if key and key == session.get(SESSION_KEY):
            forget_kept_words()
    return response
