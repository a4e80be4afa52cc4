"""Naming something dangerous in a case: the hazard gets its own record, with the case's way to reach them."""

from __future__ import annotations

from datetime import datetime

from portal.cases.models import Case
from portal.cases.services.telling import case_of
from portal.hazards.models import Hazard
from portal.hazards.services.naming import Contact, Danger, name_hazard
from portal.records.models import Record


def name_in_case(
    record: Record, danger: Danger, *, by: int | None, now: datetime, submission_id: str | None = None
) -> Hazard:
    """Open the hazard beside the case, whose own clocks go on. Raises what `name_hazard` raises.

    Nothing of the case goes into it but who lives there and how to reach them: it may be a complaint, which
    whoever mends the home is not to see.
    """
    contact = _contact(case_of(record))
    return name_hazard(danger, contact, parent=record, by=by, now=now, submission_id=submission_id)


def _contact(case: Case) -> Contact:
    return Contact(
        name=case.contact_name,
        email="" if case.reply_by == "post" else case.contact_email,
        phone=case.contact_phone,
        address=case.contact_address,
    )
