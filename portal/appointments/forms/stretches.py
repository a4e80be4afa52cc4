"""When it suits somebody and when never: days with times, as stretches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, ValidationError

from portal.web.fields import DatePartsField, TimeTextField
from portal.web.form_parts import text

WORDS_LENGTH = 5_000
SUITS, NEVER = 3, 2  # so many rows of each


class BookingForm(Form):
    """One question of booking. `given` is its answer as plain values, which `data=` takes again."""

    def given(self) -> dict[str, Any]:
        """What was typed or chosen, for the draft."""
        return {field.name: field.data for field in self}


class StretchForm(Form):
    """A stretch of one day. With no times the whole day is meant, with one of them from or until then."""

    on = DatePartsField(_l("Day"))
    from_at = TimeTextField(_l("From"))
    until_at = TimeTextField(_l("Until"))

    today: date | None = None

    def validate_on(self, field: DatePartsField) -> None:
        """Today or later, and there where a time is."""
        if field.data is None and not field.errors and (self.from_at.data or self.until_at.data):
            raise ValidationError(_l("Enter the day as well, for example 27 3 2026"))
        if field.data is not None and self.today is not None and field.data < self.today:
            raise ValidationError(_l("Enter today or a later day"))

    def validate_until_at(self, field: TimeTextField) -> None:
        """Later than it begins."""
        if field.data and self.from_at.data and field.data <= self.from_at.data:
            raise ValidationError(_l("Enter a time that is later than “From”"))


class SuitsForm(BookingForm):
    """Stretches that suit, and stretches that never do."""

    suits = FieldList(FormField(StretchForm), min_entries=SUITS, max_entries=SUITS)
    never = FieldList(FormField(StretchForm), min_entries=NEVER, max_entries=NEVER)
    words = text(
        _l("Anything else about when?"),
        hint=_l("For example, never before 10am, or only on Thursdays."),
        longest=WORDS_LENGTH,
    )

    may_be_empty = False

    def ask_from(self, today: date, *, may_be_empty: bool = False) -> None:
        """Days must be today or later; `may_be_empty`: what is urgent needs no day."""
        self.may_be_empty = may_be_empty
        for entry in (*self.suits, *self.never):
            entry.form.today = today

    def validate(self, extra_validators: Any = None) -> bool:
        """There must be a day that suits, so that there is something to agree on."""
        if not super().validate(extra_validators):
            return False
        typed = self.words.data or any(entry.form.on.raw_data for entry in self.never)
        if any(entry.form.on.raw_data for entry in self.suits) or (self.may_be_empty and not typed):
            return True
        first = self.suits[0].form.on
        first.errors = [_l("Enter at least one day that suits you")]
        self.suits.errors = [{"on": first.errors}]
        return False

    def given(self) -> dict[str, Any]:
        return {
            "suits": [_plain(entry.data) for entry in self.suits if entry.data["on"]],
            "never": [_plain(entry.data) for entry in self.never if entry.data["on"]],
            "words": self.words.data or "",
        }


def stretches_from(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What `SuitsForm.given` kept, as the form takes it again."""
    return {
        "suits": [_typed(stretch) for stretch in kept.get("suits", ())],
        "never": [_typed(stretch) for stretch in kept.get("never", ())],
        "words": kept.get("words", ""),
    }


def _plain(stretch: Mapping[str, Any]) -> dict[str, str]:
    return {
        "on": stretch["on"].isoformat(),
        "from_at": stretch["from_at"].isoformat() if stretch["from_at"] else "",
        "until_at": stretch["until_at"].isoformat() if stretch["until_at"] else "",
    }


def _typed(stretch: Mapping[str, str]) -> dict[str, Any]:
    return {
        "on": date.fromisoformat(stretch["on"]),
        "from_at": time.fromisoformat(stretch["from_at"]) if stretch["from_at"] else None,
        "until_at": time.fromisoformat(stretch["until_at"]) if stretch["until_at"] else None,
    }
