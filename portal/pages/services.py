"""Keeping how somebody wants to read these pages."""

from __future__ import annotations

import sqlalchemy as sa

from portal.database import db
from portal.identity.models import Person


def keep_reading(*, person_id: int, reading: str) -> None:
    """Keep with the person how pages look to them, so that a new device begins with it (WCAG 2.2, 3.3.7).

    `reading` is what portal.web.display keeps. The person's version stays: it is no detail of theirs that
    somebody else may be changing at the same time.
    """
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(reading=reading))
