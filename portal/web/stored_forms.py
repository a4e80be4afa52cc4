"""Forms of something stored: shown, refused with nothing lost, stale with both texts, or done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField
from wtforms.widgets import HiddenInput

from portal import database
from portal.errors import RuleBroken, Stale
from portal.web.form_parts import NumberField
from portal.web.memory import forget_all

Refusals = Mapping[str, tuple[str, Any]]  # which rule said no: the field it is about, and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that somebody else changed, or that was typed otherwise than it is now stored."""

    label: str
    stored: str
    typed: str


class StoredForm(Form):
    """Values to store, refusals put beside the field they are about, and both texts when stale."""

    refusals: ClassVar[Refusals] = {}

    def __init__(self, formdata: Any = None, stored: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata, data=dict(stored or {}))
        self.differences: list[Difference] = []

    def values(self) -> dict[str, Any]:
        """What was typed, by field."""
        return dict(self.data)

    def refuse(self, refused: RuleBroken) -> None:
        """Put the sentence for a broken rule beside the field it is about."""
        name, sentence = self.refusals.get(refused.rule, ("", _l("This cannot be stored as it is")))
        if name in self:
            self[name].errors = [*self[name].errors, sentence]
        else:
            self.form_errors = [*self.form_errors, sentence]

    def note_stale(self, stored: Mapping[str, Any]) -> None:
        """Somebody else was faster: keep what was typed, show what is stored, and go on from its version."""
        for field in self:
            if field.name != "version" and field.name in stored:
                now, typed = shown(field, stored[field.name]), shown(field, field.data)
                if now != typed:
                    self.differences.append(Difference(label=str(field.label.text), stored=now, typed=typed))
        self["version"].data = stored["version"]
        self["version"].raw_data = [str(stored["version"])]


class Versioned(StoredForm):
    """A form of something stored, with the version it was made from; 0 for something new."""

    version = NumberField("", low=0, high=10**9, default=0, widget=HiddenInput())


def shown(field: Field, value: Any) -> str:
    """A value as the page shows it: a choice by its words, yes and no, as the field says, else as it is."""
    if isinstance(field, BooleanField):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(field, SelectField):
        chosen = "" if value is None else str(value)
        return next((str(words) for key, words, *_ in field.iter_choices() if str(key) == chosen), "")
    if hasattr(field, "shown"):
        return str(field.shown(value))
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(sorted(str(one) for one in value))
    return str(value) if value is not None else ""


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
