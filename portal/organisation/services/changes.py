"""What every change of the organisation needs: the version raised, stale forms and taken names refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.audit.services import record_act
from portal.database import db
from portal.errors import NotFound, RuleBroken, Stale
from portal.organisation.models import Closure, HolidayChange, Landlord, Office, OtherAgency, Team, Topic
from portal.organisation.queries import forget_landlord

Versioned = TypeVar("Versioned", Team, Topic, OtherAgency, Office)
Removable = TypeVar("Removable", Closure, HolidayChange, OtherAgency)


def changed(*, now: datetime, act: str = "organisation.changed", by: int | None = None) -> None:
    """Make every process read the landlord's facts afresh, and note who changed what kind of thing."""
    db.session.flush()
    db.session.execute(sa.update(Landlord).values(version=Landlord.version + 1))
    record_act(act=act, by=by, now=now)
    forget_landlord()


def row_or_new(model: type[Versioned], row_id: int | None, version: int) -> Versioned:
    """A new row where there is no id yet, else the stored one, locked and with its version raised.

    NotFound where it is gone, Stale where it is no longer as the form knew it. The lock makes the second of
    two administrators wait for the first, and then see what the first one wrote.
    """
    if row_id is None:
        return model(version=1)
    found = db.session.get(model, row_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.version != version:
        raise Stale(was=version, now=found.version)
    found.version += 1
    return found


@contextmanager
def refusing(rule: str) -> Iterator[None]:
    """What is written inside meets the unique indexes here: RuleBroken(`rule`), and the rest is kept.

    Two administrators may take one name at the same time; asking first whether it is free would not help.
    """
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        raise RuleBroken(rule) from error


def remove(model: type[Removable], row_id: int) -> None:
    """Delete the row; NotFound where it is gone already."""
    found = db.session.get(model, row_id)
    if found is None:
        raise NotFound
    db.session.delete(found)
