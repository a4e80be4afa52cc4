"""Answer templates and knowledge notes, for staff who work cases: all of them, and one for changing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.cases.models import AnswerTemplate, KnowledgeNote
from portal.database import db
from portal.errors import NotAllowed, NotFound
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability

Knowledge = AnswerTemplate | KnowledgeNote


def pieces(reader: Reader, kind: type[Knowledge]) -> list[tuple[Knowledge, str]]:
    """Every template or note with its owner's name, what is to be reviewed first at the top."""
    _require(reader)
    rows: Sequence[Any] = db.session.execute(
        sa.select(kind, Person).join(Person, Person.id == kind.owner_id).order_by(kind.review_on, kind.id)
    ).all()
    return [(piece, owner.name) for piece, owner in rows]


def piece_for(reader: Reader, kind: type[Knowledge], piece_id: int) -> Knowledge:
    """One template or note; NotFound where there is none."""
    _require(reader)
    found = db.session.get(kind, piece_id)
    if not isinstance(found, kind):
        raise NotFound
    return found


def _require(reader: Reader) -> None:
    if not reader.may(Ability.WORK_CASES):
        raise NotAllowed
