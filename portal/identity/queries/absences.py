"""Which staff are away, when, and who stands in for them; whose absence a reader may change or cover."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.database import UtcDateTime, db
from portal.errors import NotFound
from portal.identity.absences import Away, Deputy, stand_in
from portal.identity.models import Absence, Person, StaffProfile
from portal.identity.readers import Reader
from portal.identity.roles import Ability

AT_NOW = sa.bindparam("now", type_=UtcDateTime())


def absences_at(at: datetime) -> dict[int, Away]:
    """Everybody who is away at that instant, by their id, with who is named to stand in; one statement."""
    return {row.away_id: _away_of(row) for row in db.session.execute(_EVERYBODY_AWAY, {"now": at})}


def absence_of(person_id: int, at: datetime) -> Away | None:
    """The absence of a member of staff that covers the instant; its end no longer counts."""
    return absences_at(at).get(person_id)


def deputy_for(person_id: int, at: datetime) -> Deputy | None:
    """Who stands in at that instant, as `absences.stand_in` says; None when the person is there."""
    return stand_in(absences_at(at), person_id)


def with_cover(
    query: sa.Select[*tuple[Any, ...]],
    person_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> sa.Select[*tuple[Any, ...]]:
    """The query with what `away_in` reads as its last columns: the absence of that person at :now, if any."""
    away, works = aliased(Absence), aliased(StaffProfile)
    deputy, also = aliased(Person), aliased(Absence)
    also_away = sa.exists().where(
        also.person_id == away.deputy_id, also.from_at <= AT_NOW, also.to_at > AT_NOW
    )
    return (
        query.outerjoin(
            away, sa.and_(away.person_id == person_id, away.from_at <= AT_NOW, away.to_at > AT_NOW)
        )
        .outerjoin(works, sa.and_(works.person_id == away.deputy_id, works.active.is_(True)))
        .outerjoin(deputy, deputy.id == works.person_id)
        .add_columns(
            away.person_id.label("away_id"),
            away.from_at.label("away_from_at"),
            away.to_at.label("away_to_at"),
            works.person_id.label("deputy_id"),
            deputy.given_name.label("deputy_given"),
            deputy.family_name.label("deputy_family"),
            works.work_phone.label("deputy_phone"),
            also_away.label("deputy_away"),
        )
    )


_EVERYBODY_AWAY = with_cover(
    sa.select(Absence.id).where(Absence.from_at <= AT_NOW, Absence.to_at > AT_NOW), Absence.person_id
)


def away_in(row: Any, now: datetime) -> Mapping[int, Away]:
    """Who is away by a row of `with_cover`, for `absences.cover_of`. No statement more, unless the deputy is
    away as well and theirs must be found."""
    if row.away_id is None:
        return {}
    if row.deputy_away:
        return absences_at(now)
    return {row.away_id: _away_of(row)}


def absences_in(from_at: datetime, to_at: datetime, *person_ids: int) -> list[Absence]:
    """The absences of those people that share any time with the span, the end of it excluded."""
    return list(
        db.session.scalars(
            sa.select(Absence)
            .where(Absence.person_id.in_(person_ids), Absence.from_at < to_at, Absence.to_at > from_at)
            .order_by(Absence.from_at)
        )
    )


def absences_since(at: datetime) -> list[tuple[Absence, Person, Person | None]]:
    """Absences not over at that instant, the first to begin first, with who is away and the deputy."""
    deputy = aliased(Person)
    rows = db.session.execute(
        sa.select(Absence, Person, deputy)
        .join(Person, Person.id == Absence.person_id)
        .outerjoin(deputy, deputy.id == Absence.deputy_id)
        .where(Absence.to_at > at)
        .order_by(Absence.from_at, Person.family_name, Absence.id)
    )
    return [(absence, person, stands_in) for absence, person, stands_in in rows]


def absence_for(reader: Reader, absence_id: int) -> Absence:
    """An absence the reader may change: their own, anybody's for those who arrange cover; else NotFound."""
    found = db.session.get(Absence, absence_id)
    if found is None or not (found.person_id == reader.person_id or reader.may(Ability.ARRANGE_COVER)):
        raise NotFound
    return found


def absence_to_cover(reader: Reader, absence_id: int) -> Absence:
    """An absence whose work the reader may hand over: one's own, one's that one stands in for, or as one
    who arranges cover; NotFound for any other."""
    found = db.session.get(Absence, absence_id)
    if found is None or not may_cover(reader, found):
        raise NotFound
    return found


def may_cover(reader: Reader, absence: Absence) -> bool:
    """Whether the reader may hand over the work of whoever is away."""
    return reader.person_id in (absence.person_id, absence.deputy_id) or reader.may(Ability.ARRANGE_COVER)


def _away_of(row: Any) -> Away:
    name = f"{row.deputy_given or ''} {row.deputy_family or ''}".strip()
    deputy = row.deputy_id and Deputy(person_id=row.deputy_id, name=name, phone=row.deputy_phone)
    return Away(person_id=row.away_id, from_at=row.away_from_at, to_at=row.away_to_at, deputy=deputy or None)
