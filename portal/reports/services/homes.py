"""How many homes the landlord owned at a year's end (for CH01), as an administrator enters it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotAllowed, RuleBroken, Stale
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.reports.measures import Year
from portal.reports.models import HomesAtYearEnd
from portal.timekeeping import local_date


def enter_homes(
    year: Year, *, rented: int, ownership: int, by: Reader, version: int, now: datetime
) -> HomesAtYearEnd:
    """Enter the homes owned on 31 March, or correct them (`version` 0: none were entered yet).

    Raises RuleBroken("the year goes on") before its last day is over; Stale where somebody was faster.
    """
    if not by.may(Ability.ADMINISTER):
        raise NotAllowed
    if local_date(now, landlord().zone) <= year.last_on:
        raise RuleBroken("the year goes on", last_on=year.last_on)
    row = db.session.scalar(sa.select(HomesAtYearEnd).where(HomesAtYearEnd.begins == year.begins))
    row = row or HomesAtYearEnd(begins=year.begins, version=0)
    if row.version != version:
        raise Stale(was=version, now=row.version)
    row.rented, row.ownership, row.version = rented, ownership, version + 1
    try:
        with db.session.begin_nested():  # of two entering one year at once, the index refuses the second
            db.session.add(row)
    except IntegrityError as error:
        raise Stale(was=version, now=1) from error
    record_act(act="homes.entered", by=by.person_id, now=now)
    return row
