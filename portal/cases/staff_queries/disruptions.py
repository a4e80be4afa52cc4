"""The cases that an exceptional event touches: which they are, for those who may see them and for telling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.cases.models import Case
from portal.clock.zones import day_start
from portal.commitments.models import Commitment
from portal.database import db
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.organisation.events import EventFacts, Part
from portal.organisation.facts import LandlordFacts
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

SHOWN = 200

_handler = aliased(Person)


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedCase:
    """A case open on a day of the event. `due_at`: its next date as it stands; `was_late`: one has passed."""

    reference: str
    kind: str
    title: str
    received_at: datetime
    due_at: datetime | None
    was_late: bool
    closed_at: datetime | None
    handler: str
    team: str


def affected_for(
    reader: Reader, event: EventFacts, *, now: datetime, most: int | None = None
) -> Sequence[AffectedCase]:
    """The cases the event touches that this member of staff may see, the first received first.

    Complaints are among them for complaints staff and for whoever handles one. One statement; `most` rows.
    """
    facts = landlord()
    late = (
        sa.exists()
        .where(
            Commitment.record_id == Record.id,
            sa.or_(
                Commitment.kept_at > Commitment.due_at,
                sa.and_(Commitment.ended_at.is_(None), Commitment.due_at <= now),
            ),
        )
        .correlate(Record)
    )
    rows = db.session.execute(
        sa.select(
            Record.reference,
            Record.kind,
            Record.title,
            Record.received_at,
            Record.next_due_at,
            late.label("was_late"),
            Record.closed_at,
            Record.team_id,
            _handler.given_name,
            _handler.family_name,
        )
        .join(Case, Case.id == Record.id)
        .outerjoin(_handler, _handler.id == Record.handler_id)
        .where(touched_by(event, facts), visible_to(reader, today=local_date(now, facts.zone)))
        .order_by(Record.received_at, Record.id)
        .limit(most)
    )
    return [
        AffectedCase(
            reference=row.reference,
            kind=row.kind,
            title=row.title,
            received_at=row.received_at,
            due_at=row.next_due_at,
            was_late=row.was_late,
            closed_at=row.closed_at,
            handler=f"{row.given_name or ''} {row.family_name or ''}".strip(),
            team=facts.team(row.team_id).name if row.team_id else "",
        )
        for row in rows
    ]


def touched_by(event: EventFacts, facts: LandlordFacts) -> sa.ColumnElement[bool]:
    """The condition on `Record` for what was open on a day of the event: the same as `EventFacts.touches`."""
    starts_at = day_start(event.from_on, facts.zone)
    return sa.and_(
        sa.or_(Record.closed_at.is_(None), Record.closed_at >= starts_at),
        _received_before_over(event, facts.zone),
        _of_part(event, facts),
    )


def _received_before_over(event: EventFacts, zone: ZoneInfo) -> sa.ColumnElement[bool]:
    return sa.true() if event.back_on is None else Record.received_at < day_start(event.back_on, zone)


def _of_part(event: EventFacts, facts: LandlordFacts) -> sa.ColumnElement[bool]:
    part, which = event.part
    if part is Part.TOPIC:
        return Record.topic_id == which
    if part is Part.TEAM:
        return Record.team_id == which
    if part is Part.OFFICE:
        main = facts.main_office
        # A case of no office is one of the main office.
        of_main = Record.office_id.is_(None) if main is not None and main.id == which else sa.false()
        return sa.or_(Record.office_id == which, of_main)
    return sa.true()
