"""Reports of incidents: one for its writer and managers, the list for managers. No words in the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment, IncidentReport
from portal.appointments.staff_queries.visits import may_read
from portal.database import db
from portal.errors import NotFound
from portal.identity.models import Person
from portal.identity.readers import Reader
from portal.identity.roles import Ability
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """That there is a report: when, at which visit, by whom, how bad; without its words."""

    id: int
    happened_at: datetime
    title: str
    reference: str
    writer: str
    somebody_hurt: bool
    police_told: bool


def report_for(
    reader: Reader, report_id: int, *, now: datetime
) -> tuple[IncidentReport, Record, Appointment, Person]:
    """A report of an incident, with who wrote it: for its writer, and managers who may see its record.

    NotFound for all others. Whoever shows it records the look.
    """
    found = db.session.execute(
        sa.select(IncidentReport, Record, Appointment, Person)
        .join(Record, Record.id == IncidentReport.appointment_id)
        .join(Appointment, Appointment.id == Record.id)
        .join(Person, Person.id == IncidentReport.written_by_id)
        .where(
            IncidentReport.id == report_id,
            # A manager who is named in it, and barred for that, must not read what was written of them.
            sa.or_(
                visible_to(reader, today=local_date(now, landlord().zone)),
                IncidentReport.written_by_id == reader.person_id,
            ),
        )
    ).first()
    if found is None or not may_read(reader, found[0].written_by_id):
        raise NotFound
    return found[0], found[1], found[2], found[3]


def reports(reader: Reader, *, before: int | None, now: datetime) -> tuple[Sequence[ReportLine], int | None]:
    """Reports, the latest written first, from `before` (a report's id) on; and where the next page begins.

    For managers, of records they may see; NotFound for all others. One statement.
    """
    if not reader.may(Ability.MANAGE_WORK):
        raise NotFound
    rows = db.session.execute(
        sa.select(
            IncidentReport.id,
            IncidentReport.happened_at,
            IncidentReport.somebody_hurt,
            IncidentReport.police_told,
            Record.title,
            Record.reference,
            Person,
        )
        .join(Record, Record.id == IncidentReport.appointment_id)
        .join(Person, Person.id == IncidentReport.written_by_id)
        .where(visible_to(reader, today=local_date(now, landlord().zone)))
        .where(IncidentReport.id < before if before is not None else sa.true())
        .order_by(IncidentReport.id.desc())
        .limit(ON_A_PAGE + 1)
    ).all()
    lines = [
        ReportLine(
            id=row.id,
            happened_at=row.happened_at,
            title=row.title,
            reference=row.reference,
            writer=row.Person.name,
            somebody_hurt=row.somebody_hurt,
            police_told=row.police_told,
        )
        for row in rows[:ON_A_PAGE]
    ]
    return lines, lines[-1].id if len(rows) > ON_A_PAGE else None
