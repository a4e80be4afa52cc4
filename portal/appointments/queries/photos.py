"""Photos of members of staff, for those who may see them."""

from __future__ import annotations

import sqlalchemy as sa

from portal.appointments.models.resources import Resource, StaffPhoto
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.readers import Reader
from portal.identity.roles import Ability


def photo_for_staff(reader: Reader, person_id: int) -> bytes:
    """The photo of a member of staff, for a colleague. NotFound where there is none."""
    if not (reader.may(Ability.SEE_COLLEAGUES) or reader.person_id == person_id):
        raise NotAllowed
    return _photo(StaffPhoto.person_id == person_id)


def photo_of_officer(officer_id: int | None) -> bytes:
    """The photo of an officer, by resource. Only for whoever may read an appointment with them: ask
    `appointments.appointment_for` first. NotFound where there is none."""
    of_officer = sa.select(Resource.person_id).where(Resource.id == officer_id)
    return _photo(StaffPhoto.person_id == of_officer.scalar_subquery())


def _photo(condition: sa.ColumnElement[bool]) -> bytes:
    found = db.session.scalar(sa.select(StaffPhoto.content).where(condition))
    if found is None:
        raise NotFound
    return found
