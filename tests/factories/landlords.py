"""A landlord that pages can be asked of: details, one office, a team and its topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.audit.models import AuditEntry
from portal.database import Base, db
from portal.organisation.models import Landlord, Office, OpeningWindow, Team, Topic
from portal.organisation.queries import forget_landlord
from tests.factories.organisation import a_landlord, a_team, a_topic, an_office

_MODELS = (Landlord, Office, OpeningWindow, Team, Topic, AuditEntry)
_TABLES = [Base.metadata.tables[model.__tablename__] for model in _MODELS]
_made: list[list[dict[str, Any]]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What `a_whole_landlord` made."""

    office: Office
    team: Team
    topics: tuple[Topic, ...]


def a_whole_landlord() -> Place:
    """A landlord with a main office open Monday to Friday 9am to 5pm, one team, three topics; committed.

    The services make it once; in a later empty SQLite database the rows they made are put in at once, which
    takes a tenth of the time. PostgreSQL counts its ids apart from the rows, so there the services do it.
    """
    if not _may_be_put_in():
        return _by_the_services()
    if _made:
        for table, rows in zip(_TABLES, _made, strict=True):
            db.session.execute(sa.insert(table), rows)
        forget_landlord()
        db.session.commit()
        return _place()
    place = _by_the_services()
    _made.extend([dict(row) for row in db.session.execute(sa.select(table)).mappings()] for table in _TABLES)
    return place


def _by_the_services() -> Place:
    a_landlord()
    an_office(is_main=True)
    team = a_team()
    a_topic(team, name="Something about my tenancy", position=1)
    a_topic(team, name="Changing something in my home", position=2, statutory=True)
    a_topic(team, name="General information", position=3, general_information=True)
    return _place()


def _place() -> Place:
    topics = db.session.scalars(sa.select(Topic).order_by(Topic.position))
    return Place(
        office=db.session.scalars(sa.select(Office)).one(),
        team=db.session.scalars(sa.select(Team)).one(),
        topics=tuple(topics),
    )


def _may_be_put_in() -> bool:
    if db.engine.dialect.name != "sqlite":
        return False
    any_rows = sa.or_(*(sa.exists(sa.select(sa.literal(1)).select_from(table)) for table in _TABLES))
    return not db.session.scalar(sa.select(any_rows))
