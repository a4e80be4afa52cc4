"""What a deed on a complaint is made of: who does it with which form, its choices, what is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import get_template_attribute

from portal.complaints.staff_queries.one import ComplaintHead
from portal.identity.readers import Reader
from portal.records.models import Record
from portal.web.fields import options
from portal.web.stored_forms import Versioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """A deed as it is done: the complaint, the form that came, which point or action, by whom, when."""

    head: ComplaintHead
    form: Any
    item: int
    reader: Reader
    now: datetime

    @property
    def record(self) -> Record:
        """The record acted on."""
        return self.head.record

    @property
    def made(self) -> dict[str, Any]:
        """What every service of staff takes."""
        return {"by": self.reader, "version": self.form.version.data or 0, "now": self.now}


def _nothing(_form: Any, _head: ComplaintHead) -> None:
    """No choices that depend on anything."""


def _empty(_head: ComplaintHead, _item: int) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one deed is done. `offer` gives the form its choices, `filled` what stands in it at first."""

    form: type[Versioned]
    do: Callable[[Doing], object]
    offer: Callable[[Any, ComplaintHead], None] = _nothing
    filled: Callable[[ComplaintHead, int], Mapping[str, Any]] = _empty


def choices_of(kinds: Iterable[StrEnum], macro: str) -> list[Any]:
    """The values of a list with their words from the templates."""
    words = get_template_attribute("complaints/words.html", macro)
    return options([(kind.value, str(words(kind.value)).strip()) for kind in kinds])


def text_of(field: Any) -> str:
    """What was typed; "" where the field was not even sent."""
    return field.data or ""
