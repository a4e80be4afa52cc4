"""How pages of accounts answer: the form again, a refusal beside a field, please wait. No rules here."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from wtforms import Field

from portal.errors import NotAllowed
from portal.identity.access import SignedIn, signed_in_person


def me() -> SignedIn:
    """Whoever is signed in; NotAllowed for a visitor."""
    someone = signed_in_person()
    if someone is None:
        raise NotAllowed
    return someone


def refuse(field: Field, words: str) -> None:
    """Say beside a field why it cannot be."""
    field.errors = [*field.errors, words]


def form_again(template: str, form: object, **facts: object) -> ResponseReturnValue:
    """The page with its form: 422 where what was sent is wrong."""
    page = render_template(template, form=form, **facts)
    return (page, 422) if request.method == "POST" else page


def wait_first(template: str, form: object, minutes: int) -> ResponseReturnValue:
    """The form again with what was typed, saying how long to wait; 429."""
    says = ngettext(
        "You have tried many times. Wait %(num)d minute and try again, or ring us.",
        "You have tried many times. Wait %(num)d minutes and try again, or ring us.",
        minutes,
    )
    page = render_template(template, form=form, wait=says)
    return page, 429, {"Retry-After": str(minutes * 60)}
