"""What an act on a case is made of: who does it, with which form, how; and its fields for day and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.attachments.limits import AcceptedFile
from portal.cases.services.answering import Letter
from portal.cases.staff_forms.parts import ActForm
from portal.cases.staff_queries.case_page import CaseHead
from portal.clock.zones import to_utc
from portal.errors import NotAllowed
from portal.identity.readers import Reader
from portal.organisation.queries import landlord


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act on its way: the case as it is, the form as it was sent, who does it and when."""

    head: CaseHead
    form: Any
    reader: Reader
    now: datetime
    files: Sequence[AcceptedFile] = ()

    @property
    def by(self) -> int:
        """Who does it."""
        if self.reader.person_id is None:
            raise NotAllowed
        return self.reader.person_id

    @property
    def version(self) -> int:
        """The version the form was made from."""
        version: int = self.form.version.data
        return version

    @property
    def body(self) -> str:
        """What was written."""
        return self.form.body.data or ""

    @property
    def letter(self) -> Letter:
        """What was written, as words to the customer."""
        return Letter(body=self.body, by=self.by, version=self.version, files=self.files)


def _nothing(_form: Any, _head: CaseHead) -> None:
    return None


def _empty(_head: CaseHead, _now: datetime) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """How one act is done.

    `sends`: a message goes out, which can be looked at before. `takes_files`: files go with it.
    """

    form: type[ActForm]
    do: Callable[[Doing], object]
    offer: Callable[[Any, CaseHead], None] = field(default=_nothing)
    filled: Callable[[CaseHead, datetime], Mapping[str, object]] = field(default=_empty)
    sends: bool = False
    takes_files: bool = False


def instant(day: Any, time: Any) -> datetime:
    """The instant that a day and a time of day typed into two fields mean here."""
    return to_utc(datetime.combine(day.data, time.data), landlord().zone)


def day_and_time(name: str, at: datetime) -> Mapping[str, object]:
    """What those two fields begin with."""
    local = at.astimezone(landlord().zone)
    return {f"{name}_on": local.date(), f"{name}_at": local.time().replace(second=0, microsecond=0)}
