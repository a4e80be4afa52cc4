"""A page with a form of something stored: shown, refused with nothing lost, stale, or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import database
from portal.errors import RuleBroken, Stale
from portal.web.memory import forget_all


class StoredForm(Protocol):
    """A form that can put a refusal beside its field, and show what is stored now beside what was typed."""

    def validate(self) -> bool:
        """Whether what was typed has the right shape."""

    def refuse(self, refused: RuleBroken) -> None:
        """Say in words which rule said no."""

    def note_stale(self, stored: Mapping[str, Any]) -> None:
        """Show both texts, and go on from the version now stored."""


def form_page(
    template: str,
    form: StoredForm,
    save: Callable[[], object],
    *,
    done: str,
    stored: Callable[[], Mapping[str, Any]] = dict,
    **context: Any,
) -> ResponseReturnValue:
    """Show a form, or store what it holds with `save` and go on to `done`.

    Refused, it is shown again with all that was typed: 422, or 409 where somebody else was faster; `stored`
    then gives the values as they are now. The write lock is let go before rendering.
    """
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.validate():
                save()
                return redirect(done, 303)
        except Stale:
            database.rollback()
            forget_all()
            form.note_stale(stored())
            status = 409
        except RuleBroken as refused:
            form.refuse(refused)
        database.rollback()
    return render_template(template, form=form, **context), status
