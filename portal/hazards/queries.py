"""What customers see of hazards, and the emergencies that stand at the top of every worklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from portal.commitments.due_days import DueDay, due_day
from portal.commitments.models import Commitment
from portal.commitments.promise_line import PromiseLine, lines
from portal.commitments.queries import commitment_for, steps_of
from portal.database import db
from portal.errors import NotFound
from portal.hazards.kinds import KIND
from portal.hazards.models import ALARM, Hazard
from portal.identity.models import Home, Person, Tenancy
from portal.identity.queries.links import token
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Entry, Record
from portal.records.queries import entries_of, visible_to
from portal.records.references import understood
from portal.timekeeping import local_date

LINK = "hazard"  # the purpose of links to one
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An emergency that is not safe yet. `told`: whoever is on duty was written to."""

    reference: str
    kind: str
    place: str
    where: str
    handler: str
    is_judged: bool
    told: bool
    due: DueDay


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenHazard:
    """A hazard as whoever lives with it sees it. `by_link`: nothing personal is shown."""

    record: Record
    hazard: Hazard
    handler: Person | None
    entries: Sequence[Entry]
    lines: tuple[PromiseLine, ...]
    by_link: bool


_ALARMS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Record.reference,
        Record.next_due_at,
        Hazard.kind,
        Hazard.place,
        Hazard.judged_at,
        Hazard.duty_told_at,
        Hazard.address.label("said_address"),
        Home.address.label("home_address"),
        Person.given_name,
        Person.family_name,
    )
    .select_from(Hazard)
    .join(Record, Record.id == Hazard.id)
    .outerjoin(Tenancy, Tenancy.id == Record.tenancy_id)
    .outerjoin(Home, Home.id == Tenancy.home_id)
    .outerjoin(Person, Person.id == Record.handler_id)
    # The ids first: SQLite would go through all records, and look for a hazard to each.
    .where(Record.id.in_(sa.select(Hazard.id).where(sa.text(ALARM)).correlate(None)))
    .order_by(Record.next_due_at.is_(None), Record.next_due_at, Record.id)
    .limit(MOST)
)


def alarms_for(reader: Reader, *, now: datetime) -> list[Alarm]:
    """Every emergency not safe yet that this member of staff may see, whose team ever: one statement.

    It reads the index of emergencies alone, so that it costs a worklist next to nothing.
    """
    zone = landlord().zone
    rows = db.session.execute(_alarms(reader, local_date(now, zone)))
    return [
        Alarm(
            reference=row.reference,
            kind=row.kind,
            place=row.place,
            where=row.home_address or row.said_address,
            handler=f"{row.given_name or ''} {row.family_name or ''}".strip(),
            is_judged=row.judged_at is not None,
            told=row.duty_told_at is not None,
            due=due_day(row.next_due_at, now=now, zone=zone),
        )
        for row in rows
    ]


def seen_hazard(readers: Iterable[Reader], reference: str, *, now: datetime) -> SeenHazard:
    """The hazard for the first of these readers who may see it; NotFound where none may.

    Four statements. Whoever opened a link to the case it was named in sees it as a part of that case.
    """
    for reader in readers:
        row = _row(reader, reference, now)
        if row is not None:
            record, hazard, handler = row
            steps = steps_of([record.id], now=now, zone=landlord().zone)[record.id]
            return SeenHazard(
                record=record,
                hazard=hazard,
                handler=handler,
                entries=entries_of(record.id, public_only=True),
                lines=lines(steps, received_at=record.received_at),
                by_link=reader.link_record_id is not None,
            )
    raise NotFound


def lines_of_case(case_id: int, *, now: datetime) -> list[tuple[str, str, tuple[PromiseLine, ...]]]:
    """Kind, reference and promise lines of each hazard named in a case, for the confirmation of it.

    The caller has shown that the reader may see the case. Three statements, one where there is none.
    """
    found = db.session.execute(
        sa.select(Record.id, Hazard.kind, Record.reference, Record.received_at)
        .join(Hazard, Hazard.id == Record.id)
        .where(Record.parent_id == case_id)
        .order_by(Record.id)
    ).all()
    steps = steps_of([row.id for row in found], now=now, zone=landlord().zone)
    return [(row.kind, row.reference, lines(steps[row.id], received_at=row.received_at)) for row in found]


def date_of_hazard(
    readers: Iterable[Reader], reference: str, commitment_id: int, *, now: datetime
) -> tuple[Record, Commitment]:
    """A promise on a hazard, for the page that explains its date; NotFound for who may not see it."""
    for reader in readers:
        row = _row(reader, reference, now)
        if row is None:
            continue
        found = db.session.scalar(
            sa.select(Commitment).where(Commitment.id == commitment_id, Commitment.record_id == row[0].id)
        )
        if found is not None:
            return row[0], found
    raise NotFound


def date_for_staff(
    reader: Reader, reference: str, commitment_id: int, *, now: datetime
) -> tuple[Record, Commitment]:
    """The same for staff, who see no more than `visible_to` shows them."""
    commitment, record = commitment_for(reader, commitment_id, today=local_date(now, landlord().zone))
    if record.reference != understood(reference) or record.kind != KIND:
        raise NotFound
    return record, commitment


def opened_by(link: str, *, now: datetime) -> Record:
    """The hazard's record a link opens; NotFound once it has expired, and for anything else."""
    row = token(LINK, link, now)
    record = db.session.get(Record, row.record_id) if row and row.record_id else None
    if record is None:
        raise NotFound
    return record


def _row(reader: Reader, reference: str, now: datetime) -> tuple[Record, Hazard, Person | None] | None:
    meant = understood(reference)
    if meant is None:
        return None
    seen = visible_to(reader, today=local_date(now, landlord().zone))
    if reader.link_record_id is not None:
        seen = sa.or_(seen, Record.parent_id == reader.link_record_id)
    row = db.session.execute(
        sa.select(Record, Hazard, Person)
        .join(Hazard, Hazard.id == Record.id)
        .outerjoin(Person, Person.id == Record.handler_id)
        .where(Record.reference == meant, seen)
    ).first()
    return (row[0], row[1], row[2]) if row is not None else None


# Kept for each member of staff: finding out that a statement is one we had takes as long as running it.
@lru_cache(maxsize=256)
def _alarms(reader: Reader, today: date) -> sa.Select[*tuple[Any, ...]]:
    return _ALARMS.where(visible_to(reader, today=today))
