"""Following a case without an account: a link sent to the address we hold, opened by its token."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.services.telling import FOLLOW, tell
from portal.database import db
from portal.errors import NotFound
from portal.identity.queries.links import token
from portal.messaging.signatures import can_be_mailed
from portal.records.models import Record
from portal.records.references import understood

_PHONE_DIGITS = 10  # compared from the end, so that +44 and 0 are the same number


def send_link(*, reference: str, contact: str, now: datetime) -> None:
    """Send a fresh link to the address held on the case, if `contact` is the email or phone held on it.

    Says nothing of what it did: whoever asks must not learn whether there is such a case. Where we hold no
    email address nothing is sent; people whom we reach by phone or post ring us.
    """
    meant = understood(reference)
    row = db.session.execute(
        sa.select(Record, Case).join(Case, Case.id == Record.id).where(Record.reference == meant)
    ).first()
    if row is None:
        return
    record, case = row
    if _is_theirs(contact, case) and can_be_mailed(case.contact_email):
        tell(record, case, message="link", writer=None, now=now, to_email=True)


def opened_by(link: str, *, now: datetime) -> Record:
    """The record a follow link opens; NotFound once it has expired, and for anything that is no such link."""
    row = token(FOLLOW, link, now)
    record = db.session.get(Record, row.record_id) if row and row.record_id else None
    if record is None:
        raise NotFound
    return record


def _is_theirs(contact: str, case: Case) -> bool:
    typed = contact.strip().casefold()
    if not typed:
        return False
    if "@" in typed:
        return typed == case.contact_email.strip().casefold()
    digits = "".join(c for c in typed if c.isdigit())[-_PHONE_DIGITS:]
    held = "".join(c for c in case.contact_phone if c.isdigit())[-_PHONE_DIGITS:]
    return len(digits) == _PHONE_DIGITS and digits == held
