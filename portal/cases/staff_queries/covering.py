"""The open cases of somebody who is away, and the dangers they deal with, for handing them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.cases.models import Case
from portal.cases.stages import Status
from portal.charters.standards import CaseKind
from portal.commitments.due_days import DueDay, due_day
from portal.database import db
from portal.hazards.models import Hazard
from portal.identity.queries.people import person
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

ON_A_PAGE = 50  # the next ones show when these have been handed over


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case, or something dangerous in a home, that may be handed over, as it stands at its version."""

    record: Record
    who: str
    due: DueDay
    is_hazard: bool

    @property
    def value(self) -> str:
        """How the choice stands in the form: reference and version."""
        return f"{self.record.reference}.{self.record.version}"


def open_work_of(reader: Reader, person_id: int, *, now: datetime) -> Sequence[OpenCase]:
    """What somebody deals with and has not closed, as far as the reader may see it; what is due first comes
    first, then what waits longest. One statement."""
    zone = landlord().zone
    rows = db.session.execute(
        sa.select(Record, Case.contact_name, Hazard.contact_name, Hazard.id)
        .outerjoin(Case, Case.id == Record.id)
        .outerjoin(Hazard, Hazard.id == Record.id)
        .where(
            Record.handler_id == person_id,
            Record.kind != CaseKind.COMPLAINT.value,  # a handler of those is asked about conflicts first
            sa.or_(
                Case.status != Status.CLOSED.value,
                sa.and_(Hazard.id.is_not(None), Record.closed_at.is_(None)),
            ),
            visible_to(reader, today=local_date(now, zone)),
        )
        .order_by(Record.next_due_at.is_(None), Record.next_due_at, Record.received_at, Record.id)
        .limit(ON_A_PAGE)
    )
    return [
        OpenCase(
            record=record,
            who=who or lives_there or "",
            due=due_day(record.next_due_at, now=now, zone=zone),
            is_hazard=hazard_id is not None,
        )
        for record, who, lives_there, hazard_id in rows
    ]


def name_of(person_id: int | None) -> str:
    """The name of a member of staff; "" for nobody."""
    return person(person_id).name if person_id is not None else ""
