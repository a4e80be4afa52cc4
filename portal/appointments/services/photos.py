"""Photos of members of staff, shown to those they visit."""

from __future__ import annotations

from datetime import datetime

from portal.appointments.models.resources import StaffPhoto
from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import StaffProfile


def save_photo(*, person_id: int, content: bytes, by: int, now: datetime) -> None:
    """Keep a photo made anew by `attachments.services.read_portrait`, in the place of any other. NotFound."""
    if db.session.get(StaffProfile, person_id, with_for_update=True) is None:
        raise NotFound
    db.session.merge(StaffPhoto(person_id=person_id, content=content, changed_at=now))
    record_act(act="staff.photo saved", by=by, now=now, person_id=person_id)


def remove_photo(*, person_id: int, by: int, now: datetime) -> None:
    """Keep it no longer; that there is none already is no error."""
    found = db.session.get(StaffPhoto, person_id)
    if found is not None:
        db.session.delete(found)
        record_act(act="staff.photo removed", by=by, now=now, person_id=person_id)
