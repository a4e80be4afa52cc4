"""The landlord's own details, and the other agencies shown beside them."""

from __future__ import annotations

from datetime import date, datetime

from portal.database import db
from portal.errors import Stale
from portal.organisation.models import Landlord, OtherAgency
from portal.organisation.services.changes import changed, refusing, remove, row_or_new


def set_landlord(
    *,
    phone: str,
    email: str,
    contact_name: str,
    emergency_phone: str,
    emergency_words: str,
    emergency_review_on: date,
    duty_email: str = "",
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Store the landlord's details. `version` is their `details_version`, 0 the first time; else Stale.

    `duty_email`: told of an emergency hazard at once, day and night; "" where there is nobody yet.
    """
    row = db.session.get(Landlord, 1, with_for_update=True)
    if (row.details_version if row else 0) != version:
        raise Stale(was=version)
    if row is None:
        row = Landlord(id=1, version=0, details_version=0)
        db.session.add(row)
    row.phone, row.email, row.contact_name = phone, email, contact_name
    row.emergency_phone, row.emergency_words = emergency_phone, emergency_words
    row.emergency_review_on = emergency_review_on
    row.duty_email = duty_email
    row.details_version += 1
    changed(now=now, act="landlord.saved", by=by)


def name_for_data_protection(*, person_id: int | None, version: int, by: int | None, now: datetime) -> None:
    """Name who deals with complaints about personal data; None: the complaints staff do.

    For complaints that come from now on. `version` as for `set_landlord`; else Stale.
    """
    row = db.session.get(Landlord, 1, with_for_update=True)
    if row is None or row.details_version != version:
        raise Stale(was=version)
    row.data_protection_id = person_id
    row.details_version += 1
    changed(now=now, act="landlord.data protection named", by=by)


def save_agency(
    *,
    agency_id: int | None,
    name: str,
    helps_with: str,
    phone: str,
    website: str,
    is_public_authority: bool,
    version: int,
    by: int | None,
    now: datetime,
) -> OtherAgency:
    """Add somebody else who can help, or change it. Raises Stale, NotFound, RuleBroken("name taken")."""
    row = row_or_new(OtherAgency, agency_id, version)
    with refusing("name taken"):
        row.name, row.helps_with, row.phone, row.website = name, helps_with, phone, website
        row.is_public_authority = is_public_authority
        db.session.add(row)
    changed(now=now, act="agency.saved", by=by)
    return row


def remove_agency(*, agency_id: int, by: int | None, now: datetime) -> None:
    """Show the agency no longer; NotFound where it is gone already."""
    remove(OtherAgency, agency_id)
    changed(now=now, act="agency.removed", by=by)
