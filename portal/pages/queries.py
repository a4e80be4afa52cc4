"""What pages read beside the landlord's facts: how often promises were kept, what is mine and open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.appointments.models.bookings import Appointment
from portal.appointments.models.resources import Purpose, Resource
from portal.appointments.places import Place
from portal.appointments.queries.appointments import known_to_them
from portal.appointments.states import HELD, State
from portal.clock.zones import day_start
from portal.commitments.promise_line import Step
from portal.commitments.queries import Kept, how_often_kept, steps_of
from portal.database import db
from portal.hazards.kinds import Grade
from portal.hazards.models import Hazard
from portal.identity.models import Person, StaffProfile
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date
from portal.web.memory import kept

LATELY_DAYS = 91
APPOINTMENT = "appointment"  # the kind of record that `coming_of` shows


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCase:
    """An open case of somebody signed in, with the promise that falls due next (None: none is open).

    `hazard`: it is something dangerous in the home, which has a page of its own.
    """

    reference: str
    title: str
    received_at: datetime
    next_step: Step | None
    hazard: MyHazard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyHazard:
    """What is dangerous where. `is_alarm`: an emergency that is not safe yet."""

    kind: str
    place: str
    is_alarm: bool
    safe_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An appointment of somebody signed in that is still to come, or to be agreed (no `starts_at`).

    `title_welsh`: what its purpose is called in Welsh, "" where it has no Welsh name.
    """

    reference: str
    title: str
    title_welsh: str
    state: State
    place: Place
    office_id: int | None
    starts_at: datetime | None
    officer: str
    job_title: str


def kept_lately(*, now: datetime) -> Mapping[str, Kept]:
    """By standard, how it went in the 91 days up to and with yesterday; for every reader, counts only.

    Whole days, so that it is counted once a day in each process and not for every visitor.
    """
    zone = landlord().zone
    today = local_date(now, zone)
    remembered: dict[date, Mapping[str, Kept]] = kept("kept lately")
    if today not in remembered:
        found = how_often_kept(
            since=day_start(today - timedelta(days=LATELY_DAYS), zone), until=day_start(today, zone)
        )
        remembered.clear()
        remembered[today] = found
        return found
    return remembered[today]


def coming_of(reader: Reader, *, now: datetime, at_most: int = 3) -> list[Coming]:
    """The reader's next appointments, the soonest first, then those still to be agreed; one statement.

    One that has begun is shown until it ends.
    """
    is_open = sa.or_(
        Appointment.state.in_([State.WANTED, State.OFFERED]),
        sa.and_(Appointment.state.in_(sorted(HELD)), Appointment.ends_at > now),
    )
    rows = db.session.execute(
        sa.select(
            Record,
            Appointment,
            Purpose.name_welsh,
            Resource.name,
            Person.given_name,
            Person.family_name,
            StaffProfile.job_title,
        )
        .join(Appointment, Appointment.id == Record.id)
        .join(Purpose, Purpose.id == Appointment.purpose_id)
        .outerjoin(Resource, Resource.id == Appointment.officer_id)
        .outerjoin(Person, Person.id == Resource.person_id)
        .outerjoin(StaffProfile, StaffProfile.person_id == Resource.person_id)
        .where(visible_to(reader, today=local_date(now, landlord().zone)), is_open, known_to_them())
        .order_by(Appointment.starts_at.is_(None), Appointment.starts_at, Record.id)
        .limit(at_most)
    )
    return [
        Coming(
            reference=record.reference,
            title=record.title,
            title_welsh=welsh,
            state=State(found.state),
            place=Place(found.place),
            office_id=found.office_id,
            starts_at=found.starts_at,
            officer=f"{given or ''} {family or ''}".strip() or name or "",
            job_title=job_title or "",
        )
        for record, found, welsh, name, given, family, job_title in rows
    ]


def open_cases_of(reader: Reader, *, now: datetime, at_most: int = 20) -> list[MyCase]:
    """The reader's open cases, what falls due next first; three statements for any number of them."""
    zone = landlord().zone
    rows = db.session.execute(
        sa.select(Record, Hazard)
        .outerjoin(Hazard, Hazard.id == Record.id)
        .where(
            visible_to(reader, today=local_date(now, zone)),
            Record.closed_at.is_(None),
            Record.kind != APPOINTMENT,
        )
        .order_by(Record.next_due_at.is_(None), Record.next_due_at, Record.id.desc())
        .limit(at_most)
    ).all()
    steps = steps_of([record.id for record, _ in rows], now=now, zone=zone)
    return [
        MyCase(
            reference=record.reference,
            title=record.title,
            received_at=record.received_at,
            next_step=next((step for step in steps.get(record.id, []) if not step.ended), None),
            hazard=_hazard(hazard) if hazard is not None else None,
        )
        for record, hazard in rows
    ]


def _hazard(hazard: Hazard) -> MyHazard:
    return MyHazard(
        kind=hazard.kind,
        place=hazard.place,
        is_alarm=hazard.grade == Grade.EMERGENCY and hazard.safe_at is None,
        safe_at=hazard.safe_at,
    )
