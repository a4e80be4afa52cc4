"""Which promises a hazard starts, and starting them. The case it was named in keeps its own clocks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

import sqlalchemy as sa

from portal.charters.standards import Channel, Event, Standard
from portal.commitments.models import Commitment
from portal.commitments.services.keeping import end_one, open_commitments, standards_for, start
from portal.database import db
from portal.hazards.kinds import OF_HAZARDS, Grade, HazardKind, Uncovered, circumstance, uncovered
from portal.identity.models import TenancyMember
from portal.organisation.queries import landlord
from portal.records.models import Record
from portal.timekeeping import local_date


class Situated(Protocol):
    """What decides the clocks of a hazard beside what it is: a record, or a contact not kept yet."""

    @property
    def tenancy_id(self) -> int | None: ...
    @property
    def office_id(self) -> int | None: ...
    @property
    def division(self) -> str | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...


def why_uncovered(record: Situated, kind: HazardKind, grade: Grade) -> Uncovered | None:
    """Why a hazard of that grade gets no dates from the law; None where it does. One statement."""
    if circumstance(grade) is None:
        return None
    found = uncovered(kind, grade, tenures=_tenures(record.tenancy_id), division=record.division)
    if found is None and not _in_charter(grade, record.channel, on=_on(record.received_at)):
        return Uncovered.LANDLORD
    return found


def standards_of(record: Situated, kind: HazardKind, grade: Grade, *, on: date) -> tuple[Standard, ...]:
    """What a hazard of that grade starts on that day (SI 2025/1042); none where the law gives no dates.

    Only the standards of hazards: what the landlord's policy promises on any message is the case's.
    """
    if circumstance(grade) is None or why_uncovered(record, kind, grade) is not None:
        return ()
    return _in_charter(grade, record.channel, on=on)


def begin(record: Record, kind: HazardKind, grade: Grade, *, at: datetime) -> list[Commitment]:
    """Start the clocks of that grade at `at`, those that do not run already."""
    running = {commitment.standard for commitment in open_commitments(record.id)}
    standards = [s for s in standards_of(record, kind, grade, on=_on(at)) if s.key not in running]
    return start(record, standards, event=Event.RECEIVED, at=at, facts=landlord())


def end_clocks_of(record: Record, grade: Grade, *, now: datetime) -> None:
    """Call off what that grade had begun and is still open: it was not of that grade."""
    keys = {s.key for s in _in_charter(grade, record.channel, on=_on(record.received_at))}
    for commitment in open_commitments(record.id):
        if commitment.standard in keys:
            end_one(commitment, record, event=None, at=now)


def end_clocks_kept_by(record: Record, event: Event, *, now: datetime) -> None:
    """Call off what `event` would have kept: it is not needed."""
    for commitment in open_commitments(record.id):
        if event.value in commitment.kept_by:
            end_one(commitment, record, event=None, at=now)


def _in_charter(grade: Grade, channel: str, *, on: date) -> tuple[Standard, ...]:
    what = circumstance(grade)
    if what is None:
        return ()
    found = standards_for(
        landlord(),
        event=Event.RECEIVED,
        channel=Channel(channel),
        kind=None,
        circumstances=frozenset({what}),
        on=on,
    )
    return tuple(standard for standard in found if standard.trigger.circumstances & OF_HAZARDS)


def _tenures(tenancy_id: int | None) -> frozenset[str]:
    if tenancy_id is None:
        return frozenset()
    kinds = sa.select(TenancyMember.kind).where(TenancyMember.tenancy_id == tenancy_id)
    return frozenset(db.session.scalars(kinds))


def _on(at: datetime) -> date:
    return local_date(at, landlord().zone)
