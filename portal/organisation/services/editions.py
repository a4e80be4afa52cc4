"""New editions of the charter, through the same check as `flask charter check`."""

from __future__ import annotations

from datetime import date, datetime

from portal.charters import library
from portal.database import db
from portal.errors import RuleBroken
from portal.organisation.models import CharterEdition
from portal.organisation.queries import landlord
from portal.organisation.services.changes import changed, refusing
from portal.timekeeping import local_date


def add_edition(*, charter: str, text: str, effective_on: date, by: int, now: datetime) -> CharterEdition:
    """Store a new edition of the charter that comes into force on a date, today at the earliest.

    Raises CharterRefused with every error of the text, RuleBroken("edition in the past"), ("edition exists").
    Commitments that have begun keep the edition they began under (rule 17).
    """
    checked = library.from_text(text, charter)
    if effective_on < local_date(now, landlord().zone):
        raise RuleBroken("edition in the past", effective_on=effective_on)
    if checked.edition == library.load(charter).edition:
        raise RuleBroken("edition exists", edition=checked.edition)
    with refusing("edition exists"):
        row = CharterEdition(
            charter=charter,
            edition=checked.edition,
            text=text,
            effective_on=effective_on,
            uploaded_at=now,
            uploaded_by_id=by,
        )
        db.session.add(row)
    changed(now=now, act="charter.edition added", by=by)
    return row
