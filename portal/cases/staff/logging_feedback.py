"""What is taken down of a comment, compliment or complaint beside its words: about what, who else, a card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext

from portal.cases.feedback import DATA_PROTECTION_KEY, FEEDBACK, kind_of
from portal.cases.services.raising import Said
from portal.cases.staff_forms.contacts import LogForm
from portal.cases.staff_queries.people import people_found
from portal.charters.standards import CaseKind
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.queries import is_taken
from portal.records.references import understood
from portal.timekeeping import local_date

MOST_OTHERS = 50


def kind_logged(value: str) -> CaseKind:
    """The kind of case behind what was chosen: a kind of case, or one of the landlord's kinds of feedback."""
    return CaseKind(value) if value in list(CaseKind) else kind_of(value)


def feedback_fits(form: LogForm, reader: Reader, now: datetime) -> bool:
    """Whether what is said of feedback can be kept; says beside the field what to do where it cannot."""
    if kind_logged(form.kind.data) not in FEEDBACK:
        return True
    form.happened_on.errors = _wrong_day(form, now)
    form.card.errors = _wrong_card(form.card.data or "")
    form.others.errors = _wrong_others(form.others.data or "", reader, now)
    return not (form.happened_on.errors or form.card.errors or form.others.errors)


def said_in(form: LogForm, reader: Reader, now: datetime) -> dict[str, Any]:
    """What a checked form says of feedback, as the fields of a `Contact`; nothing for any other kind."""
    kind = kind_logged(form.kind.data)
    if kind not in FEEDBACK:
        return {}
    card = understood(form.card.data or "")
    said = Said(
        named=form.kind.data,
        about=form.about.data or "",
        about_name=form.about_name.data or "",
        happened_on=form.happened_on.data,
        put_right=(form.put_right.data or "") if kind is CaseKind.COMPLAINT else "",
        from_card=card is not None,
        data_protection=form.kind.data == DATA_PROTECTION_KEY,
    )
    others = [found for line in _lines(form.others.data or "") for found in _found(line, reader, now)]
    return {"said": said, "card": card, "joined": others}


def _wrong_day(form: LogForm, now: datetime) -> list[str]:
    day = form.happened_on.data
    late = day is not None and day > local_date(now, landlord().zone)
    return [gettext("Enter a day that is today or earlier")] if late else []


def _wrong_card(typed: str) -> list[str]:
    if not typed.strip():
        return []
    code = understood(typed)
    if code is None:
        return [gettext("This is no code of ours. Look at the card again, for example H7KM-4RXC")]
    if is_taken(code):
        return [gettext("A card with this code is logged already. Leave the code out for a copy of it")]
    return []


def _wrong_others(typed: str, reader: Reader, now: datetime) -> list[str]:
    """One sentence for each line that does not name exactly one person we know."""
    lines = _lines(typed)
    if len(lines) > MOST_OTHERS:
        return [gettext("Enter 50 people or fewer")]
    wrong = []
    for line in lines:
        found = len(_found(line, reader, now))
        if found == 0:
            wrong.append(gettext("We know nobody called “%(line)s”. Log them first", line=line))
        elif found > 1:
            wrong.append(gettext("More than one person is “%(line)s”. Add the postcode", line=line))
    return wrong


def _found(line: str, reader: Reader, now: datetime) -> list[Person]:
    return [found.person for found in people_found(reader, line, now=now).people]


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]
