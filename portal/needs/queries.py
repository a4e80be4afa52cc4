"""Reading needs: the flag beside a name, and the detail for those whose work needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal.database import db
from portal.errors import NotAllowed
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.needs.markers import NeedKind, NeedsFlag
from portal.needs.models import Need, SafetyMarker

_people: sa.BindParameter[int] = sa.bindparam("people", expanding=True)
_today = sa.bindparam("today", type_=sa.Date())
_FLAGS = sa.union_all(
    sa.select(
        Need.person_id.label("person_id"), sa.literal(False).label("marker"), Need.kind.label("words")
    ).where(Need.person_id.in_(_people), sa.or_(Need.ended_on.is_(None), Need.ended_on >= _today)),
    sa.select(SafetyMarker.person_id, sa.literal(True), SafetyMarker.instruction).where(
        SafetyMarker.person_id.in_(_people), SafetyMarker.ends_on >= _today
    ),
)


def flag_for(person_ids: Iterable[int], *, today: date) -> Mapping[int, NeedsFlag]:
    """The flags of those people that have any, in one statement; none where nobody is asked for.

    A need counts up to and with its last day, a marker too. The caller has shown that the reader may see
    the people. No free text is read but a marker's instruction, which is written to be shown.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    kinds: dict[int, set[str]] = defaultdict(set)
    instructions: dict[int, set[str]] = defaultdict(set)
    for person_id, is_marker, words in db.session.execute(_FLAGS, {"people": wanted, "today": today}):
        (instructions if is_marker else kinds)[person_id].add(words)
    return {
        person_id: NeedsFlag(
            kinds=tuple(kind for kind in NeedKind if kind.value in kinds[person_id]),
            instructions=tuple(sorted(instructions[person_id])),
        )
        for person_id in kinds.keys() | instructions.keys()
    }


def needs_of(reader: Reader, person_id: int, *, today: date) -> list[Need]:
    """What a person told us would help, newest first, with its detail.

    NotAllowed unless the reader works cases.
    The encrypted health detail is deferred: nothing that lists needs reads it.
    """
    if not reader.may(Ability.WORK_CASES):
        raise NotAllowed
    return list(
        db.session.scalars(
            sa.select(Need)
            .where(Need.person_id == person_id, _runs(today))
            .options(defer(Need.health_detail, raiseload=True))
            .order_by(Need.told_at.desc(), Need.id.desc())
        )
    )


def _runs(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(Need.ended_on.is_(None), Need.ended_on >= today)
