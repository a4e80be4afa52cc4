"""What pages read beside the landlord's facts: how often we kept promises, and my open cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from portal.clock.zones import day_start
from portal.commitments.promise_line import Step
from portal.commitments.queries import Kept, how_often_kept, steps_of
from portal.database import db
from portal.identity.readers import Reader
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.records.queries import visible_to
from portal.timekeeping import local_date
from portal.web.memory import kept

LATELY_DAYS = 91


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCase:
    """An open case of somebody signed in, with the promise that falls due next (None: none is open)."""

    reference: str
    title: str
    received_at: datetime
    next_step: Step | None


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


def open_cases_of(reader: Reader, *, now: datetime, at_most: int = 20) -> list[MyCase]:
    """The reader's open cases, what falls due next first; three statements for any number of them."""
    zone = landlord().zone
    records = list(
        db.session.scalars(
            sa.select(Record)
            .where(visible_to(reader, today=local_date(now, zone)), Record.closed_at.is_(None))
            .order_by(Record.next_due_at.is_(None), Record.next_due_at, Record.id.desc())
            .limit(at_most)
        )
    )
    steps = steps_of([record.id for record in records], now=now, zone=zone)
    return [
        MyCase(
            reference=record.reference,
            title=record.title,
            received_at=record.received_at,
            next_step=next((step for step in steps.get(record.id, []) if not step.ended), None),
        )
        for record in records
    ]
